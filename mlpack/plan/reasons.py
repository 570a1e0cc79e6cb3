"""What is so where no choice fits: the first of the wishes, in their order, that leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from mlpack.catalog import Catalog, Framework, numbers
from mlpack.plan.choice import candidates, own_parts, parts_beneath, supported
from mlpack.plan.footless import why_no_base
from mlpack.plan.hurdles import HURDLES, Asked
from mlpack.plan.parts import Candidate, Part
from mlpack.plan.wishes import Wishes
from mlpack.wording import all_of

Reason: TypeAlias = tuple[str, str]
"""The setting that stands in the way, and what is so as a whole sentence."""


def reason(wishes: Wishes, catalog: Catalog) -> Reason:
    """Only where nothing fits."""
    own, beneath = list(own_parts(wishes)), list(parts_beneath(wishes))
    if not own:
        return _unknown(wishes.framework, wishes)
    if wishes.beneath and not beneath:
        return _unknown_beneath(wishes)
    asked = Asked(wishes, catalog)
    if stopped := stopped_at(own, asked):
        return stopped
    pairs = list(candidates(own, beneath, wishes))
    if not pairs:
        return _disagreeing(wishes, own)
    if stopped := stopped_at([pair.computing for pair in pairs], asked):
        return stopped
    clear = [c for c in pairs if all(h.clears(p, asked) for h in HURDLES for p in c.parts)]
    if not clear:
        return _disagreeing(wishes, own)
    return _without_python(clear, wishes, catalog) or why_no_base(clear, wishes, catalog)


def subject_of(parts: Sequence[Part]) -> str:
    """How a sentence calls them: by their versions, where they are not all that there are."""
    framework = parts[0].framework
    found = sorted({part.release for part in parts}, key=numbers)
    if len(found) == len({release.version for release in framework.releases}):
        return framework.title
    if len(found) == 1:
        return parts[0].title
    return f"{framework.title} {found[0]} to {found[-1]}"


def sentence(half: str, subject: str) -> str:
    """A title and the name of a file keep their own first letter."""
    is_name = half.startswith(subject) or not half.split()[0].isalpha()
    return f"{half}." if is_name else f"{half[0].upper()}{half[1:]}."


def stopped_at(parts: Sequence[Part], asked: Asked) -> Reason | None:
    """The first hurdle that none of them clears."""
    for hurdle in HURDLES:
        left = [part for part in parts if hurdle.clears(part, asked)]
        if not left:
            subject = subject_of(parts)
            says = hurdle.says(parts, replace(asked, subject=subject))
            return hurdle.setting, sentence(says, subject)
        parts = left
    return None


def _unknown(framework: Framework, wishes: Wishes) -> Reason:
    said = wishes.said
    wanted = f"{said.versions} ({said.where})" if said.versions else wishes.version
    return "framework", f"{known_versions(framework)}, not {wanted}."


def _unknown_beneath(wishes: Wishes) -> Reason:
    said, beneath = wishes.files_beneath, wishes.computing
    return "requirements", f"{known_versions(beneath)}, not {said.versions} ({said.where})."


def known_versions(framework: Framework) -> str:
    """As in `The catalogue of 2026-11-20 knows PyTorch 2.0 to 2.15`."""
    rows = sorted(framework.releases, key=lambda row: numbers(row.version))
    known = f"{rows[0].version} to {rows[-1].version}" if rows else "no release"
    day = f" of {rows[-1].origin.as_of}" if rows else ""
    return f"The catalogue{day} knows {framework.title} {known}"


def _disagreeing(wishes: Wishes, own: Sequence[Part]) -> Reason:
    """The framework and the one that it stands on: what it needs, and what was asked for."""
    beneath, said = wishes.computing, wishes.files_beneath
    needs = {
        f"{name}{specifier}"
        for part in own
        for row in part.rows
        for name, specifier in row.needs.items()
        if name in beneath.distributions
    }
    asked = f", and {said.where} asks for {said.versions}" if said.versions else ""
    return "framework", f"{subject_of(own)} needs {all_of(sorted(needs))}{asked}."


def _without_python(clear: Sequence[Candidate], wishes: Wishes, catalog: Catalog) -> Reason | None:
    """Why no Python is left; nothing where one is, and no base has it."""
    here = [row.version for row in catalog.pythons]
    wheels = [p for p in here if any(c.has_python(p, wishes.platforms) for c in clear)]
    tests: tuple[tuple[Callable[[str], bool], Callable[[], Reason]], ...] = (
        (lambda p: p in wishes.style.pythons, lambda: _style(wishes)),
        (wishes.said.admits_python, lambda: _pyproject(wishes)),
        (lambda p: p in wheels, lambda: _wheels(clear, wheels, Asked(wishes, catalog))),
        (lambda p: bool(wishes.python) or p in supported(catalog), lambda: _ended(clear, wheels)),
    )
    left = [wishes.python] if wishes.python else here
    for admits, says in tests:
        left = [python for python in left if admits(python)]
        if not left:
            return says()
    return None


def _style(wishes: Wishes) -> Reason:
    style = wishes.style
    says = f"{style.title} is known to work with Python {all_of(style.pythons)}"
    return "python", f"{says}, not {wishes.python}." if wishes.python else f"{says} only."


def _pyproject(wishes: Wishes) -> Reason:
    return "python", f"The project's pyproject.toml is for Python {wishes.said.pythons}."


def _wheels(clear: Sequence[Candidate], wheels: Sequence[str], asked: Asked) -> Reason:
    """With why newer releases are out, where those have the wheels."""
    wishes, python = asked.wishes, asked.wishes.python
    parts = next(
        (side for side in zip(*(c.parts for c in clear), strict=True) if not _have(side, wishes)),
        [candidate.own for candidate in clear],
    )
    has = [version for version in wheels if version in wishes.style.pythons]
    wanted = f"Python {python}" if python else "these Pythons"
    says = [f"{subject_of(parts)} has no wheels for {wanted}."]
    says += [f"It has them for {all_of(has)}."] if has else []
    kept = {part.release for part in parts}
    every = parts_beneath(wishes) if wishes.beneath else own_parts(wishes)
    others = [p for p in every if p.release not in kept and _have([p], wishes)]
    says += [why_not(others, asked)] if others else []
    return "python", " ".join(filter(None, says))


def _have(parts: Sequence[Part], wishes: Wishes) -> bool:
    return any(part.has_python(wishes.python, wishes.platforms) for part in parts)


def why_not(parts: Sequence[Part], asked: Asked) -> str:
    """What keeps all of them out, as a sentence; empty where nothing does alone."""
    stopped = stopped_at(parts, asked)
    return stopped[1] if stopped else ""


def _ended(clear: Sequence[Candidate], wheels: Sequence[str]) -> Reason:
    return "framework", (
        f"{subject_of([c.own for c in clear])} has wheels for Python {all_of(wheels)} only, and "
        "none of them is still supported. To have one all the same, name it."
    )

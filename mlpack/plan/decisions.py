"""Why the Plan is as it is: one function a decision, each from the facts that led to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mlpack.catalog import Catalog
from mlpack.plan.choice import Choice, supported
from mlpack.plan.model import Decision, Plan
from mlpack.plan.said import Said
from mlpack.plan.wishes import Wishes
from mlpack.spec import Spec
from mlpack.wording import all_of

_SAID = "mlpack.yaml says so."


@dataclass(frozen=True)
class Grounds:
    """All that a reason may rest on."""

    wishes: Wishes
    catalog: Catalog
    choice: Choice
    plan: Plan

    @property
    def spec(self) -> Spec:
        return self.wishes.spec

    @property
    def said(self) -> Said:
        return self.wishes.said


def decisions(grounds: Grounds) -> tuple[Decision, ...]:
    """In the order in which a person would ask."""
    return tuple(decision for decide in _ALL for decision in decide(grounds))


def _framework(grounds: Grounds) -> Iterator[Decision]:
    said, framework = grounds.said, grounds.plan.framework
    because = f"{said.where} asks for {framework.name}{said.versions}."
    if grounds.spec.framework.version:
        because = _SAID
    elif not said.exact:
        because = _newest_release(grounds)
    yield Decision("framework", f"{framework.title} {framework.version}".strip(), because)


def _newest_release(grounds: Grounds) -> str:
    choice, said = grounds.choice, grounds.said
    limits = [
        *([f"for Python {choice.python.version}"] if grounds.spec.python else []),
        *([f"that is {said.versions}, as {said.where} asks"] if said.versions else []),
    ]
    if not choice.candidate.own.rows:
        return "It has no releases of its own."
    day = choice.candidate.own.rows[0].origin.as_of
    newest = f"The newest release that the catalogue of {day} knows"
    return f"{' '.join([newest, *limits])}."


def _python(grounds: Grounds) -> Iterator[Decision]:
    version, until = grounds.choice.python.version, grounds.choice.python.end_of_life
    if not grounds.spec.python:
        parts = "every part and pyproject.toml" if grounds.said.pythons else "every part"
        verb = "support" if grounds.said.pythons else "supports"
        because = f"The newest that {parts} {verb}; its security support lasts until {until}."
    elif version in supported(grounds.catalog):
        because = f"mlpack.yaml says so; its security support lasts until {until}."
    else:
        because = f"mlpack.yaml says so, though its security support ended on {until}."
    yield Decision("python", version, because)


def _base_image(grounds: Grounds) -> Iterator[Decision]:
    base, own = grounds.plan.base, grounds.choice.candidate.own
    because = (
        f"Python's own slim image on Debian {base.suite}; its glibc {base.glibc} loads the wheels "
        f"of {own.title}, which need {own.glibc(grounds.plan.platforms)}."
    )
    yield Decision("base image", base.image, because)


def _compute(grounds: Grounds) -> Iterator[Decision]:
    said = "compute" in grounds.spec.model_fields_set
    yield Decision("compute", grounds.plan.compute.device, _SAID if said else "The default.")


def _serving(grounds: Grounds) -> Iterator[Decision]:
    serving = grounds.plan.serving
    said = "serving" in grounds.spec.model_fields_set
    value = f"{serving.title} on port {serving.port}"
    yield Decision("serving", value, _SAID if said else "The default style.")


def _batching(grounds: Grounds) -> Iterator[Decision]:
    most = grounds.plan.serving.batching.max_size
    because = (
        "Most of a prediction's cost does not grow with its rows, so rows that arrive while the "
        "model is busy are predicted together; nobody waits for a batch to fill."
    )
    yield Decision("batching", f"{most} rows at most", because)


def _model(grounds: Grounds) -> Iterator[Decision]:
    because = (
        "It is copied after the dependencies and before the code, so that a changed line of code "
        "neither installs nor copies the rest again."
    )
    yield Decision("model", grounds.plan.model.path, because)


def _lock(grounds: Grounds) -> Iterator[Decision]:
    plan = grounds.plan
    by = f", by {plan.lock.backend}" if plan.lock.backend else ""
    files = all_of(f"{file.path} for {file.platform}" for file in plan.lock.files)
    because = "Pinned with hashes for the image, not for the machine that makes the lock."
    yield Decision("lock", f"{files} with Python {plan.python}{by}", because)


def _routes(grounds: Grounds) -> Iterator[Decision]:
    said = grounds.spec.index.packages
    for name, place in said.items():
        yield Decision(f"index of {name}", place, f"{_SAID} No other place is asked.")
    for route in grounds.catalog.routes:
        packages = [name for name in route.packages if name not in said]
        if packages and route.url in grounds.plan.indexes:
            yield Decision(f"index of {all_of(packages)}", route.url, route.because)


def _installer(grounds: Grounds) -> Iterator[Decision]:
    installer = grounds.plan.installer
    because = (
        "It installs a hashed lock several times faster than pip; it stays in the build stage."
    )
    yield Decision("installer", f"{installer.name} {installer.version}", because)


def _system_packages(grounds: Grounds) -> Iterator[Decision]:
    packages, said = grounds.plan.system_packages, grounds.spec.system_packages
    if named := (*said.build, *said.run):
        yield Decision("system packages", all_of(dict.fromkeys(named)), _SAID)
    for row in grounds.catalog.compilers:
        if added := [name for name in row.packages if name in {*packages.build} - {*said.build}]:
            sources = all_of(grounds.plan.lock.from_source)
            because = f"They are {row.because}, as {sources} may be; they stay in the build stage."
            yield Decision("compilers", all_of(added), because)


def _user(grounds: Grounds) -> Iterator[Decision]:
    because = (
        "A number, so that a cluster can see that it is not root; in group 0, because a cluster "
        "that chooses the user itself keeps that group."
    )
    yield Decision("user", grounds.plan.user, because)


_ALL: tuple[Callable[[Grounds], Iterator[Decision]], ...] = (
    _framework,
    _python,
    _base_image,
    _compute,
    _serving,
    _batching,
    _model,
    _lock,
    _routes,
    _installer,
    _system_packages,
    _user,
)

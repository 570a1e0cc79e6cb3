"""What a person sees before anything is written: what was found, and what would be made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mlpack.cli import screen
from mlpack.wording import plural

if TYPE_CHECKING:
    from mlpack.api import Generated, Project
    from mlpack.detect import Guess
    from mlpack.wizard import Source, Wizard
    from mlpack.write import Change

_DECISIONS = 3


def found(wizard: Wizard) -> str:
    """What is known already, and from where; what is certain is not asked.

    What was answered beforehand is no find, whatever the folder says of it.
    """
    from mlpack.wizard import origin_of

    source, detected = wizard.source, wizard.detected
    rows = []
    for guess in detected.guesses:
        is_open = guess.setting.partition(".")[0] not in wizard.given
        if is_open and guess.setting in source.origins and _is_in_a_file(guess):
            certain = "; not asked" if guess.setting in source.certain else ""
            origin = source.origins[guess.setting]
            rows.append((guess.setting, _shown(guess), f"{origin}{certain}"))
    paragraphs = [f"Found:\n{screen.table(rows)}"] if rows else []
    paragraphs += [
        f"Left out: {left.guess.setting} {_shown(left.guess)}"
        f" ({origin_of(left.guess)}). {left.because}"
        for left in source.left_out
    ]
    paragraphs += detected.notes
    return "\n".join(paragraphs)


def _is_in_a_file(guess: Guess) -> bool:
    """What only the folder as a whole says, as its name, is no find."""
    return any(evidence.where != "." for evidence in guess.evidence)


def last_screen(seen: Generated, source: Source, *, verb: str) -> str:
    """mlpack.yaml with the places that it is from, what was decided, and each file's verb."""
    return "\n\n".join(
        [
            f"{seen.project.document.file}:\n{screen.table(_settings(seen.project, source))}",
            "\n".join(["Decided:", *_decided(seen.project)]),
            f"Files:\n{screen.table(_files(seen, verb))}",
            "",
        ]
    )


def _settings(project: Project, source: Source) -> Iterator[tuple[str, str]]:
    from mlpack.spec import line

    for setting in project.document.content:
        yield line(project.spec, setting), source.origin(setting)


def _decided(project: Project) -> Iterator[str]:
    from mlpack.plan import resolve, telling
    from mlpack.spec import Document, spec_from

    least = {"name": project.spec.name, "framework": project.spec.framework.name}
    device = {"compute": project.spec.compute.device}
    plainest = spec_from(Document("the plainest", {**least, **device}), project.catalog.known)
    usual = resolve(plainest, project.catalog)
    for decision in telling(project.plan, usual, most=_DECISIONS):
        yield f"  {decision.what}: {decision.value}"
        yield f"      {decision.because}"


def _files(seen: Generated, verb: str) -> Iterator[tuple[str, str, str]]:
    """A line for each file that there is something to say of; the others by their verb."""
    changes = (*seen.changes, *seen.locks)
    yield f"{verb:8}", seen.project.document.file, ""
    for change in changes:
        if change.note and not _is_lock_to_come(change):
            is_left = change.verb == "conflict" and not change.writes
            note = f"stays as it is: {change.note}" if is_left else change.note
            yield f"{change.verb:8}", change.path, note
    for one in dict.fromkeys(change.verb for change in changes):
        paths = [c.path for c in changes if c.verb == one and (not c.note or _is_lock_to_come(c))]
        if paths:
            yield f"{one:8}", ", ".join(_gathered(paths)), ""


def _is_lock_to_come(change: Change) -> bool:
    return change.verb == "create" and change.before is None and change.after is None


def _gathered(paths: Iterable[str]) -> Iterator[str]:
    """Files of a folder as the folder, and how many they are."""
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        parts = PurePosixPath(path).parts
        by_folder.setdefault(f"{parts[0]}/" if len(parts) > 1 else path, []).append(path)
    for folder, inside in by_folder.items():
        yield f"{folder} ({plural(len(inside), 'file')})" if len(inside) > 1 else inside[0]


def _shown(guess: Guess) -> str:
    """As it will stand in mlpack.yaml: a port is a number there, and a Python is none."""
    from mlpack.spec import steps_to
    from mlpack.spec.settings import typed
    from mlpack.spec.text import inline

    value = list(guess.value) if isinstance(guess.value, tuple) else guess.value
    return inline(typed(steps_to(guess.setting), value))

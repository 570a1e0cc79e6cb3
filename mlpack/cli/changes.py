"""What became of each path of a project, as lines, as a diff and as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from mlpack.cli import screen

if TYPE_CHECKING:
    from mlpack.api import Cause
    from mlpack.write import Change

    Causes: TypeAlias = Mapping[str, Sequence[Cause]]


def as_plain(changes: Sequence[Change], *, drifted: bool, causes: Causes) -> dict[str, Any]:
    """The result for `--json`."""
    files = [
        {
            "path": c.path,
            "verb": c.verb,
            "note": c.note,
            "causes": list(causes.get(c.path, ())),
            "places": list(c.places),
        }
        for c in changes
    ]
    conflict = any(c.verb == "conflict" for c in changes)
    return {"drifted": drifted, "conflict": conflict, "files": files}


def show(changes: Iterable[Change], *, causes: Causes = MappingProxyType({})) -> None:
    """Each path once, its verb in a column."""
    rows = ((f"{c.verb:8}", f"{c.path:24}", said(c, causes)) for c in changes)
    screen.answer(screen.table(rows))


def say_places(changes: Iterable[Change]) -> None:
    """Where a person has to decide, as editors and terminals follow it."""
    places = [
        f"  {change.path}:{line}" if line else f"  {change.path}"
        for change in changes
        if change.verb == "conflict"
        for line in change.places or (0,)
    ]
    if places:
        screen.say("\n".join(["In conflict:", *places]))


def said(change: Change, causes: Causes) -> str:
    """The note, and what led to the change."""
    from mlpack.api import WORDS

    words = (WORDS[cause] for cause in causes.get(change.path, ()))
    return "; ".join(filter(None, (change.note, *words)))


def show_diff(changes: Iterable[Change], *, causes: Causes = MappingProxyType({})) -> None:
    """A unified diff below a line that says why, and a line for what a diff cannot show."""
    from mlpack import write

    for change in changes:
        text, why = write.diff(change), said(change, causes)
        if text:
            screen.answer(f"{change.path}: {change.verb}{why and f': {why}'}")
            screen.answer(text.rstrip("\n"))
        elif change.note:
            screen.say(f"{change.path}: {change.verb}: {why}")

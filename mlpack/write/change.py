"""What happens to one path: a verb, the text before and after, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mlpack.tree import Ownership
from mlpack.write.lines import alike, unified

Verb = Literal["create", "same", "update", "merge", "edited", "keep", "move", "conflict", "remove"]

_DRIFT: frozenset[Verb] = frozenset({"create", "update", "merge", "move", "conflict", "remove"})


@dataclass(frozen=True)
class Change:
    """One path of the project.

    before: the text on disk now; None where there is no file. What is no UTF-8 stands escaped.
    after: the text that will be there. The same as `before` where the file is left as it is.
    mode: the permission bits that a new file gets.
    note: one short line for people, where the verb alone does not say enough.
    baseline: what the state file will hold as mlpack's own last render of this path.
    wanted: mlpack's render now; None where the path is no longer part of the project.
    last: mlpack's last render so far; None where there was none, or it is not known any more.
    moved_from: the path that it lay at until now, where mlpack renamed it.
    places: the lines of a conflict, from 1, in the file as a person will find it.
    """

    path: str
    verb: Verb
    before: str | None
    after: str | None
    mode: int
    note: str
    baseline: str | None
    wanted: str | None = None
    ownership: Ownership = "managed"
    last: str | None = None
    moved_from: str = ""
    places: tuple[int, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether the disk changes; where it does not, only the state may."""
        return self.before != self.after


def is_alike(before: str | None, after: str | None) -> bool:
    """Whether two states of a file differ in nothing but line ends."""
    if before is None or after is None:
        return before is after
    return alike(before, after)


def drifted(changes: Iterable[Change]) -> bool:
    """Whether the folder is not what mlpack.yaml asks for: `generate --check` then exits 1."""
    return any(change.verb in _DRIFT for change in changes)


def diff(change: Change) -> str:
    """A unified diff from before to after; for a conflict left as it is, to what mlpack wanted."""
    is_left = change.verb == "conflict" and not change.writes
    after = change.wanted if is_left else change.after
    return unified(
        change.before or "",
        after or "",
        old="/dev/null" if change.before is None else change.path,
        new="/dev/null" if after is None else change.path,
    )

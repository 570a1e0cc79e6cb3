"""The journal of a write: which finished files go where, put down before the first one does.

Whatever kills a run, the next one finds either no journal, and the old files; or a journal that it
carries out to the end, and so the new ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from mlpack.errors import WriteRefused
from mlpack.tree import is_inside, is_of_git
from mlpack.write.disk import STALE, place, read, remove

PENDING_PATH = ".mlpack/pending.json"
At = Callable[[str], None]
"""Told of each step before it is made; what it does happens there, as a kill would."""


def unwatched(step: str) -> None:
    """For whoever has nothing to do between two steps."""


@dataclass(frozen=True)
class Step:
    """One file that changes.

    staged: the finished file, relative to the project; empty where `path` goes away.
    replaces: the digest of what is there before; empty where nothing is.
    """

    path: str
    staged: str
    replaces: str

    def is_due(self, root: Path) -> bool:
        """Whether it has not been made yet; a finished file is gone once it is in its place."""
        if self.staged:
            return (root / self.staged).exists()
        return bool(self.replaces) and digest(root / self.path) == self.replaces

    def make(self, root: Path, target: Path, at: At) -> None:
        """Make it; `target` is the path's place, links followed. Raises OSError with the path."""
        at(f"change {self.path}")
        try:
            if self.staged:
                target.parent.mkdir(parents=True, exist_ok=True)
                (root / self.staged).replace(target)
            else:
                remove(root, self.path)
        except OSError as problem:
            raise OSError(problem.errno, problem.strerror, self.path) from problem


def journal(steps: Iterable[Step]) -> str:
    return json.dumps([asdict(step) for step in steps], indent=2) + "\n"


def pending(root: Path) -> tuple[Step, ...]:
    """The steps of a run that was killed; none where there was no such run.

    Raises:
        WriteRefused: what it left is damaged, or no run of mlpack left it.
    """
    place(root, PENDING_PATH)
    found = read(root, PENDING_PATH)
    if found is None:
        return ()
    with suppress(TypeError, ValueError, RecursionError):  # json's own error is a ValueError
        steps = tuple(Step(**fields) for fields in json.loads(found.text))
        if all(_is_ours(step) for step in steps):
            return steps
    raise WriteRefused(
        "It tells how far an interrupted run came, and cannot be read.",
        where=PENDING_PATH,
        hint="Delete it, then run the command again.",
    )


def _is_ours(step: Step) -> bool:
    """A journal comes with a clone like any other file: it must not write what git then runs."""
    staged = step.staged.rpartition("/")[2]
    return (
        is_inside(step.path)
        and not is_of_git(step.path)
        and isinstance(step.replaces, str)
        and (not step.staged or (is_inside(step.staged) and bool(STALE.fullmatch(staged))))
    )


def digest(path: Path) -> str:
    """Of the file there; empty where there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def forget(root: Path, at: At) -> None:
    at("forget the journal")
    (root / PENDING_PATH).unlink()

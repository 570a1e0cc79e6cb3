"""Many files written as one: a kill at any moment leaves all of the old ones or all of the new.

First every new file is finished and on the disk, under a name of its own. Then a journal says which
goes where: from the moment that it stands, the new files are the project's. A process that a kill
does not reach puts them into their places, within a millisecond; where there is none, or that one
dies too, `recovery` does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from mlpack.errors import WriteRefused
from mlpack.write.alone import alone
from mlpack.write.detached import outlived
from mlpack.write.disk import (
    flush,
    nearest,
    place,
    put,
    refusing,
    require_writable,
    sweep,
    temporary_in,
    way_out,
)
from mlpack.write.pending import PENDING_PATH, At, Step, digest, forget, journal, unwatched
from mlpack.write.recovery import FOLDER, finish


@dataclass(frozen=True)
class Write:
    """A file as it is to be; without `content` it goes away.

    like: the path whose permissions it takes over, where that is not its own.
    """

    path: str
    content: str | bytes | None
    mode: int = 0o644
    like: str = ""


def commit(
    writes: Sequence[Write],
    root: Path,
    *,
    still: Callable[[], None] = lambda: None,
    at: At = unwatched,
) -> None:
    """Bring all of `writes` to the disk, or none.

    `still` is asked once all is finished and nothing replaced yet, and may refuse: what was so when
    the writes were decided may no longer be.

    Raises:
        WriteRefused: one of them may not be written. Nothing was, unless the message says so.
    """
    with alone(root):
        finish(root, at=at)
        targets = {write.path: place(root, write.path) for write in writes}
        for path, target in targets.items():
            require_writable(target, path)
        require_writable(place(root, PENDING_PATH), PENDING_PATH)
        still()
        _sweep_around(root, writes)
        _Transaction(root, root.resolve(), targets, at).commit(writes, still)


@dataclass(frozen=True)
class _Transaction:
    root: Path
    home: Path
    targets: dict[str, Path]
    at: At
    folders: dict[Path, Path] = field(default_factory=dict)

    def commit(self, writes: Sequence[Write], still: Callable[[], None]) -> None:
        with ExitStack() as leftovers:
            steps = [self._staged(write, leftovers) for write in writes]
            announced = self._new(self.root / PENDING_PATH, leftovers)
            with refusing(PENDING_PATH, "written"):
                self.at("announce")
                put(announced, journal(steps), 0o644, like=self.root / PENDING_PATH)
                self.at("flush")
                flush([announced, *(self.root / step.staged for step in steps if step.staged)])
            still()
            self._require_unchanged(steps)
            leftovers.pop_all()  # from here they are the journal's
        self._land(steps, announced)

    def _staged(self, write: Write, leftovers: ExitStack) -> Step:
        target = self.targets[write.path]
        if write.content is None:
            return Step(write.path, "", digest(target))
        with refusing(write.path, "written"):
            new = self._new(target, leftovers)
            self.at(f"stage {write.path}")
            like = place(self.root, write.like) if write.like else target
            put(new, write.content, write.mode, like=like)
            staged = new.relative_to(self.home).as_posix()
            return Step(write.path, staged, digest(target))

    def _new(self, target: Path, leftovers: ExitStack) -> Path:
        folder = self.folders.get(target.parent)
        if folder is None:
            folder = self.folders[target.parent] = self._folder_for(target.parent)
        new = temporary_in(folder)
        leftovers.callback(new.unlink, missing_ok=True)
        return new

    def _folder_for(self, parent: Path) -> Path:
        """Beside the journal, or where another disk begins, on that one: files are renamed."""
        home, there = self.home / FOLDER, nearest(parent)
        home.mkdir(exist_ok=True)
        return home if home.stat().st_dev == there.stat().st_dev else there

    def _require_unchanged(self, steps: Iterable[Step]) -> None:
        for step in steps:
            if digest(self.targets[step.path]) != step.replaces:
                raise changed_meanwhile(step.path)

    def _land(self, steps: Sequence[Step], announced: Path) -> None:
        """The point of no return, and all that follows from it."""
        pending = self.root / PENDING_PATH

        def make_all() -> None:
            self.at("flush the journal")
            flush([pending.parent])
            for step in steps:
                step.make(self.root, self.targets[step.path], self.at)
            # Renames that a power cut takes back, it takes back with this one, or after it: the
            # file systems with a journal keep their order.
            forget(self.root, self.at)

        try:
            self.at("commit")
            announced.replace(pending)
            outlived(make_all)
        except OSError as problem:
            raise _half_way(problem) from problem
        if pending.exists():  # something killed that process, and not this one
            finish(self.root, at=self.at)


def changed_meanwhile(path: str) -> WriteRefused:
    return WriteRefused(
        "It changed while mlpack was at work, and was left alone.",
        where=path,
        hint="Run the command again.",
    )


def _half_way(problem: OSError) -> WriteRefused:
    reason = (problem.strerror or str(problem)).lower()
    return WriteRefused(
        f"It cannot be replaced: {reason}. The run is half done, and the next one completes it.",
        where=str(problem.filename or PENDING_PATH),
        hint=way_out(problem),
    )


def _sweep_around(root: Path, writes: Iterable[Write]) -> None:
    folders = {root, root / FOLDER}
    sweep(folders.union(*((root / write.path).parents for write in writes)))

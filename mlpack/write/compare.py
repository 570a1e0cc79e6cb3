"""What would change in a folder, path by path; reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlpack.errors import UsageError
from mlpack.tree import File, Tree
from mlpack.wording import did_you_mean
from mlpack.write.change import Change
from mlpack.write.decide import Sides, gone, managed, rejection_path, seeded
from mlpack.write.disk import place, read
from mlpack.write.pending import recovered
from mlpack.write.state import State, load


def compare(tree: Tree, root: Path, *, overwrite: Collection[str] = ()) -> tuple[Change, ...]:
    """Hold `tree` against the folder `root`; the changes sorted by path.

    overwrite: paths whose text in `tree` is taken, whatever is there.

    Raises:
        UsageError: `overwrite` names a path that is not in `tree`.
        WriteRefused: the state file is damaged, or something that mlpack may not replace by a
            file stands where one belongs.
    """
    asked = _asked(tree, overwrite)
    project = _Project(root, recovered(root, load(root)), asked)
    changes: list[Change] = []
    for path, file in tree.items():
        look = project.managed if file.ownership == "managed" else project.seeded
        changes += look(path, file)
    changes += (project.gone(path) for path in project.state.files if path not in tree)
    return tuple(sorted(changes, key=lambda change: change.path))


def _asked(tree: Tree, overwrite: Collection[str]) -> frozenset[str]:
    paths = frozenset(str(PurePosixPath(path.replace("\\", "/"))) for path in overwrite)
    for path in sorted(paths - set(tree)):
        raise UsageError(
            f"mlpack generates no {path} here. {did_you_mean(path, tree)}", where="--overwrite"
        )
    return paths


@dataclass(frozen=True)
class _Project:
    root: Path
    state: State
    asked: frozenset[str]

    def managed(self, path: str, file: File) -> tuple[Change, ...]:
        place(self.root, path)
        return managed(self._sides(path, file))

    def seeded(self, path: str, file: File) -> tuple[Change, ...]:
        change = seeded(self._sides(path, file))
        if change.is_move:  # one that is kept may lie behind any link: nothing is written there
            place(self.root, path)
        return (change,)

    def gone(self, path: str) -> Change:
        disk = None
        if (self.root / path).is_file():
            place(self.root, path)
            disk = read(self.root, path)
        return gone(path, self.state.files[path].text, disk)

    def _sides(self, path: str, file: File) -> Sides:
        beside = rejection_path(path)
        return Sides(
            path,
            file,
            baseline=self.state.baseline(path),
            disk=read(self.root, path),
            rejected=read(self.root, beside) if (self.root / beside).is_file() else None,
            is_known=self.state.knows(path),
            is_asked=path in self.asked,
        )

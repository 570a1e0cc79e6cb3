"""What would change in a folder, path by path; reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlpack.errors import UsageError
from mlpack.tree import Tree
from mlpack.wording import did_you_mean
from mlpack.write.change import Change, Verb
from mlpack.write.decide import (
    NO_CHOICES,
    Choices,
    Sides,
    Style,
    gone,
    managed,
    rejection_path,
    seeded,
)
from mlpack.write.disk import OnDisk, as_read, place, read
from mlpack.write.lines import alike
from mlpack.write.moving import followed, in_the_way, moved
from mlpack.write.salvage import load
from mlpack.write.state import STATE_PATH, State


def compare(
    tree: Tree,
    root: Path,
    *,
    choices: Choices = NO_CHOICES,
    brought: Mapping[str, bytes] | None = None,
) -> tuple[Change, ...]:
    """Hold `tree` against the folder `root`; the changes sorted by path.

    brought: files that will be written beside these, and are seen as if they were there.

    Raises:
        UsageError: `choices` name a path that is not in `tree`, or one for both.
        WriteRefused: a newer mlpack wrote the state file, or something that mlpack may not replace
            by a file stands where one belongs.
    """
    asked = _named(tree, choices.overwrite, "--overwrite")
    kept = _named(tree, choices.keep, "--keep")
    for path in sorted(asked & kept):
        raise UsageError(f"{path} cannot be both mlpack's and yours.", where="--keep, --overwrite")
    project = _Project(root, load(root), tree, asked, kept, choices.conflicts, brought or {})
    changes = [change for path in tree for change in project.changes(path)]
    seen = {change.path for change in changes}
    state = project.state
    past = sorted({*state.files, *state.damaged} - seen)
    changes += (project.gone(path) for path in past)
    if state.fault:
        changes.append(_repaired(root, state))
    return tuple(sorted(changes, key=lambda change: change.path))


def _named(tree: Tree, named: Collection[str], option: str) -> frozenset[str]:
    paths = frozenset(str(PurePosixPath(path.replace("\\", "/"))) for path in named)
    for path in sorted(paths - set(tree)):
        raise UsageError(
            f"mlpack generates no {path} here. {did_you_mean(path, tree)}", where=option
        )
    return paths


def _repaired(root: Path, state: State) -> Change:
    """The state file's own row; `apply` writes it, whatever else changes."""
    verb: Verb = "update" if (root / STATE_PATH).exists() else "create"
    return Change(STATE_PATH, verb, None, None, 0o644, state.fault, None)


@dataclass(frozen=True)
class _Project:
    root: Path
    state: State
    tree: Tree
    asked: frozenset[str]
    kept: frozenset[str]
    style: Style
    brought: Mapping[str, bytes]

    def changes(self, path: str) -> Iterator[Change]:
        """What happens to `path`, and to the path that it had before mlpack renamed it."""
        old = self._old(path)
        there, at_old = self._there(path), self._read(old) if old else None
        if not old or (there and (path in self.asked or self._is_rendered(path, there))):
            yield from self._decided(self._sides(path, there))
        elif at_old is None:
            changes = self._decided(self._sides(path, there, known_as=old))
            yield from followed(changes, old)
        elif there is None:
            place(self.root, path)
            sides = self._sides(path, at_old, known_as=old, lies_at=old)
            yield from moved(self._decided(sides), sides)
        else:
            yield from in_the_way(self._sides(path, there), old, at_old, self.state.baselines(old))

    def gone(self, path: str) -> Change:
        return gone(path, self.state.baselines(path), self._read(path))

    def _old(self, path: str) -> str:
        """The path that a file had until now, where mlpack knows it by that alone."""
        if self.state.knows(path):
            return ""
        known = (old for old in self.tree[path].was if self.state.knows(old))
        return next((old for old in known if old not in self.tree), "")

    def _there(self, path: str) -> OnDisk | None:
        if path in self.brought:
            return as_read(self.brought[path])
        return read(self.root, path)

    def _is_rendered(self, path: str, there: OnDisk) -> bool:
        return there.is_text and alike(there.text, self.tree[path].text)

    def _decided(self, sides: Sides) -> tuple[Change, ...]:
        if sides.file.ownership == "managed":
            place(self.root, sides.path)
            return managed(sides)
        change = seeded(sides)
        if change.writes:  # one that is kept may lie behind any link: nothing is written there
            place(self.root, sides.path)
        return (change,)

    def _sides(
        self, path: str, disk: OnDisk | None, *, known_as: str = "", lies_at: str = ""
    ) -> Sides:
        name = known_as or path
        return Sides(
            path,
            self.tree[path],
            baselines=self.state.baselines(name),
            disk=disk,
            rejected=self._read(rejection_path(path))
            or self._read(rejection_path(lies_at or path)),
            is_known=self.state.knows(name),
            is_lost=self.state.lacks(name),
            is_asked=path in self.asked,
            is_theirs=path in self.kept or name in self.state.seeded,
            style=self.style,
            lies_at=lies_at or path,
        )

    def _read(self, path: str) -> OnDisk | None:
        """The file at a path that mlpack does not need: something else there is no fault."""
        if not (self.root / path).is_file():
            return None
        place(self.root, path)
        return read(self.root, path)

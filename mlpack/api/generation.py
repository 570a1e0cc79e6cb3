"""A project's files on disk: what would change, and the writing of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mlpack import kept, write
from mlpack.api.locks import lock_states
from mlpack.api.project import Project, with_locks


@dataclass(frozen=True)
class Generated:
    """One change a rendered path and one a lock."""

    project: Project
    changes: tuple[write.Change, ...]
    locks: tuple[write.Change, ...]

    @property
    def in_conflict(self) -> bool:
        return any(change.verb == "conflict" for change in self.changes)


def preview(project: Project, *, overwrite: Collection[str] = ()) -> Generated:
    """What `generate` would do; reads only."""
    changes = write.compare(project.tree, project.root, overwrite=overwrite)
    return Generated(project, changes, lock_states(project))


def generate(
    project: Project, *, overwrite: Collection[str] = (), locks: Sequence[write.Change] = ()
) -> Generated:
    """Writes what differs, and new `locks` with it.

    Where `Generated.locks` says that one is stale, `relock` is due. What it makes may tell of more
    that the image needs, so `relock(project, writes=False)` comes first where each file is to be
    written once.

    Raises:
        WriteRefused: a file cannot be written without losing something; nothing was written.
    """
    seen = preview(with_locks(project, locks) if locks else project, overwrite=overwrite)
    return bring(replace(seen, locks=tuple(locks) or seen.locks))


def bring(seen: Generated) -> Generated:
    """Writes what `preview` saw, and the locks in it that are new. Raises as `generate`."""
    project = seen.project
    write.apply(seen.changes, project.root)
    kept.write_locks(project.root, seen.locks)
    kept.remember(project.root, day=project.catalog.day, commits=project.layers.commits())
    return seen

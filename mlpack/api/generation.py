"""A project's files on disk: what would change, and the writing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlpack import kept, lock, write
from mlpack.api.inputs import inputs_of
from mlpack.api.locks import collect_wheels, lock_states, relock
from mlpack.api.project import Project, spec_bytes, with_locks
from mlpack.errors import LockFailed

if TYPE_CHECKING:
    from mlpack.lock.index import Collected


@dataclass(frozen=True)
class Generated:
    """One change a rendered path and one a lock; `choices` are what they were decided by."""

    project: Project
    changes: tuple[write.Change, ...]
    locks: tuple[write.Change, ...]
    choices: write.Choices

    @property
    def in_conflict(self) -> bool:
        return any(change.verb == "conflict" for change in self.changes)

    @property
    def is_lock_due(self) -> bool:
        return any(state.verb not in {"same", "keep"} for state in self.locks)


def preview(project: Project, *, choices: write.Choices = write.NO_CHOICES) -> Generated:
    """What `generate` would do; reads only."""
    changes = write.compare(
        project.tree,
        project.root,
        choices=choices,
        brought=project.brought,
    )
    return Generated(project, changes, lock_states(project), choices)


def generate(
    project: Project,
    *,
    choices: write.Choices = write.NO_CHOICES,
    locks: Sequence[write.Change] = (),
) -> Generated:
    """Writes what differs, and new `locks` with it; all of it, or after any kill none of it.

    Where `Generated.locks` says that one is stale, `relock` is due. What it makes may tell of more
    that the image needs, so `relock(project, writes=False)` comes first where each file is to be
    written once. Who opens the project within `write.alone` too has no other run between.

    Raises:
        WriteRefused: a file cannot be written without losing something, or another run is at work;
            nothing was written.
    """
    with write.alone(project.root):
        whole = with_locks(project, locks) if locks else project
        seen = preview(whole, choices=choices)
        return bring(replace(seen, locks=tuple(locks) or seen.locks))


def bring(seen: Generated) -> Generated:
    """Writes what `preview` saw, and the locks in it that are new. Raises as `generate`."""
    project = seen.project
    rests_on = kept.rests_on(
        project.root, day=project.catalog.day, commits=project.layers.commits()
    )
    schema = kept.schema(project.root, spec_bytes(project))
    first = [write.Write(path, data) for path, data in project.brought.items()]
    write.apply(
        seen.changes,
        project.root,
        beside=[*first, *kept.lock_writes(seen.locks), *rests_on, *schema],
        inputs=inputs_of(project),
    )
    return seen


def settle(
    seen: Generated, *, progress: Callable[[str], None] = lock.ignore
) -> tuple[Generated, LockFailed | None]:
    """Makes the locks that are due, then writes the files, for locks tell what the image needs.

    Where a lock cannot be made, the files are written all the same, and why is the second.
    """
    if not seen.is_lock_due:
        return bring(seen), None
    try:
        locks = relock(seen.project, progress=progress, writes=False)
    except LockFailed as failure:
        return bring(seen), failure
    return generate(seen.project, choices=seen.choices, locks=locks), None


def without_locks(seen: Generated) -> Generated:
    """The same with the locks as they are, for who wants none made."""
    left = (one if one.verb == "same" else replace(one, verb="keep") for one in seen.locks)
    return replace(seen, locks=tuple(left))


def collect_due(
    seen: Generated, *, progress: Callable[[str], None] = lock.ignore
) -> Collected | None:
    """The wheels of the locks that were due, where mlpack.yaml names a folder for them."""
    wheelhouse = seen.project.plan.index.wheelhouse
    if not (seen.is_lock_due and wheelhouse):
        return None
    return collect_wheels(seen.project, seen.project.root / wheelhouse, progress=progress)

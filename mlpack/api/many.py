"""Many projects in one call: what is done to each, and that none of them stops the others."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mlpack import lock, write
from mlpack.api.answers import check
from mlpack.api.causes import Cause, causes
from mlpack.api.cautions import cautions
from mlpack.api.generation import collect_due, preview, settle, without_locks
from mlpack.api.locks import collect_wheels, lock_states, relock
from mlpack.api.pool import usual_jobs, worked_off
from mlpack.api.project import Project, open_project
from mlpack.errors import MlpackError, WriteRefused

if TYPE_CHECKING:
    from mlpack.check import Report

# The gravest first: a run of many projects leaves with the first of these that any of them met.
GRAVITY = (70, 3, 4, 5, 6, 2, 1, 0)


@dataclass(frozen=True)
class Outcome:
    """What became of one project.

    `causes` are why files differ, where nothing was written. `error` is what stopped it; its files
    may be written all the same where only a lock could not be made. `trace` is Python's own account
    of a bug, for a log.
    """

    folder: Path
    changes: tuple[write.Change, ...] = ()
    causes: Mapping[str, Sequence[Cause]] = field(default_factory=dict)
    report: Report | None = None
    cautions: tuple[str, ...] = ()
    error: MlpackError | None = None
    trace: str = ""

    @property
    def in_conflict(self) -> bool:
        return any(change.verb == "conflict" for change in self.changes)

    @property
    def is_drifted(self) -> bool:
        return write.drifted(self.changes)


Task: TypeAlias = Callable[[Path], Outcome]


@dataclass(frozen=True)
class Wishes:
    """How `generate` is asked for: whether it writes, whether it makes the locks."""

    writes: bool = True
    locks: bool = True
    conflicts: write.Style = "markers"


def generate_many(
    folders: Iterable[Path],
    *,
    wishes: Wishes = Wishes(),
    jobs: int = 0,
) -> Iterator[Outcome]:
    """Each project generated, in the order of `folders`, as each is done.

    jobs: how many processes work; 0 takes as many as pay.
    """
    return _each(folders, partial(_generated, wishes=wishes), jobs)


def check_many(folders: Iterable[Path], *, today: date, jobs: int = 0) -> Iterator[Outcome]:
    """Each project's findings; see `generate_many`."""
    return _each(folders, partial(_checked, today=today), jobs)


def relock_many(
    folders: Iterable[Path],
    *,
    renewal: lock.Renewal = lock.Renewal(),  # noqa: B008 - frozen
    writes: bool = True,
    jobs: int = 0,
) -> Iterator[Outcome]:
    """Each project's locks made; without `writes` only compared with mlpack.yaml."""
    return _each(folders, partial(_relocked, renewal=renewal, writes=writes), jobs)


def gravest(codes: Iterable[int]) -> int:
    """The exit code of a run whose projects met `codes`: the first of GRAVITY among them."""
    return min({0, *codes}, key=GRAVITY.index)


def _each(folders: Iterable[Path], task: Task, jobs: int) -> Iterator[Outcome]:
    """Two folders that are the same are done once."""
    places: dict[Path, Path] = {}
    for folder in folders:
        places.setdefault(folder.resolve(), folder)
    once = list(places.values())
    done = worked_off(partial(_safely, task=task), once, jobs=jobs or usual_jobs(len(once)))
    for folder, outcome in zip(once, done, strict=True):
        yield outcome or Outcome(folder, error=_killed())


def _safely(folder: Path, *, task: Task) -> Outcome:
    try:
        return task(folder)
    except MlpackError as error:
        return Outcome(folder, error=error)
    except OSError as error:
        says = f"{error.strerror or error}."
        return Outcome(folder, error=WriteRefused(says, where=str(error.filename or folder)))
    except Exception as bug:
        says = f"This is a bug in mlpack ({type(bug).__name__})."
        return Outcome(folder, error=MlpackError(says), trace=traceback.format_exc())


def _killed() -> MlpackError:
    return MlpackError(
        "The process that worked on it was killed.", hint="Run the command again, with --jobs 1."
    )


def _generated(folder: Path, *, wishes: Wishes) -> Outcome:
    failure = None
    why: Mapping[str, Sequence[Cause]] = {}
    with write.alone(folder) if wishes.writes and folder.is_dir() else nullcontext():
        choices = write.Choices(conflicts=wishes.conflicts)
        seen = preview(open_project(folder), choices=choices)
        if not wishes.locks:
            seen = without_locks(seen)
        if wishes.writes:
            done, failure = settle(seen)
        else:
            done, why = seen, causes(seen)
    if wishes.writes and not failure:
        collect_due(seen)
    said = cautions(done.project, today=date.today())
    changes = (*done.changes, *done.locks)
    return Outcome(folder, changes, causes=why, cautions=said, error=failure)


def _checked(folder: Path, *, today: date) -> Outcome:
    project = open_project(folder)
    return Outcome(folder, report=check(project, today=today))


def _relocked(folder: Path, *, renewal: lock.Renewal, writes: bool) -> Outcome:
    project: Project = open_project(folder)
    if not writes:
        return Outcome(folder, lock_states(project))
    made = relock(project, renewal=renewal)
    if project.plan.index.wheelhouse:
        collect_wheels(project, project.root / project.plan.index.wheelhouse)
    return Outcome(folder, made)

"""`mlpack generate`: mlpack.yaml to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen
from mlpack.cli.cautions import caution
from mlpack.cli.changes import as_plain, say_places, show, show_diff
from mlpack.cli.many import is_many, named
from mlpack.cli.options import All, AsFormat, AsJson, Folders, Format, Jobs, format_of
from mlpack.errors import UsageError

if TYPE_CHECKING:
    from mlpack.api import Generated
    from mlpack.cli.changes import Causes
    from mlpack.write import Change, Style


class Conflicts(str, Enum):
    """What is left of a conflict; `mlpack.write.Style`, as the command line has it."""

    markers = "markers"
    rej = "rej"


def register(app: typer.Typer) -> None:
    app.command("generate")(generate)


Check = Annotated[
    bool,
    typer.Option(
        "--check", help="Write nothing; exit 1 where the files are not what would be written."
    ),
]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; list the files.")]
NoLock = Annotated[bool, typer.Option("--no-lock", help="Leave requirements.lock as it is.")]
Overwrite = Annotated[
    list[str] | None,
    typer.Option(metavar="PATH", help="Take mlpack's version of this file, whatever is there."),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(metavar="PATH", help="Leave this file to you from now on, whatever mlpack has."),
]
OnConflict = Annotated[
    Conflicts,
    typer.Option(
        help="Where you and mlpack changed the same lines: mark them in the file, or leave it "
        "alone and put mlpack's change beside it, in PATH.rej."
    ),
]


def generate(
    folders: Folders = None,
    everything: All = False,
    check: Check = False,
    diff: Diff = False,
    dry_run: DryRun = False,
    no_lock: NoLock = False,
    overwrite: Overwrite = None,
    keep: Keep = None,
    conflicts: OnConflict = Conflicts.markers,
    jobs: Jobs = 0,
    asked: AsFormat = Format.TEXT,
    as_json: AsJson = False,
) -> None:
    """Writes the files and the lock that mlpack.yaml asks for.

    Of several projects, or with --all, one that fails stops no other.
    """
    form = format_of(asked, as_json=as_json)
    if form.is_report and not check:
        raise UsageError(f"--format {form.value} reports what --check finds.", hint="Add --check.")
    wishes = Wishes(
        check=check,
        diff=diff,
        writes=not (check or diff or dry_run),
        locks=not no_lock,
        overwrite=tuple(overwrite or ()),
        keep=tuple(keep or ()),
        conflicts=conflicts.value,
    )
    if form.is_report or is_many(folders, everything=everything):
        _refuse_paths(wishes)
        _generate_many(named(folders, everything=everything), wishes, form=form, jobs=jobs)
    else:
        _generate_one(folders[0] if folders else Path(), wishes, form=form)


@dataclass(frozen=True)
class Wishes:
    """What the options ask for, of one project or of many."""

    check: bool
    diff: bool
    writes: bool
    locks: bool
    overwrite: tuple[str, ...]
    keep: tuple[str, ...]
    conflicts: Style


def _generate_one(folder: Path, wishes: Wishes, *, form: Format) -> None:
    from mlpack import api, write

    is_json = form is Format.JSON
    shown = _unshown if is_json else show
    choices = write.Choices(wishes.overwrite, wishes.keep, wishes.conflicts)
    with write.alone(folder) if wishes.writes and folder.is_dir() else nullcontext():
        seen = api.preview(api.open_project(folder), choices=choices)
        if not wishes.locks:
            seen = api.without_locks(seen)
        why = {} if wishes.writes and not is_json else api.causes(seen)
        done = settle(seen, shown=shown) if wishes.writes else seen
    changes = (*done.changes, *done.locks)
    _report(changes, why, form=form, diff=wishes.diff)
    caution(done.project)
    if wishes.writes:
        collect(seen)
    if done.in_conflict or (wishes.check and write.drifted(changes)):
        raise typer.Exit(1)


def _report(changes: Sequence[Change], why: Causes, *, form: Format, diff: bool) -> None:
    from mlpack import write

    if form is Format.JSON:
        screen.answer_json(as_plain(changes, drifted=write.drifted(changes), causes=why))
    elif diff:
        show_diff(changes, causes=why)
    else:
        show(changes, causes=why)
        say_places(changes)


def _generate_many(folders: Sequence[Path], wishes: Wishes, *, form: Format, jobs: int) -> None:
    from mlpack import api
    from mlpack.cli import many

    def finds(outcome: api.Outcome) -> bool:
        return outcome.in_conflict or (wishes.check and outcome.is_drifted)

    asked = api.Wishes(writes=wishes.writes, locks=wishes.locks, conflicts=wishes.conflicts)
    outcomes = api.generate_many(folders, wishes=asked, jobs=jobs)
    lines = many.diff_lines if wishes.diff else many.change_lines
    says = {
        1: "not up to date" if wishes.check else "in conflict",
        0: "changed" if wishes.writes else "would change",
    }
    many.show(outcomes, folders, form=form, finds=finds, lines=lines, says=says)


def _refuse_paths(wishes: Wishes) -> None:
    if wishes.overwrite or wishes.keep:
        option = "--overwrite" if wishes.overwrite else "--keep"
        raise UsageError(
            f"{option} is for one project: it names a file there.",
            hint="Name that project's folder alone, and no report.",
        )


def settle(seen: Generated, *, shown: Callable[[Iterable[Change]], None]) -> Generated:
    """As `api.settle`, with its steps on the screen.

    Raises:
        LockFailed: a lock cannot be made; the files were written all the same, and `shown`.
    """
    from mlpack import api

    done, failure = api.settle(seen, progress=screen.progress)
    if failure:
        shown(done.changes)
        raise failure
    return done


def collect(seen: Generated) -> None:
    """The wheels of the locks that were due, where mlpack.yaml names a folder for them."""
    from mlpack import api

    if collected := api.collect_due(seen, progress=screen.progress):
        screen.say(f"{seen.project.plan.index.wheelhouse}: {collected.says}.")


def _unshown(changes: Iterable[Change]) -> None:
    """Nothing, for whoever reads JSON."""

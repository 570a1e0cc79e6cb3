"""`mlpack generate`: mlpack.yaml to files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpack.cli import screen
from mlpack.cli.cautions import caution
from mlpack.cli.many import is_many, named
from mlpack.cli.options import All, AsFormat, AsJson, Folders, Format, Jobs, format_of
from mlpack.errors import LockFailed, UsageError

if TYPE_CHECKING:
    from mlpack.api import Generated
    from mlpack.write import Change


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


def generate(
    folders: Folders = None,
    everything: All = False,
    check: Check = False,
    diff: Diff = False,
    dry_run: DryRun = False,
    no_lock: NoLock = False,
    overwrite: Overwrite = None,
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
        check=check, diff=diff, writes=not (check or diff or dry_run), locks=not no_lock
    )
    if form.is_report or is_many(folders, everything=everything):
        _refuse_overwriting(overwrite)
        _generate_many(named(folders, everything=everything), wishes, form=form, jobs=jobs)
    else:
        folder = folders[0] if folders else Path()
        _generate_one(folder, wishes, overwrite=overwrite or (), form=form)


@dataclass(frozen=True)
class Wishes:
    """What the options ask for, of one project or of many."""

    check: bool
    diff: bool
    writes: bool
    locks: bool


def _generate_one(
    folder: Path, wishes: Wishes, *, overwrite: Collection[str], form: Format
) -> None:
    from mlpack import api, write

    seen = api.preview(api.open_project(folder), overwrite=overwrite)
    if not wishes.locks:
        seen = replace(seen, locks=left(seen.locks))
    shown = _unshown if form is Format.JSON else show
    done = settle(seen, overwrite=overwrite, shown=shown) if wishes.writes else seen
    changes = (*done.changes, *done.locks)
    is_drifted = write.drifted(changes)
    if form is Format.JSON:
        screen.answer_json(as_plain(changes, drifted=is_drifted))
    elif wishes.diff:
        show_diff(changes)
    else:
        show(changes)
    caution(done.project)
    if wishes.writes:
        collect(seen)
    if done.in_conflict or (wishes.check and is_drifted):
        raise typer.Exit(1)


def _generate_many(folders: Sequence[Path], wishes: Wishes, *, form: Format, jobs: int) -> None:
    from mlpack import api
    from mlpack.cli import many

    def code_of(outcome: api.Outcome) -> int:
        is_behind = outcome.in_conflict or (wishes.check and outcome.is_drifted)
        return outcome.error.exit_code if outcome.error else int(is_behind)

    asked = api.Wishes(writes=wishes.writes, locks=wishes.locks)
    outcomes = api.generate_many(folders, wishes=asked, jobs=jobs)
    lines = many.diff_lines if wishes.diff else many.change_lines
    says = {
        1: "not up to date" if wishes.check else "in conflict",
        0: "changed" if wishes.writes else "would change",
    }
    many.show(outcomes, folders, form=form, code_of=code_of, lines=lines, says=says)


def _refuse_overwriting(overwrite: Collection[str] | None) -> None:
    if overwrite:
        raise UsageError(
            "--overwrite is for one project: it gives up an edit of a file there.",
            hint="Name that project's folder alone, and no report.",
        )


def settle(
    seen: Generated,
    *,
    overwrite: Collection[str] = (),
    shown: Callable[[Iterable[Change]], None],
) -> Generated:
    """Makes the locks that are due, then writes the files, for locks tell what the image needs.

    Raises:
        LockFailed: a lock cannot be made; the files were written all the same, and `shown`.
    """
    from mlpack import api

    if not _due(seen):
        return api.bring(seen)
    try:
        locks = api.relock(seen.project, progress=screen.progress, writes=False)
    except LockFailed:
        shown(api.bring(seen).changes)
        raise
    return api.generate(seen.project, overwrite=overwrite, locks=locks)


def collect(seen: Generated) -> None:
    """The wheels of the locks that were due, where mlpack.yaml names a folder for them."""
    from mlpack import api

    project = seen.project
    if _due(seen) and (wheelhouse := project.plan.index.wheelhouse):
        folder = project.root / wheelhouse
        collected = api.collect_wheels(project, folder, progress=screen.progress)
        screen.say(f"{wheelhouse}: {collected.says}.")


def _due(seen: Generated) -> bool:
    return any(lock.verb not in {"same", "keep"} for lock in seen.locks)


def left(locks: Iterable[Change]) -> tuple[Change, ...]:
    """The locks as they are, for who wants none made."""
    return tuple(lock if lock.verb == "same" else replace(lock, verb="keep") for lock in locks)


def as_plain(changes: Sequence[Change], *, drifted: bool) -> dict[str, Any]:
    """The result for `--json`."""
    files = [{"path": c.path, "verb": c.verb, "note": c.note} for c in changes]
    conflict = any(c.verb == "conflict" for c in changes)
    return {"drifted": drifted, "conflict": conflict, "files": files}


def show(changes: Iterable[Change]) -> None:
    """Each path once, its verb in a column."""
    rows = ((f"{c.verb:8}", f"{c.path:24}", c.note) for c in changes)
    screen.answer(screen.table(rows))


def _unshown(changes: Iterable[Change]) -> None:
    """Nothing, for whoever reads JSON."""


def show_diff(changes: Iterable[Change]) -> None:
    """A unified diff, and a line for what a diff cannot show."""
    from mlpack import write

    for change in changes:
        text = write.diff(change)
        if text:
            screen.answer(text.rstrip("\n"))
        elif change.note:
            screen.say(f"{change.path}: {change.verb}: {change.note}")

"""`mlpack generate`: mlpack.yaml to files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson, Folder

if TYPE_CHECKING:
    from mlpack.api import Generated
    from mlpack.write import Change


def register(app: typer.Typer) -> None:
    app.command("generate")(generate)


def generate(
    folder: Folder = Path(),
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 where the files are not what would be written."
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; list the files.")
    ] = False,
    no_lock: Annotated[
        bool, typer.Option("--no-lock", help="Leave requirements.lock as it is.")
    ] = False,
    overwrite: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Take mlpack's version of this file, whatever is there."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Writes the files and the lock that mlpack.yaml asks for."""
    from mlpack import api, write

    project = api.open_project(folder)
    writes = not (check or diff or dry_run)
    make = api.generate if writes else api.preview
    done = make(project, overwrite=overwrite or ())
    if not (diff or as_json):
        show(done.changes)
    locked = settle_locks(done, wanted=not no_lock) if writes or no_lock else done.locks
    changes = (*done.changes, *locked)
    is_drifted = write.drifted(changes)
    if as_json:
        screen.answer_json(as_plain(changes, drifted=is_drifted))
    elif diff:
        show_diff(changes)
    else:
        show(locked)
    if done.in_conflict or (check and is_drifted):
        raise typer.Exit(1)


def settle_locks(done: Generated, *, wanted: bool) -> tuple[Change, ...]:
    """The locks made where they are due and wanted. Raises LockFailed."""
    from mlpack import api

    if all(lock.verb == "same" for lock in done.locks):
        return done.locks
    if not wanted:
        return tuple(map(_left, done.locks))
    made = api.relock(done.project, progress=screen.progress)
    if wheelhouse := done.project.plan.index.wheelhouse:
        folder = done.project.root / wheelhouse
        collected = api.collect_wheels(done.project, folder, progress=screen.progress)
        screen.say(f"{wheelhouse}: {collected.says}.")
    return made


def _left(lock: Change) -> Change:
    return lock if lock.verb == "same" else replace(lock, verb="keep")


def as_plain(changes: Sequence[Change], *, drifted: bool) -> dict[str, Any]:
    """The result for `--json`."""
    files = [{"path": c.path, "verb": c.verb, "note": c.note} for c in changes]
    conflict = any(c.verb == "conflict" for c in changes)
    return {"drifted": drifted, "conflict": conflict, "files": files}


def show(changes: Iterable[Change]) -> None:
    """Each path once, its verb in a column."""
    rows = ((f"{c.verb:8}", f"{c.path:24}", c.note) for c in changes)
    screen.answer(screen.table(rows))


def show_diff(changes: Iterable[Change]) -> None:
    """A unified diff, and a line for what a diff cannot show."""
    from mlpack import write

    for change in changes:
        text = write.diff(change)
        if text:
            screen.answer(text.rstrip("\n"))
        elif change.note:
            screen.say(f"{change.path}: {change.verb}: {change.note}")

"""`mlpack generate`: mlpack.yaml to files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpack.cli import screen
from mlpack.cli.cautions import caution
from mlpack.cli.options import AsJson, Folder
from mlpack.errors import LockFailed

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

    seen = api.preview(api.open_project(folder), overwrite=overwrite or ())
    if no_lock:
        seen = replace(seen, locks=left(seen.locks))
    writes = not (check or diff or dry_run)
    shown = _unshown if as_json else show
    done = settle(seen, overwrite=overwrite or (), shown=shown) if writes else seen
    changes = (*done.changes, *done.locks)
    is_drifted = write.drifted(changes)
    if as_json:
        screen.answer_json(as_plain(changes, drifted=is_drifted))
    elif diff:
        show_diff(changes)
    else:
        show(changes)
    caution(done.project)
    if writes:
        collect(seen)
    if done.in_conflict or (check and is_drifted):
        raise typer.Exit(1)


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

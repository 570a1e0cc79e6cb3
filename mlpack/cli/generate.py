"""`mlpack generate`: mlpack.yaml to files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from mlpack.cli import screen
from mlpack.cli.cautions import caution
from mlpack.cli.options import AsJson, Folder
from mlpack.errors import LockFailed

if TYPE_CHECKING:
    from mlpack.api import Cause, Generated
    from mlpack.write import Change, Style

    Causes: TypeAlias = Mapping[str, Sequence[Cause]]


class Conflicts(str, Enum):
    """What is left of a conflict; `mlpack.write.Style`, as the command line has it."""

    markers = "markers"
    rej = "rej"


OnConflict = Annotated[
    Conflicts,
    typer.Option(
        help="Where you and mlpack changed the same lines: mark them in the file, or leave it "
        "alone and put mlpack's change beside it, in PATH.rej."
    ),
]


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
    conflicts: OnConflict = Conflicts.markers,
    as_json: AsJson = False,
) -> None:
    """Writes the files and the lock that mlpack.yaml asks for."""
    from mlpack import api, write

    writes, asked = not (check or diff or dry_run), overwrite or ()
    style: Style = conflicts.value
    shown = _unshown if as_json else show
    with write.alone(folder) if writes and folder.is_dir() else nullcontext():
        seen = api.preview(api.open_project(folder), overwrite=asked, conflicts=style)
        if no_lock:
            seen = replace(seen, locks=left(seen.locks))
        why = {} if writes and not as_json else api.causes(seen)
        done = settle(seen, overwrite=asked, conflicts=style, shown=shown) if writes else seen
    changes = (*done.changes, *done.locks)
    _report(changes, why, as_json=as_json, diff=diff)
    caution(done.project)
    if writes:
        collect(seen)
    if done.in_conflict or (check and write.drifted(changes)):
        raise typer.Exit(1)


def _report(changes: Sequence[Change], why: Causes, *, as_json: bool, diff: bool) -> None:
    from mlpack import write

    if as_json:
        screen.answer_json(as_plain(changes, drifted=write.drifted(changes), causes=why))
    elif diff:
        show_diff(changes, causes=why)
    else:
        show(changes, causes=why)
        say_places(changes)


def settle(
    seen: Generated,
    *,
    overwrite: Collection[str] = (),
    conflicts: Style = "markers",
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
    return api.generate(seen.project, overwrite=overwrite, locks=locks, conflicts=conflicts)


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


def as_plain(changes: Sequence[Change], *, drifted: bool, causes: Causes) -> dict[str, Any]:
    """The result for `--json`."""
    files = [
        {
            "path": c.path,
            "verb": c.verb,
            "note": c.note,
            "causes": list(causes.get(c.path, ())),
            "places": list(c.places),
        }
        for c in changes
    ]
    conflict = any(c.verb == "conflict" for c in changes)
    return {"drifted": drifted, "conflict": conflict, "files": files}


def show(changes: Iterable[Change], *, causes: Causes = MappingProxyType({})) -> None:
    """Each path once, its verb in a column."""
    rows = ((f"{c.verb:8}", f"{c.path:24}", _said(c, causes)) for c in changes)
    screen.answer(screen.table(rows))


def say_places(changes: Iterable[Change]) -> None:
    """Where a person has to decide, as editors and terminals follow it."""
    places = [
        f"  {change.path}:{line}" if line else f"  {change.path}"
        for change in changes
        if change.verb == "conflict"
        for line in change.places or (0,)
    ]
    if places:
        screen.say("\n".join(["In conflict:", *places]))


def _said(change: Change, causes: Causes) -> str:
    """The note, and what led to the change."""
    from mlpack.api import WORDS

    words = (WORDS[cause] for cause in causes.get(change.path, ()))
    return "; ".join(filter(None, (change.note, *words)))


def _unshown(changes: Iterable[Change]) -> None:
    """Nothing, for whoever reads JSON."""


def show_diff(changes: Iterable[Change], *, causes: Causes = MappingProxyType({})) -> None:
    """A unified diff below a line that says why, and a line for what a diff cannot show."""
    from mlpack import write

    for change in changes:
        text, said = write.diff(change), _said(change, causes)
        if text:
            screen.answer(f"{change.path}: {change.verb}{said and f': {said}'}")
            screen.answer(text.rstrip("\n"))
        elif change.note:
            screen.say(f"{change.path}: {change.verb}: {said}")

"""Bring changes to the disk: all files made first, then renamed, the state last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from mlpack.errors import WriteRefused
from mlpack.write.change import Change
from mlpack.write.disk import (
    place,
    read,
    refusing,
    remove,
    require_writable,
    stage,
    sweep,
    sync,
    write_whole,
)
from mlpack.write.pending import announce, forget, recovered
from mlpack.write.state import STATE_PATH, State, dump, load


def apply(changes: Iterable[Change], root: Path) -> None:
    """Do what `compare` said; where nothing changes, nothing is written.

    Every new text is on the disk in full before the first file is replaced. A kill leaves each
    file old or new, and the next run finds out which.

    Raises:
        WriteRefused: a file changed since `compare`, or may not be written. What was replaced by
            then is remembered, so that the next run goes on from there.
    """
    changes = tuple(changes)
    stored = load(root)
    state = recovered(root, stored)
    later = state.after(changes)
    moves = [change for change in changes if change.is_move]
    for change in moves:
        _require_as_compared(change, root)
        require_writable(place(root, change.path), change.path)
    if moves or later != stored:
        require_writable(place(root, STATE_PATH), STATE_PATH)
    sweep({root, root / ".mlpack", *((root / change.path).parent for change in changes)})
    if moves and state != stored:  # a second kill must not take what the first run announced
        _remember(root, stored, state)
        stored = state
    try:
        for change in _landed(moves, root):
            state = state.after([change])
        state = later
    finally:
        _remember(root, stored, state)


def _landed(moves: list[Change], root: Path) -> Iterator[Change]:
    """Each change once it is on the disk; all of them are staged before the first."""
    with ExitStack() as leftovers:
        staged = [(change, _stage(change, root, leftovers)) for change in moves]
        if moves:
            announce(root, moves)
        for change, temporary in staged:
            _land(change, root, temporary)
            yield change
        sync({temporary.parent for _, temporary in staged if temporary})


def _require_as_compared(change: Change, root: Path) -> None:
    found = read(root, change.path)
    if (found.text if found else None) != change.before:
        raise WriteRefused(
            "It changed while mlpack was at work, and was left alone.",
            where=change.path,
            hint="Run the command again.",
        )


def _stage(change: Change, root: Path, leftovers: ExitStack) -> Path | None:
    if change.after is None:
        return None
    with refusing(change.path, "written"):
        temporary = stage(place(root, change.path), change.after, change.mode)
    leftovers.callback(temporary.unlink, missing_ok=True)
    return temporary


def _land(change: Change, root: Path, temporary: Path | None) -> None:
    with refusing(change.path, "removed" if temporary is None else "written"):
        if temporary is None:
            remove(root, change.path)
        else:
            temporary.replace(place(root, change.path))


def _remember(root: Path, stored: State, state: State) -> None:
    if state != stored:
        write_whole(place(root, STATE_PATH), dump(state))
    forget(root)

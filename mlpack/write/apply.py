"""Bring changes to the disk, with all that belongs to them, and remember them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mlpack.write.alone import alone
from mlpack.write.change import Change
from mlpack.write.disk import place, read
from mlpack.write.pending import At, unwatched
from mlpack.write.recovery import finish
from mlpack.write.salvage import load
from mlpack.write.state import STATE_PATH, dump
from mlpack.write.transaction import Write, changed_meanwhile, commit


def apply(
    changes: Iterable[Change],
    root: Path,
    *,
    beside: Sequence[Write] = (),
    inputs: Mapping[str, str] | None = None,
    at: At = unwatched,
) -> None:
    """Do what `compare` said; where nothing changes, nothing is written.

    A kill at any moment leaves all files old, or all of them new: those of the changes, those
    `beside` them, and what is remembered of both. `inputs` are what mlpack's texts were made from.

    Raises:
        WriteRefused: a file changed since `compare`, or may not be written; nothing was written.
    """
    changes = tuple(changes)
    with alone(root):
        finish(root, at=at)
        stored = load(root)
        later = stored.after(changes, inputs)
        writes = [*beside, *(_write(change, root) for change in changes if change.writes)]
        if later != stored:
            writes.append(Write(STATE_PATH, dump(later)))
        if writes:
            others = {write.path for write in beside} | {STATE_PATH}
            seen = [change for change in changes if change.path not in others]
            commit(writes, root, still=lambda: _require_as_compared(seen, root), at=at)


def _write(change: Change, root: Path) -> Write:
    if change.after is None:
        return Write(change.path, None)
    content: str | bytes = change.after
    if change.moved_from and (root / change.moved_from).is_file():
        moved = read(root, change.moved_from)
        if moved and moved.text == change.after:  # it may be no text at all
            content = place(root, change.moved_from).read_bytes()
    return Write(change.path, content, change.mode, change.moved_from)


def _require_as_compared(changes: Iterable[Change], root: Path) -> None:
    """Also of what is not written: another run may have been there since."""
    for change in changes:
        found = read(root, change.path) if (root / change.path).is_file() else None
        if (found.text if found else None) != change.before:
            raise changed_meanwhile(change.path)

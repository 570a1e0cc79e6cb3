"""What a run is about to replace, so that the run after a kill knows how far it came.

Without it a file that was replaced before the kill would look like a person's edit: it is neither
the baseline that the state remembers nor, if mlpack.yaml changed meanwhile, the render now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from mlpack.errors import WriteRefused
from mlpack.tree import is_inside
from mlpack.write.change import Change
from mlpack.write.disk import place, read, refusing, write_whole
from mlpack.write.state import State

PENDING_PATH = ".mlpack/pending.json"


def announce(root: Path, moves: Iterable[Change]) -> None:
    """Put down what is about to happen; to be called before the first file is replaced."""
    text = json.dumps([asdict(change) for change in moves], indent=2)
    write_whole(place(root, PENDING_PATH), f"{text}\n")


def recovered(root: Path, state: State) -> State:
    """`state`, completed by what a killed run did and could not put down any more.

    Raises:
        WriteRefused: what that run announced cannot be read.
    """
    place(root, PENDING_PATH)
    found = read(root, PENDING_PATH)
    if found is None:
        return state
    return state.after(change for change in _parse(found.text) if _has_happened(change, root))


def forget(root: Path) -> None:
    with refusing(PENDING_PATH, "removed"):
        (root / PENDING_PATH).unlink(missing_ok=True)


def _parse(text: str) -> list[Change]:
    try:
        changes = [Change(**fields) for fields in json.loads(text)]
        if all(is_inside(change.path) for change in changes):
            return changes
    except (TypeError, ValueError):  # json's own error is a ValueError
        pass
    raise WriteRefused(
        "It tells how far an interrupted run came, and cannot be read.",
        where=PENDING_PATH,
        hint="Delete it, then run the command again.",
    )


def _has_happened(change: Change, root: Path) -> bool:
    there = root / change.path
    found = read(root, change.path) if there.is_file() else None
    return (found.text if found else None) == change.after

"""A file that mlpack gave another path: what a person made of it goes there with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mlpack.write.change import Change
from mlpack.write.decide import Sides, rejection_path
from mlpack.write.disk import OnDisk
from mlpack.write.lines import first_difference


def moved(changes: tuple[Change, ...], sides: Sides) -> Iterator[Change]:
    """`changes`, decided as if the file lay at its new path already, and its way there."""
    old, standing = sides.lies_at, sides.rejected
    lies_at = {sides.path: old, rejection_path(sides.path): rejection_path(old)}
    for change in changes:
        if change.before is not None and change.path in lies_at:
            yield _landing(change, lies_at[change.path])
            yield _leaving(change, lies_at[change.path])
        else:
            yield change
    # All that is decided beside the file itself is about its rejection.
    if standing and sides.is_rejection_ours and len(changes) == 1:
        path, text = rejection_path(sides.path), standing.text
        rejection = Change(path, "keep", text, text, 0o644, "", None)
        yield _landing(rejection, lies_at[path])
        yield _leaving(rejection, lies_at[path])


def followed(changes: Iterable[Change], old: str) -> Iterator[Change]:
    """`changes` of a file that a person moved, or deleted, before mlpack would have moved it."""
    yield from changes
    yield Change(old, "keep", None, None, 0o644, "no longer part of the project", None)


def in_the_way(
    sides: Sides, old: str, at_old: OnDisk, baselines: tuple[str, ...]
) -> Iterator[Change]:
    """A file stands at the new path that is not mlpack's: both are left as they are."""
    path, file = sides.path, sides.file
    text = sides.disk.text if sides.disk else ""
    note = f"{old} is to move here: move or rename this file, or take mlpack's by --overwrite"
    places = first_difference(text, file.text)
    yield Change(path, "conflict", text, text, file.mode, note, None, file.text, places=places)
    last = next(iter(baselines), None)
    note = f"it moves to {path} once that is free"
    yield Change(old, "keep", at_old.text, at_old.text, file.mode, note, last, last=last)


def _landing(change: Change, old: str) -> Change:
    is_conflict = change.verb == "conflict"
    note = f"from {old}; {change.note}" if is_conflict else f"from {old}"
    is_edited = change.verb in {"edited", "merge"}
    return replace(
        change,
        verb="conflict" if is_conflict else "move",
        before=None,
        note=f"{note}, with your edits" if is_edited else note,
        moved_from=old,
    )


def _leaving(change: Change, old: str) -> Change:
    note = f"to {change.path}"
    return Change(old, "move", change.before, None, 0o644, note, None, last=change.last)

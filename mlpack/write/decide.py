"""One path's verb, from its three sides: the last render, the disk, the render now."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from mlpack.tree import File
from mlpack.write.change import Change, Verb
from mlpack.write.disk import OnDisk
from mlpack.write.lines import (
    alike,
    first_difference,
    marked_lines,
    plain,
    unified,
    with_line_ends_of,
)

Style = Literal["markers", "rej"]
"""How a conflict is left: with markers in the file, or beside it as PATH.rej."""


@dataclass(frozen=True)
class Choices:
    """What a person decides beforehand, by path.

    overwrite: mlpack's text is taken, whatever is there.
    keep: the file is the person's from now on, whatever mlpack would write.
    """

    overwrite: Collection[str] = ()
    keep: Collection[str] = ()
    conflicts: Style = "markers"


NO_CHOICES = Choices()

_BY_HAND = "bring in what you want of it, then delete it"


@dataclass(frozen=True)
class Sides:
    """What is known of one path of the tree.

    baselines: mlpack's own last render; none where there is nothing to merge with, two where a
        merge in git did not know which to take.
    rejected: `PATH.rej`, where one lies beside it.
    is_known: mlpack wrote it once, so that where it is missing somebody deleted it.
    is_lost: mlpack wrote it, or may have, and what it wrote is not known any more.
    is_asked: the person named it to be overwritten.
    is_theirs: the person named it to be kept, now or once; or mlpack writes it once.
    lies_at: where the file is now, if not at its path: it is about to be moved.
    """

    path: str
    file: File
    baselines: tuple[str, ...]
    disk: OnDisk | None
    rejected: OnDisk | None
    is_known: bool
    is_lost: bool
    is_asked: bool
    is_theirs: bool
    style: Style
    lies_at: str

    @property
    def baseline(self) -> str | None:
        """Of two the one that is on the disk, where one is."""
        there = [text for text in self.baselines if self.disk and alike(self.disk.text, text)]
        return next(iter((*there, *self.baselines)), None)

    @property
    def is_rejection_ours(self) -> bool:
        names = (f"--- {path}\tthe " for path in (self.path, *self.file.was))
        return self.rejected is not None and self.rejected.text.startswith(tuple(names))


def managed(sides: Sides) -> tuple[Change, ...]:
    """The change of a managed path, and that of the `.rej` beside it where it needs one."""
    disk, render, path = sides.disk, sides.file.text, sides.path
    if sides.is_theirs and not sides.is_asked:
        return _theirs(sides), *_settled(sides)
    if disk is None:
        return _missing(sides)
    if disk.is_text and alike(disk.text, render):
        return _taken(sides, disk, "same")
    if sides.is_asked:
        return _taken(sides, disk, "update", note="replaced, as you asked")
    if not disk.is_text:
        return (_left(sides, disk, f"not UTF-8 text; {_ours(path)} puts mlpack's there"),)
    if sides.baseline is not None:
        is_ours = alike(disk.text, sides.baseline)
        return _taken(sides, disk, "update") if is_ours else _edited(sides, disk)
    if sides.is_lost:
        return _unknown(sides, disk)
    note = f"was here before mlpack; {_ours(path)} replaces it, --keep leaves it for good"
    left = _left(sides, disk, note)
    return (replace(left, places=first_difference(disk.text, render)),)


def seeded(sides: Sides) -> Change:
    """A file that is written once and then the person's, unless they ask for mlpack's by name."""
    path, file, disk, is_asked = sides.path, sides.file, sides.disk, sides.is_asked
    text = disk.text if disk else None
    kept = Change(path, "keep", text, text, file.mode, "", None, file.text, "seeded")
    if disk is None:
        if sides.is_known and not is_asked:
            return replace(kept, note=_deleted(path))
        return replace(kept, verb="create", after=file.text)
    if is_asked and not (disk.is_text and alike(disk.text, file.text)):
        after = with_line_ends_of(disk.text, file.text)
        return replace(kept, verb="update", after=after, note="replaced, as you asked")
    return kept


def gone(path: str, baselines: tuple[str, ...], disk: OnDisk | None) -> Change:
    """The change of a path that mlpack once wrote and that is no longer part of the project."""
    kept = Change(path, "keep", None, None, 0o644, "no longer part of the project", None)
    kept = replace(kept, last=next(iter(baselines), None))
    if disk is None:
        return kept
    if disk.is_text and any(alike(disk.text, text) for text in baselines):
        return replace(kept, verb="remove", before=disk.text)
    edited = "you edited it" if baselines else "what mlpack wrote is not known"
    note = f"{kept.note}; {edited}, so it is yours now"
    return replace(kept, before=disk.text, after=disk.text, note=note)


def _theirs(sides: Sides) -> Change:
    """A file that mlpack would renew, and that its person wants to look after."""
    file, text = sides.file, sides.disk.text if sides.disk else None
    note = f"yours; {_ours(sides.path)} takes mlpack's" if sides.disk else _deleted(sides.path)
    return Change(sides.path, "keep", text, text, file.mode, note, None, file.text, "seeded")


def _missing(sides: Sides) -> tuple[Change, ...]:
    render = sides.file.text
    kept = Change(sides.path, "keep", None, None, sides.file.mode, "", sides.baseline, render)
    kept = replace(kept, last=sides.baseline)
    was_written = sides.baseline is not None or (sides.is_lost and sides.is_known)
    if not was_written or sides.is_asked:
        created = replace(kept, verb="create", after=render, baseline=render)
        return created, *_settled(sides)
    return (replace(kept, note=_deleted(sides.path), baseline=sides.baseline or render),)


def _taken(sides: Sides, disk: OnDisk, verb: Verb, *, note: str = "") -> tuple[Change, ...]:
    """mlpack's text is there or will be: what an earlier run could not merge is settled."""
    render = sides.file.text
    after = disk.text if verb == "same" else with_line_ends_of(disk.text, render)
    change = replace(_left(sides, disk, note), verb=verb, after=after, baseline=render)
    return change, *_settled(sides)


def _settled(sides: Sides) -> tuple[Change, ...]:
    if sides.rejected is None or not sides.is_rejection_ours:
        return ()
    path = rejection_path(sides.lies_at)
    return (Change(path, "remove", sides.rejected.text, None, 0o644, "", None),)


def _edited(sides: Sides, disk: OnDisk) -> tuple[Change, ...]:
    render = sides.file.text
    if lines := marked_lines(disk.text, besides=render):
        note = f"conflict markers still stand, the first in line {lines[0]}"
        return (replace(_left(sides, disk, note), places=lines),)
    if sides.rejected is not None and sides.is_rejection_ours:
        return (_standing(sides, disk, sides.rejected),)
    if len(sides.baselines) == 1 and alike(sides.baselines[0], render):
        return (replace(_left(sides, disk, ""), verb="edited"),)
    return _merged(sides, disk)


def _standing(sides: Sides, disk: OnDisk, rejected: OnDisk) -> Change:
    note = f"{rejection_path(sides.path)} still stands: {_BY_HAND}"
    left = replace(_left(sides, disk, note), places=first_difference(disk.text, sides.file.text))
    # The state may be older than the `.rej`, as where a person restored it.
    known = (_rejection(sides, text) for text in sides.baselines)
    is_this = any(alike(rejected.text, text) for text in known)
    return replace(left, baseline=sides.file.text) if is_this else left


def _merged(sides: Sides, disk: OnDisk) -> tuple[Change, ...]:
    # Here and not above: most runs merge nothing, and need neither subprocess nor tempfile.
    from mlpack.write.merge import best_merge, conflict_lines

    render = sides.file.text
    last, merged = best_merge(plain(disk.text), sides.baselines, plain(render))
    after = with_line_ends_of(disk.text, merged.text)
    left = replace(_left(sides, disk, ""), baseline=render, last=last)
    if merged.conflicts and sides.style == "rej":
        lines = conflict_lines(plain(disk.text), plain(last), plain(render))
        note = "you and mlpack changed the same lines"
        return _rejected(sides, replace(left, places=lines), note, _rejection(sides, last))
    if merged.conflicts:
        lines = marked_lines(after, besides=render)
        note = f"you and mlpack changed the same lines: see the markers from line {lines[0]}"
        return (replace(left, after=after, note=note, places=lines),)
    if alike(after, disk.text):
        return (replace(left, verb="edited"),)
    return (replace(left, verb="merge", after=after),)


def _unknown(sides: Sides, disk: OnDisk) -> tuple[Change, ...]:
    """Nobody can say which lines are the person's: all differences are shown, none is taken."""
    render, path = sides.file.text, sides.path
    left = replace(_left(sides, disk, ""), baseline=render)
    left = replace(left, places=first_difference(disk.text, render))
    old, new = f"{path}\tthe file as it is", f"{path}\tmlpack now"
    text = unified(disk.text, render, old=old, new=new)
    return _rejected(sides, left, "what mlpack wrote last is not known", text)


def _rejected(sides: Sides, left: Change, note: str, text: str) -> tuple[Change, ...]:
    """The file stays; what mlpack wanted goes beside it, as `patch` would leave it.

    The baseline moves on, as with markers: from here the `.rej` says that the conflict stands, and
    deleting it says that it is solved. Were the old baseline kept, it could never be solved.
    """
    path, there = rejection_path(sides.path), sides.rejected
    if there is not None and not sides.is_rejection_ours:
        note = f"{note}, and {path} is in the way of what mlpack wants"
        return (replace(left, note=note, baseline=sides.baseline),)
    verb: Verb = "update" if there else "create"
    before = there.text if there else None
    rejection = Change(path, verb, before, text, 0o644, f"for {sides.path}", None)
    left = replace(left, note=f"{note}: {path} holds mlpack's; {_BY_HAND}")
    return (left,) if text == before else (left, rejection)


def rejection_path(path: str) -> str:
    """Where what could not be merged is put down, by `patch`'s old custom."""
    return f"{path}.rej"


def _rejection(sides: Sides, last: str) -> str:
    old, new = f"{sides.path}\tthe last mlpack output", f"{sides.path}\tmlpack now"
    return unified(last, sides.file.text, old=old, new=new)


def _left(sides: Sides, disk: OnDisk, note: str) -> Change:
    """A conflict that touches nothing and forgets nothing: what all others differ from."""
    file, text, last = sides.file, disk.text, sides.baseline
    return Change(
        sides.path, "conflict", text, text, file.mode, note, last, wanted=file.text, last=last
    )


def _ours(path: str) -> str:
    return f"`mlpack generate --overwrite {shlex.quote(path)}`"


def _deleted(path: str) -> str:
    return f"deleted by hand; {_ours(path)} brings it back"

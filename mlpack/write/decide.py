"""One path's verb, from its three sides: the last render, the disk, the render now."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

from mlpack.tree import File
from mlpack.write.change import Change, Verb
from mlpack.write.disk import OnDisk
from mlpack.write.lines import alike, first_marker, plain, unified, with_line_ends_of

_BY_HAND = "bring in what you want of it, then delete it"


@dataclass(frozen=True)
class Sides:
    """What is known of one path of the tree.

    baseline: mlpack's own last render; None where there is none to merge with.
    rejected: `PATH.rej`, where one lies beside it.
    is_known: mlpack wrote it once, so that where it is missing somebody deleted it.
    is_asked: the person named it to be overwritten.
    """

    path: str
    file: File
    baseline: str | None
    disk: OnDisk | None
    rejected: OnDisk | None
    is_known: bool
    is_asked: bool

    @property
    def is_rejection_ours(self) -> bool:
        return self.rejected is not None and self.rejected.text.startswith(f"--- {self.path}\tthe ")


def managed(sides: Sides) -> tuple[Change, ...]:
    """The change of a managed path, and that of the `.rej` beside it where it needs one."""
    disk, render = sides.disk, sides.file.text
    if disk is None:
        return (_missing(sides),)
    if disk.is_text and alike(disk.text, render):
        return _taken(sides, disk, "same")
    if sides.is_asked:
        return _taken(sides, disk, "update", note="replaced, as you asked")
    if not disk.is_text:
        return (_left(sides, disk, f"not UTF-8 text; {_ours(sides.path)} puts mlpack's there"),)
    if sides.baseline is None:
        return (_left(sides, disk, f"was here before mlpack; {_ours(sides.path)} replaces it"),)
    if alike(disk.text, sides.baseline):
        return _taken(sides, disk, "update")
    return _edited(sides, disk, sides.baseline)


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


def gone(path: str, baseline: str, disk: OnDisk | None) -> Change:
    """The change of a path that mlpack once wrote and that is no longer part of the project."""
    kept = Change(path, "keep", None, None, 0o644, "no longer part of the project", None)
    if disk is None:
        return kept
    if disk.is_text and alike(disk.text, baseline):
        return replace(kept, verb="remove", before=disk.text)
    note = "no longer part of the project; you edited it, so it is yours now"
    return replace(kept, before=disk.text, after=disk.text, note=note)


def _missing(sides: Sides) -> Change:
    render = sides.file.text
    kept = Change(
        sides.path, "keep", None, None, sides.file.mode, "", sides.baseline, wanted=render
    )
    if sides.baseline is None or sides.is_asked:
        return replace(kept, verb="create", after=render, baseline=render)
    return replace(kept, note=_deleted(sides.path))


def _taken(sides: Sides, disk: OnDisk, verb: Verb, *, note: str = "") -> tuple[Change, ...]:
    """mlpack's text is there or will be: what an earlier run could not merge is settled."""
    render = sides.file.text
    after = disk.text if verb == "same" else with_line_ends_of(disk.text, render)
    left = _left(sides, disk, note)
    change = replace(left, verb=verb, after=after, baseline=render)
    if sides.rejected is None or not sides.is_rejection_ours:
        return (change,)
    rejected = sides.rejected.text
    return change, Change(rejection_path(sides.path), "remove", rejected, None, 0o644, "", None)


def _edited(sides: Sides, disk: OnDisk, baseline: str) -> tuple[Change, ...]:
    render = sides.file.text
    if line := first_marker(disk.text, besides=render):
        return (_left(sides, disk, f"conflict markers still stand, the first in line {line}"),)
    if sides.rejected is not None and sides.is_rejection_ours:
        left = _left(sides, disk, f"{rejection_path(sides.path)} still stands: {_BY_HAND}")
        # A run that was killed before it wrote the state left this very `.rej` behind.
        is_this = alike(sides.rejected.text, _rejection(sides.path, baseline, render))
        return (replace(left, baseline=render) if is_this else left,)
    if alike(baseline, render):
        return (replace(_left(sides, disk, ""), verb="edited"),)
    return _merged(sides, disk, baseline)


def _merged(sides: Sides, disk: OnDisk, baseline: str) -> tuple[Change, ...]:
    # Here and not above: most runs merge nothing, and need neither subprocess nor tempfile.
    from mlpack.write.merge import MergeError, merge

    render = sides.file.text
    try:
        merged = merge(yours=plain(disk.text), last=plain(baseline), now=plain(render))
    except MergeError:
        return _rejected(sides, disk, baseline)
    after = with_line_ends_of(disk.text, merged.text)
    left = replace(_left(sides, disk, ""), baseline=render)
    if merged.has_conflicts:
        line = first_marker(after, besides=render)
        note = f"you and mlpack changed the same lines: see the markers from line {line}"
        return (replace(left, after=after, note=note),)
    if alike(after, disk.text):
        return (replace(left, verb="edited"),)
    return (replace(left, verb="merge", after=after),)


def _rejected(sides: Sides, disk: OnDisk, baseline: str) -> tuple[Change, ...]:
    """Without git: what mlpack changed goes beside the file, as `patch` would leave it.

    The baseline moves on, as with markers: from here the `.rej` says that the conflict stands, and
    deleting it says that it is solved. Were the old baseline kept, it could never be solved.
    """
    path, render = rejection_path(sides.path), sides.file.text
    if sides.rejected is not None:
        return (_left(sides, disk, f"there is no git to merge with, and {path} is in the way"),)
    note = f"there is no git to merge with. {path} holds what mlpack changed: {_BY_HAND}"
    text = _rejection(sides.path, baseline, render)
    rejection = Change(path, "create", None, text, 0o644, f"for {sides.path}", None)
    return replace(_left(sides, disk, note), baseline=render), rejection


def rejection_path(path: str) -> str:
    """Where what could not be merged is put down, by `patch`'s old custom."""
    return f"{path}.rej"


def _rejection(path: str, baseline: str, render: str) -> str:
    old, new = f"{path}\tthe last mlpack output", f"{path}\tmlpack now"
    return unified(baseline, render, old=old, new=new)


def _left(sides: Sides, disk: OnDisk, note: str) -> Change:
    """A conflict that touches nothing and forgets nothing: what all others differ from."""
    file, text = sides.file, disk.text
    return Change(
        sides.path, "conflict", text, text, file.mode, note, sides.baseline, wanted=file.text
    )


def _ours(path: str) -> str:
    return f"`mlpack generate --overwrite {shlex.quote(path)}`"


def _deleted(path: str) -> str:
    return f"deleted by hand; {_ours(path)} brings it back"

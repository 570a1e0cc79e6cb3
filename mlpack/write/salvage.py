"""The state file read for what it still tells: whole, in conflict after a merge, cut or damaged.

A baseline stands on one line, so each line can be read without the others. Nothing here refuses a
run: what is not known of a path only means that its difference is shown, and nothing overwritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from mlpack.errors import WriteRefused
from mlpack.tree import is_inside
from mlpack.write.disk import place, read
from mlpack.write.lines import marked_lines, plain, sides_in
from mlpack.write.state import STATE_PATH, VERSION, Packed, State, unpack

# It is written by every run, so where it is, mlpack was at work here before.
_TRACE_PATH = ".mlpack/lock.json"

_SECTION = re.compile(r' {1,4}"(files|seeded|inputs)": [\[{]')
_ROW = re.compile(r' {2,8}("(?:[^"\\]|\\.)*")(?:: ("(?:[^"\\]|\\.)*"))?,?')
_VERSION = re.compile(r'^[{ ]*"version": (\d{1,9})', re.M)

_MARKED = "it held conflict markers of git: both sides were read"
_CUT = "it was damaged: what could still be read was taken"
_MISSING = "it is missing, so your edits cannot be told from what mlpack changed"


class _Row(NamedTuple):
    """One entry; `packed` is None in a list."""

    section: str
    name: str
    packed: str | None
    is_theirs: bool = False


def load(root: Path) -> State:
    """The state of the project at `root`; empty where mlpack has written nothing yet.

    Raises:
        WriteRefused: the file was written by a newer mlpack, or is none of the project's.
    """
    place(root, STATE_PATH)
    found = read(root, STATE_PATH)
    if found is None:
        is_lost = (root / _TRACE_PATH).is_file()
        return State(fault=_MISSING if is_lost else "", is_lost=is_lost)
    return parse(plain(found.text))


def parse(text: str) -> State:
    """What the text of a state file tells. Raises WriteRefused where a newer mlpack wrote it."""
    versions = [int(version) for version in _VERSION.findall(text)]
    if max(versions, default=VERSION) > VERSION:
        raise WriteRefused(
            f"It is of version {max(versions)}, and this mlpack reads version {VERSION}.",
            where=STATE_PATH,
            hint="Update mlpack. Or restore the file from git.",
        )
    if (rows := _whole(text)) is not None:
        return _state(rows)
    ours, *theirs = sides_in(text)
    rows = [*_lines(ours), *(row for side in theirs for row in _lines(side, is_theirs=True))]
    is_marked = bool(marked_lines(text))
    fault = _MARKED if is_marked else _CUT
    return replace(_state(rows), fault=fault, is_lost=not is_marked or not rows)


def _whole(text: str) -> list[_Row] | None:
    """The entries of a file that is as mlpack wrote it; None where it is not."""
    try:
        content = json.loads(text)
        files, seeded, inputs = content["files"], content["seeded"], content.get("inputs", {})
        rows = [_Row("files", path, str(packed)) for path, packed in files.items()]
        rows += [_Row("inputs", name, str(packed)) for name, packed in inputs.items()]
        rows += [_Row("seeded", path, None) for path in seeded]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return rows if all(isinstance(row.name, str) for row in rows) else None


def _lines(text: str, *, is_theirs: bool = False) -> Iterator[_Row]:
    """Each line that is an entry, whatever the others are."""
    section = ""
    for line in text.split("\n"):
        if found := _SECTION.fullmatch(line):
            section = found[1]
        elif section and (found := _ROW.fullmatch(line)):
            with suppress(ValueError):
                name, packed = json.loads(found[1]), json.loads(found[2] or "null")
                if (packed is None) == (section == "seeded"):
                    yield _Row(section, name, packed, is_theirs)


def _state(rows: list[_Row]) -> State:
    ours = _Held(row for row in rows if not row.is_theirs)
    theirs = _Held(row for row in rows if row.is_theirs)
    files = theirs.files | ours.files
    damaged = (ours.damaged | theirs.damaged) - set(files)
    seeded = {row.name for row in rows if row.section == "seeded" and is_inside(row.name)}
    return State(
        files,
        frozenset(seeded),
        theirs.inputs | ours.inputs,
        theirs.files,
        frozenset(damaged),
        _fault(rows, damaged),
    )


def _fault(rows: list[_Row], damaged: set[str]) -> str:
    outside = [row.name for row in rows if row.section != "inputs" and not is_inside(row.name)]
    if outside:
        return f"{json.dumps(outside[0])} in it is not a path of this project, and was left out"
    return f"what it held of {min(damaged)} was damaged" if damaged else ""


class _Held:
    """The texts of some rows, by their names."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self.files: dict[str, Packed] = {}
        self.inputs: dict[str, Packed] = {}
        self.damaged: set[str] = set()
        for row in rows:
            text = unpack(row.packed)
            if row.section == "inputs" and text:
                self.inputs[row.name] = text
            elif row.section == "files" and is_inside(row.name):
                if text:
                    self.files[row.name] = text
                else:
                    self.damaged.add(row.name)

"""What mlpack wrote last, in `.mlpack/state.json`: the common ancestor of every merge.

Teams commit it. So it holds no date and no machine's path, one baseline stands on one line, and
an empty line parts two of them: git sees changes to neighbouring lines as a conflict.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlpack.errors import WriteRefused
from mlpack.tree import is_inside
from mlpack.write.change import Change
from mlpack.write.disk import place, read
from mlpack.write.lines import first_marker

STATE_PATH = ".mlpack/state.json"
_VERSION = 1
_HINT = "Restore it from git, or delete it: mlpack then treats each file that differs as yours."


@dataclass(frozen=True)
class Baseline:
    """One render. `packed` is kept as it was read: another build of zlib packs to other bytes."""

    text: str
    packed: str = field(compare=False)


@dataclass(frozen=True)
class State:
    files: Mapping[str, Baseline]
    seeded: frozenset[str]

    def baseline(self, path: str) -> str | None:
        return self.files[path].text if path in self.files else None

    def knows(self, path: str) -> bool:
        return path in self.files or path in self.seeded

    def after(self, changes: Iterable[Change]) -> State:
        """The state once these changes are on disk; other paths stay as they are."""
        files, seeded = dict(self.files), set(self.seeded)
        for change in changes:
            if change.baseline is None:
                files.pop(change.path, None)
            elif self.baseline(change.path) != change.baseline:
                files[change.path] = Baseline(change.baseline, _pack(change.baseline))
            if change.ownership == "seeded":
                seeded.add(change.path)
        return State(files, frozenset(seeded))


def load(root: Path) -> State:
    """The state of the project at `root`; empty where mlpack has written nothing yet.

    Raises:
        WriteRefused: the file is damaged, or was written by a newer mlpack.
    """
    place(root, STATE_PATH)
    found = read(root, STATE_PATH)
    if found is None:
        return State({}, frozenset())
    if not found.is_text:
        raise _damaged("It is not text.")
    return _parse(found.text)


def dump(state: State) -> str:
    files = (
        f"    {json.dumps(path)}: {json.dumps(state.files[path].packed)}"
        for path in sorted(state.files)
    )
    seeded = (f"    {json.dumps(path)}" for path in sorted(state.seeded))
    return (
        f'{{\n  "version": {_VERSION},\n'
        f'  "files": {{\n{_paragraphs(files)}  }},\n'
        f'  "seeded": [\n{_paragraphs(seeded)}  ]\n}}\n'
    )


def _paragraphs(lines: Iterable[str]) -> str:
    joined = ",\n\n".join(lines)
    return f"{joined}\n" if joined else ""


def _parse(text: str) -> State:
    content = _json(text)
    version = content.get("version")
    if version != _VERSION or isinstance(version, bool):
        raise _damaged(
            f"It is of version {json.dumps(version)}, and this mlpack reads version {_VERSION}.",
            hint=f"Update mlpack. Or: {_HINT}",
        )
    files, seeded = content.get("files"), content.get("seeded")
    if not isinstance(files, dict) or not isinstance(seeded, list):
        raise _damaged("It lacks `files` or `seeded`.")
    for path in (*files, *seeded):
        if not isinstance(path, str) or not is_inside(path):
            raise _damaged(f"{json.dumps(path)} is not a path of this project.")
    baselines = {path: Baseline(_unpack(path, packed), packed) for path, packed in files.items()}
    return State(baselines, frozenset(seeded))


def _json(text: str) -> dict[str, Any]:
    if line := first_marker(text):
        raise _damaged("It holds conflict markers of git.", line=line)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _damaged(
            "It is not JSON, or was cut short.", line=getattr(problem, "lineno", 1)
        ) from problem
    if not isinstance(content, dict):
        raise _damaged("It does not hold what mlpack writes there.")
    return content


def _pack(text: str) -> str:
    return b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def _unpack(path: str, packed: object) -> str:
    try:
        return zlib.decompress(b64decode(str(packed), validate=True)).decode()
    except (ValueError, zlib.error) as problem:  # base64 and UTF-8 both fail with a ValueError
        raise _damaged(f"What it holds of {path} is damaged.") from problem


def _damaged(says: str, *, line: int = 0, hint: str = _HINT) -> WriteRefused:
    where = f"{STATE_PATH}:{line}" if line else STATE_PATH
    return WriteRefused(says, where=where, hint=hint)

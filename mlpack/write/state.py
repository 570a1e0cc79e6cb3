"""What mlpack wrote last, in `.mlpack/state.json`: the common ancestor of every merge.

Teams commit it. So it holds no date and no machine's path, one baseline stands on one line, and
an empty line parts two of them: git sees changes to neighbouring lines as a conflict.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mlpack.write.change import Change

STATE_PATH = ".mlpack/state.json"
VERSION = 1


@dataclass(frozen=True)
class Packed:
    """A text. `packed` is kept as it was read: another build of zlib packs to other bytes."""

    text: str
    packed: str = field(compare=False)


@dataclass(frozen=True)
class State:
    """The baselines, and the inputs that they were rendered from, by name.

    others: what the other side of a merge in git holds of a path, where both differ.
    damaged: paths that mlpack has written, and whose baseline cannot be read any more.
    fault: what is wrong with the file, for people; empty where nothing is.
    is_lost: what the file does not name, mlpack may have written all the same.
    """

    files: Mapping[str, Packed] = field(default_factory=dict)
    seeded: frozenset[str] = frozenset()
    inputs: Mapping[str, Packed] = field(default_factory=dict)
    others: Mapping[str, Packed] = field(default_factory=dict)
    damaged: frozenset[str] = frozenset()
    fault: str = ""
    is_lost: bool = False

    def baselines(self, path: str) -> tuple[str, ...]:
        """One, or none; two after a merge in git that did not know which to take."""
        found = (held[path].text for held in (self.files, self.others) if path in held)
        return tuple(dict.fromkeys(found))

    def knows(self, path: str) -> bool:
        return path in self.files or path in self.damaged or path in self.seeded

    def lacks(self, path: str) -> bool:
        """Whether mlpack wrote this path, or may have, and nobody knows what."""
        return path in self.damaged or (self.is_lost and not self.knows(path))

    def after(self, changes: Iterable[Change], inputs: Mapping[str, str] | None = None) -> State:
        """The state once these changes are on disk; other paths stay as they are.

        `inputs` are remembered where they made a difference, so that a comment in mlpack.yaml
        leaves the file alone.
        """
        files, seeded = dict(self.files), set(self.seeded)
        for change in changes:
            if change.baseline is None:
                files.pop(change.path, None)
            elif change.path not in files or files[change.path].text != change.baseline:
                files[change.path] = pack(change.baseline)
            if change.ownership == "seeded":
                seeded.add(change.path)
            elif change.baseline is not None or (change.verb == "move" and change.after is None):
                seeded.discard(change.path)
        is_moved_on = files != self.files or not self.inputs
        kept = {name: pack(text) for name, text in (inputs or {}).items()} if is_moved_on else {}
        return State(files, frozenset(seeded), kept or self.inputs)

    def with_baselines_of(self, older: State, paths: Iterable[str]) -> State:
        """This state, but for some paths as they were remembered before."""
        files = dict(self.files)
        for path in paths:
            files.pop(path, None)
            if path in older.files:
                files[path] = older.files[path]
        return replace(self, files=files)


def dump(state: State) -> str:
    seeded = (f"    {json.dumps(path)}" for path in sorted(state.seeded))
    inputs = f',\n  "inputs": {{\n{_rows(state.inputs)}  }}' if state.inputs else ""
    return (
        f'{{\n  "version": {VERSION},\n'
        f'  "files": {{\n{_rows(state.files)}  }},\n'
        f'  "seeded": [\n{_paragraphs(seeded)}  ]{inputs}\n}}\n'
    )


def pack(text: str) -> Packed:
    return Packed(text, b64encode(zlib.compress(text.encode(), 9)).decode("ascii"))


def unpack(packed: object) -> Packed | None:
    """None where it is damaged."""
    try:
        return Packed(
            zlib.decompress(b64decode(str(packed), validate=True)).decode(), packed=str(packed)
        )
    except (ValueError, zlib.error):  # base64 and UTF-8 both fail with a ValueError
        return None


def _rows(held: Mapping[str, Packed]) -> str:
    return _paragraphs(
        f"    {json.dumps(name)}: {json.dumps(held[name].packed)}" for name in sorted(held)
    )


def _paragraphs(lines: Iterable[str]) -> str:
    joined = ",\n\n".join(lines)
    return f"{joined}\n" if joined else ""

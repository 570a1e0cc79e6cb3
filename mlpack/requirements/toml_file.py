"""A TOML file with places: the parser has no line numbers, so that strings are found again."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from mlpack import toml
from mlpack.errors import Fault
from mlpack.requirements.judgement import shown
from mlpack.requirements.source import Source, Unreadable

Table: TypeAlias = Mapping[str, Any]

# One that is not closed ends with its line: to try again at each later quote takes the square.
_STRING = re.compile(r""""((?:[^"\\\n]|\\.)*)(?:"|\\?$)|'([^'\n]*)(?:'|$)""", re.M)
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)| \(at end of document\)")


@dataclass(frozen=True)
class Wish:
    """A text of a list; `words` lead to it in the file, `markers` are those of who asked."""

    text: str
    words: tuple[str, ...]
    markers: tuple[str, ...] = ()


@dataclass(frozen=True)
class TomlFile:
    source: Source
    text: str
    content: Table

    def line_of(self, value: str, *words: str) -> int:
        """The line of the string `value` behind `words`, which follow each other in the file."""
        start = self._behind(words)
        offsets = self._strings.get(value, [start])
        at = min(bisect_left(offsets, start), len(offsets) - 1)
        return bisect_right(self._line_starts, offsets[at])

    def fault(self, says: str, value: str, *words: str) -> Fault:
        return self.source.fault(self.line_of(value, *words), says)

    def _behind(self, words: tuple[str, ...]) -> int:
        if words not in self._starts:
            self._starts[words] = self._found(words) if words else 0
        return self._starts[words]

    def _found(self, words: tuple[str, ...]) -> int:
        """A key is sooner at the start of its line than in the midst of one."""
        start = self._behind(words[:-1])
        at = self.text.find(f"\n{words[-1]}", start) + 1
        return at or max(start, self.text.find(words[-1], start))

    @cached_property
    def _starts(self) -> dict[tuple[str, ...], int]:
        return {}

    @cached_property
    def _strings(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for match in _STRING.finditer(self.text):
            value = match[2] or (match[1] or "").replace('\\"', '"').replace("\\\\", "\\")
            found.setdefault(value, []).append(match.start())
        return found

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]


def parsed(source: Source, text: str) -> Table:
    """Raises Unreadable with the line, where `text` is not TOML."""
    try:
        return toml.loads(text)
    except RecursionError:
        raise Unreadable(f"{source.shown} nests too deep to be read.") from None
    except ValueError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        reason = shown(_PLACE.sub("", str(error)))
        raise Unreadable(f"This cannot be read as TOML: {reason}.", line) from None


def table_of(content: object, *keys: str) -> Table:
    """The table at `keys`; an empty one where there is none."""
    for key in keys:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content if isinstance(content, Mapping) else {}

"""The texts that logs are known by, made ready to be looked for in bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mlpack.catalog.failures import Failure

_NAME = re.compile(r"<([a-z_]+)>")
# JSON logs write a quote as \", and logs of JSON logs as \\\".
_QUOTE = rb'\\*"'


@dataclass(frozen=True)
class Text:
    """One text of a failure; `anchor` is the longest part of it that is always the same."""

    failure: Failure
    text: str

    @cached_property
    def anchor(self) -> bytes:
        return max(re.split(r"<[a-z_]+>|\"", self.text), key=len).encode()

    @cached_property
    def weight(self) -> int:
        """How much of it is said: of two texts in a line, the one that says more is meant."""
        return len(_NAME.sub("", self.text))

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        parts = _NAME.split(self.text)
        steps = [_literal(parts[0])]
        for name, literal in zip(parts[1::2], parts[2::2], strict=True):
            word = _word(name, is_last=not literal)
            steps += [b"(?P<%s>%s)" % (name.encode(), word), _literal(literal)]
        return re.compile(b"".join(steps))

    def found_in(self, window: bytes, start: int, end: int) -> re.Match[bytes] | None:
        """The first place whose anchor begins in the part of `window` from `start` to `end`."""
        place = window.find(self.anchor, start, end + len(self.anchor) - 1)
        while place >= 0:
            # a word before the anchor may be long, and lies on the anchor's line
            line = window.rfind(b"\n", 0, place) + 1
            begin = max(line, place - _LONGEST)
            if found := self.pattern.search(window, begin, place + _LONGEST):
                return found
            place = window.find(self.anchor, place + 1, end + len(self.anchor) - 1)
        return None


_LONGEST = 1000


def words_of(found: re.Match[bytes]) -> Mapping[str, str]:
    """What stood for the names of a text; a driver's number for CUDA as people say it."""
    words = {
        name: word.decode("utf-8", "replace").strip("'\"`\\.,;:()")
        for name, word in found.groupdict().items()
    }
    return {name: _version(word) if name == "cuda" else word for name, word in words.items()}


def _version(number: str) -> str:
    """12040 as 12.4: CUDA counts a thousand for a major and ten for a minor."""
    major, rest = divmod(int(number), 1000)
    return f"{major}.{rest // 10}"


def _word(name: str, *, is_last: bool) -> bytes:
    if name == "cuda":
        return rb"\d{4,5}"
    return rb"\S{1,200}" if is_last else rb"\S{0,200}?"


def _literal(text: str) -> bytes:
    return _QUOTE.join(re.escape(part.encode()) for part in text.split('"'))

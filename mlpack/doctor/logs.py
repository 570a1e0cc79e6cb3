"""Known failures in the log of a build or a run, found while it streams by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from mlpack.catalog.failures import Failure, known_failures
from mlpack.doctor.cleaned import cleaned
from mlpack.doctor.texts import Text, words_of

# What a text may reach over: a window overlaps the next by so much at each end.
_REACH = 4096
_SHOWN = 300
# `#12 3.456 ` before a line of docker build, `3.456 ` in its summary.
_PREFIX = re.compile(r"^(?:#\d+ )?(?:\d+\.\d+ +)?")


@dataclass(frozen=True)
class Recognised:
    """`line` counts from 1; `text` is that line, or the part of it around what was found."""

    failure: Failure
    line: int
    text: str
    words: Mapping[str, str]

    @property
    def told(self) -> str:
        """What the words of the log say, in a sentence; empty where they say nothing more."""
        try:
            return self.failure.told.format_map(self.words)
        except KeyError:
            return ""


def recognise(
    log: BinaryIO, *, failures: Iterable[Failure] = (), device: str = ""
) -> tuple[Recognised, ...]:
    """Each known failure once, what says most first; `device` leaves out those of other devices."""
    texts = [
        Text(failure, text)
        for failure in failures or known_failures()
        if not device or not failure.devices or device in failure.devices
        for text in failure.match
    ]
    return _clearest(_hits(log, texts))


@dataclass(frozen=True)
class _Hit:
    """What was recognised, from which byte of the log to which, and how much the text says."""

    recognised: Recognised
    start: int
    end: int
    weight: int

    def is_inside_of(self, other: _Hit) -> bool:
        return self.start < other.end and other.start < self.end


def _clearest(hits: Iterable[_Hit]) -> tuple[Recognised, ...]:
    """A failure once, by its clearest text; of several in the same words, the clearest alone."""
    kept: dict[str, _Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.start)):
        name = hit.recognised.failure.name
        if name not in kept and not any(map(hit.is_inside_of, kept.values())):
            kept[name] = hit
    return tuple(hit.recognised for hit in kept.values())


def _hits(log: BinaryIO, texts: list[Text]) -> Iterator[_Hit]:
    """The first place of each text."""
    for window in _windows(cleaned(log)):
        for text in list(texts):
            if found := text.found_in(window.data, window.start, window.end):
                texts.remove(text)
                recognised = _recognised(text, found, window)
                first, last = (window.offset + place for place in found.span())
                yield _Hit(recognised, first, last, text.weight)


@dataclass(frozen=True)
class _Window:
    """A part of a log; what begins from `start` to `end` is looked for in it, the rest around it.

    `lines` are the line ends before its first byte, `offset` is that byte's place in the log.
    """

    data: bytes
    start: int
    end: int
    lines: int
    offset: int


def _windows(pieces: Iterable[bytes]) -> Iterator[_Window]:
    data, start, lines, offset = b"", 0, 0, 0
    for piece in pieces:
        data += piece
        end = len(data) - _REACH
        if end <= start:
            continue
        yield _Window(data, start, end, lines, offset)
        seen = max(0, end - _REACH)
        lines += data.count(b"\n", 0, seen)
        data, start, offset = data[seen:], end - seen, offset + seen
    yield _Window(data, start, len(data), lines, offset)


def _recognised(text: Text, found: re.Match[bytes], window: _Window) -> Recognised:
    place = found.start()
    line = window.lines + window.data.count(b"\n", 0, place) + 1
    shown = _line_around(window.data, place)
    return Recognised(text.failure, line, shown, words_of(found))


def _line_around(data: bytes, place: int) -> str:
    """The line without what docker writes before it; a long one is cut around the place."""
    first = max(data.rfind(b"\n", 0, place), data.rfind(b"\r", 0, place)) + 1
    ends = [end for mark in (b"\n", b"\r") if (end := data.find(mark, place)) >= 0]
    last = min(ends, default=len(data))
    begin = max(first, place - _SHOWN // 3) if last - first > _SHOWN else first
    text = data[begin : min(last, begin + _SHOWN)].decode("utf-8", "replace")
    plain = "".join(character if character.isprintable() else " " for character in text)
    before, after = "… " * (begin > first), " …" * (begin + _SHOWN < last)
    return before + (plain if before else _PREFIX.sub("", plain)).strip() + after

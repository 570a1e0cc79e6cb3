"""FlatBuffers, as far as tables, texts and vectors go; a field is known by its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.artifacts.source import Source

_LONGEST_TEXT = 64 * 1024
_MOST_OF_A_VECTOR = 4096


@dataclass(frozen=True)
class Table:
    source: Source
    place: int

    def field(self, number: int) -> int | None:
        """Where it stands; None where it is left out."""
        layout = self.place - _number(self.source, self.place, 4, signed=True)
        if 4 + 2 * number >= _number(self.source, layout, 2):
            return None
        offset = _number(self.source, layout + 4 + 2 * number, 2)
        return self.place + offset if offset else None

    def number(self, number: int, size: int) -> int:
        place = self.field(number)
        return 0 if place is None else _number(self.source, place, size)

    def text(self, number: int) -> str:
        place = self.field(number)
        return "" if place is None else _text(self.source, _follow(self.source, place))

    def table(self, number: int) -> Table | None:
        place = self.field(number)
        return None if place is None else Table(self.source, _follow(self.source, place))

    def count(self, number: int) -> int:
        place = self.field(number)
        return 0 if place is None else _number(self.source, _follow(self.source, place), 4)

    def start_of(self, number: int, length: int) -> bytes:
        """The first bytes of a vector of bytes."""
        place = self.field(number)
        if place is None:
            return b""
        start = _follow(self.source, place)
        return self.source.at(start + 4, min(length, _number(self.source, start, 4)))

    def tables(self, number: int) -> Iterator[Table]:
        yield from (Table(self.source, place) for place in self._followed(number))

    def texts(self, number: int) -> Iterator[str]:
        yield from (_text(self.source, place) for place in self._followed(number))

    def numbers(self, number: int) -> Iterator[int]:
        yield from (_number(self.source, place, 4) for place in self._items(number))

    def _followed(self, number: int) -> Iterator[int]:
        yield from (_follow(self.source, place) for place in self._items(number))

    def _items(self, number: int) -> Iterator[int]:
        if (place := self.field(number)) is not None:
            start = _follow(self.source, place)
            count = min(_number(self.source, start, 4), _MOST_OF_A_VECTOR)
            yield from range(start + 4, start + 4 + 4 * count, 4)


def root(source: Source) -> Table:
    return Table(source, _follow(source, 0))


def _follow(source: Source, place: int) -> int:
    return place + _number(source, place, 4)


def _number(source: Source, place: int, size: int, *, signed: bool = False) -> int:
    return int.from_bytes(source.at(place, size), "little", signed=signed)


def _text(source: Source, place: int) -> str:
    length = min(_number(source, place, 4), _LONGEST_TEXT)
    return source.at(place + 4, length).decode("utf-8", errors="replace")

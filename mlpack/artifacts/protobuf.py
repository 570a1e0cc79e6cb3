"""Protocol buffers by their wire format: fields by number, what is not asked for passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.artifacts.source import Cursor, Source

_LONGEST_TEXT = 4 * 1024
_VARINT, _COUNTED = 0, 2
_FIXED = {1: 8, 5: 4}


@dataclass(frozen=True)
class Field:
    """`value` of a number, `start` and `length` of what is counted in bytes."""

    number: int
    is_counted: bool
    value: int = 0
    start: int = 0
    length: int = 0


@dataclass(frozen=True)
class Message:
    source: Source

    def fields(self) -> Iterator[Field]:
        """Raises ValueError where it is no message, or one too long for a look."""
        cursor = Cursor(self.source)
        while cursor.left:
            self.source.file.step()
            yield _field(cursor)

    def number(self, number: int) -> int | None:
        found = (one.value for one in self.fields() if one.number == number and not one.is_counted)
        return next(found, None)

    def text(self, number: int) -> str:
        found = (one for one in self.fields() if one.number == number and one.is_counted)
        return next((self.text_of(one) for one in found), "")

    def text_of(self, one: Field) -> str:
        raw = self.source.at(one.start, min(one.length, _LONGEST_TEXT))
        return raw.decode("utf-8", errors="replace")

    def inner(self, one: Field) -> Message:
        return Message(self.source.part(one.start, one.length))

    def messages(self, *numbers: int) -> Iterator[Message]:
        """Those that stand behind a path of fields."""
        for one in self.fields():
            if one.number == numbers[0] and one.is_counted:
                inner = self.inner(one)
                yield from inner.messages(*numbers[1:]) if numbers[1:] else (inner,)


def _field(cursor: Cursor) -> Field:
    tag = _varint(cursor)
    number, wire = tag >> 3, tag & 7
    if not number:
        raise ValueError("a field has no number")
    if wire == _COUNTED:
        length = _varint(cursor)
        start = cursor.place
        cursor.skip(length)
        return Field(number, True, start=start, length=length)
    if wire == _VARINT:
        return Field(number, False, value=_varint(cursor))
    return Field(number, False, value=int.from_bytes(cursor.take(_FIXED[wire]), "little"))


def _varint(cursor: Cursor) -> int:
    value = 0
    for shift in range(0, 64, 7):
        byte = cursor.take(1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise ValueError("a number is too long")

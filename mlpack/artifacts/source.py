"""A file read in pieces: what is skipped is never read, and what is read has an end."""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

HEAD = 64 * 1024
_PIECE = 4 * 1024
_MOST = 2 * 1024 * 1024
_MOST_IN_ALL = 48 * 1024 * 1024
_MOST_STEPS = 150_000

UNREADABLE = (
    *(OSError, EOFError, ValueError, LookupError, ArithmeticError, RuntimeError),
    *(struct.error, zlib.error, lzma.LZMAError, BadZipFile),
)
"""What reading raises where a file is not what it seems; a file too deep or too large with it."""


class Metered:
    """A file for whoever wants one whole: it refuses once more was asked of it than it may cost."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_IN_ALL
        self._steps = _MOST_STEPS
        self.size = file.seek(0, 2)

    def step(self) -> None:
        """Take one of the steps that a look may have: reading, or what a reader counts."""
        self._steps -= 1
        if self._steps < 0:
            raise ValueError("there is more to read than a look is worth")

    def read(self, length: int = -1) -> bytes:
        self.step()
        rest = max(0, self.size - self._file.tell())
        asked = rest if length < 0 else min(rest, length)
        self._left -= asked
        if asked > _MOST or self._left < 0:
            raise ValueError("there is more to read than a look is worth")
        return self._file.read(asked)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


class Source:
    """A file, or a part of one; `path` is what the person calls it."""

    def __init__(
        self, path: str, file: Metered, *, start: int = 0, length: int | None = None
    ) -> None:
        self.path = path
        self.file = file
        self._start = start
        self.size = file.size - start if length is None else length

    def at(self, start: int, length: int) -> bytes:
        """Exactly so many bytes. Raises EOFError where there are fewer."""
        if start < 0 or length < 0 or start + length > self.size:
            raise EOFError("the file ends early")
        self.file.seek(self._start + start)
        found = self.file.read(length)
        if len(found) < length:
            raise EOFError("the file ends early")
        return found

    def part(self, start: int, length: int) -> Source:
        if start < 0 or length < 0 or start + length > self.size:
            raise EOFError("the file ends early")
        return Source(self.path, self.file, start=self._start + start, length=length)

    @cached_property
    def head(self) -> bytes:
        return self.at(0, min(HEAD, self.size))

    @cached_property
    def tail(self) -> bytes:
        length = min(HEAD, self.size)
        return self.at(self.size - length, length)


@contextmanager
def opened(root: Path, path: str) -> Iterator[Source]:
    """Raises OSError where it cannot be opened, or is no file but a pipe, say, or a device."""
    if not (root / path).is_file():
        raise FileNotFoundError(path)
    with (root / path).open("rb") as file:
        yield Source(path, Metered(file))


class Cursor:
    """A place in a source, moving on."""

    def __init__(self, source: Source, start: int = 0) -> None:
        self.source = source
        self._piece = b""
        self._from = start
        self._next = 0

    @property
    def place(self) -> int:
        return self._from + self._next

    @property
    def left(self) -> int:
        return self.source.size - self.place

    def take(self, length: int) -> bytes:
        """Raises EOFError where the file ends before."""
        if self._next + length > len(self._piece):
            self._load(length)
        found = self._piece[self._next : self._next + length]
        self._next += length
        return found

    def _load(self, length: int) -> None:
        start = self.place
        self._piece = self.source.at(start, max(length, min(_PIECE, self.left)))
        self._from, self._next = start, 0

    def skip(self, length: int) -> None:
        if length > self.left:
            raise EOFError("the file ends early")
        self._next += length
        if self._next > len(self._piece):
            self._from, self._next, self._piece = self.place, 0, b""

    def line(self) -> bytes:
        """Up to the next line break, which is passed over; a line has at most 4,096 bytes."""
        end = self._piece.find(b"\n", self._next)
        if end < 0:
            self._load(0)
            end = self._piece.find(b"\n")
        if end < 0:
            raise EOFError("the line has no end")
        return self.take(end + 1 - self._next)[:-1]

"""A log as clean bytes, in pieces: no colours, and UTF-8 where it was written as UTF-16."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

_PIECE = 2**20
_COLOUR = re.compile(rb"\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# No colour is longer; what a piece ends in may be the beginning of one.
_LONGEST_COLOUR = 64
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def cleaned(log: BinaryIO) -> Iterator[bytes]:
    held = b""
    for piece in _as_utf_8(log):
        whole = held + piece
        escape = whole.rfind(b"\x1b", max(0, len(whole) - _LONGEST_COLOUR))
        ready, held = (whole[:escape], whole[escape:]) if escape >= 0 else (whole, b"")
        yield _COLOUR.sub(b"", ready)
    yield _COLOUR.sub(b"", held)


def _as_utf_8(log: BinaryIO) -> Iterator[bytes]:
    """PowerShell writes UTF-16 where a command's output is sent to a file."""
    first = log.read(_PIECE)
    encoding = _UTF_16.get(first[:2], "")
    if not encoding:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from iter(lambda: log.read(_PIECE), b"")
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    piece = first[2:]
    while piece:
        yield decoder.decode(piece).encode("utf-8", "replace")
        piece = log.read(_PIECE)

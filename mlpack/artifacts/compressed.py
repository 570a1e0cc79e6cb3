"""What joblib compresses, unpacked as far as a look needs; a bomb is no larger than that."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Protocol

from mlpack.artifacts.source import HEAD, Source

_MOST = 6 * 1024 * 1024
_LZMA_MEMORY = 96 * 1024 * 1024
_EITHER_ZLIB_OR_GZIP = 47
LZ4 = b"\x04\x22\x4d\x18"


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def unpacked(source: Source) -> bytes:
    """The start of it; empty where it is in no form that is known, or no pickle is inside."""
    unpacker = _unpacker(source.at(0, min(6, source.size)))
    if unpacker is None:
        return b""
    found = bytearray()
    for start in range(0, min(source.size, _MOST), HEAD):
        piece = source.at(start, min(HEAD, source.size - start))
        found += unpacker.decompress(piece, max(1, _MOST - len(found)))
        if unpacker.eof or len(found) >= _MOST or not is_pickle(found):
            break
    return bytes(found) if is_pickle(found) else b""


def is_pickle(data: bytes | bytearray) -> bool:
    """By its first two bytes, which protocols before 2 do not have."""
    return len(data) > 1 and data[0] == 0x80 and 2 <= data[1] <= 5


def _unpacker(start: bytes) -> _Unpacker | None:
    is_zlib = len(start) > 1 and start[0] == 0x78 and int.from_bytes(start[:2], "big") % 31 == 0
    if is_zlib or start.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(_EITHER_ZLIB_OR_GZIP)
    if start.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    if start.startswith((b"\xfd7zXZ\x00", b"\x5d\x00\x00")):
        return lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)
    return None

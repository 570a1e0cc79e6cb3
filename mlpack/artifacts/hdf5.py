"""The attributes of an HDF5 file, as far as those go that tell of a model of Keras."""

from __future__ import annotations

from mlpack.artifacts.source import Source

MAGIC = b"\x89HDF\r\n\x1a\n"
_LOOKED_AT = 256 * 1024
_LONGEST = 1024 * 1024
_VARIABLE = 9
_FIXED = 3


def attribute(source: Source, name: str) -> str:
    """A text; empty where there is none of that name. It is found by its name, near the start."""
    start = source.at(0, min(_LOOKED_AT, source.size))
    place = start.find(name.encode() + b"\0")
    while place >= 0:
        if found := _value(source, start, place):
            return found.decode("utf-8", errors="replace")
        place = start.find(name.encode() + b"\0", place + 1)
    return ""


def _value(source: Source, start: bytes, place: int) -> bytes:
    """Before the name stand the sizes of name, type and space; the value follows all three."""
    header, whole = (start[place - 8 : place], 8) if place >= 9 else (b"", 8)
    if header[:2] != b"\x01\0":
        header, whole = start[place - 9 : place - 1], 1
    if len(header) < 8 or header[0] not in {1, 3}:
        return b""
    sizes = [int.from_bytes(header[at : at + 2], "little") for at in (2, 4, 6)]
    name, kind, space = (-(-size // whole) * whole for size in sizes)
    type_at, value_at = place + name, place + name + kind + space
    what = source.at(type_at, 1)[0] & 0x0F
    if what == _FIXED:
        length = int.from_bytes(source.at(type_at + 4, 4), "little")
        return source.at(value_at, min(length, _LONGEST)).rstrip(b"\0")
    return _from_heap(source, source.at(value_at, 16)) if what == _VARIABLE else b""


def _from_heap(source: Source, reference: bytes) -> bytes:
    """A text of open length lies in a heap, at the number that the reference has."""
    address, wanted = (int.from_bytes(part, "little") for part in (reference[4:12], reference[12:]))
    if source.at(address, 4) != b"GCOL":
        return b""
    size = int.from_bytes(source.at(address + 8, 8), "little")
    place, end = address + 16, min(address + size, source.size)
    for _ in range(wanted if wanted < 256 else 0):
        number = int.from_bytes(source.at(place, 2), "little")
        length = int.from_bytes(source.at(place + 8, 8), "little")
        if number == wanted and place + 16 + length <= end:
            return source.at(place + 16, min(length, _LONGEST))
        place += 16 + -(-length // 8) * 8
    return b""

"""Zip archives, of which single members are read and none is unpacked to disk."""

from __future__ import annotations

from typing import IO, cast
from zipfile import ZipFile

from mlpack.artifacts.source import Source

_MAGIC = b"PK\x03\x04"
_LARGEST_MEMBER = 4 * 1024 * 1024


def is_zip(source: Source) -> bool:
    return source.head.startswith(_MAGIC)


def archive_of(source: Source) -> ZipFile:
    """Raises BadZipFile where it is damaged, ValueError where its list is too long."""
    return ZipFile(cast("IO[bytes]", source.file))


def member(archive: ZipFile, name: str) -> bytes:
    """Raises ValueError where it is larger than a look is worth, whatever the list says."""
    with archive.open(name) as file:
        found = file.read(_LARGEST_MEMBER + 1)
    if len(found) > _LARGEST_MEMBER:
        raise ValueError(f"{name} is too large")
    return found


def start_of(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_LARGEST_MEMBER)

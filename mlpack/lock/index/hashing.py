"""A file's hash, and its Requires-Python, from its own bytes where no index says them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesHeaderParser
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO
from zipfile import BadZipFile, ZipFile

from mlpack.errors import LockFailed
from mlpack.lock.index.places import is_local, path_of
from mlpack.lock.index.session import Session
from mlpack.lock.model import File

_PIECE = 2**20
_LARGEST_METADATA = 2**20


def hashed(file: File, session: Session) -> File:
    """The file with what its bytes say. Raises LockFailed where they are not to be had."""
    if is_local(file.url):
        path = path_of(file.url)
        return replace(file, sha256=sha256(path), pythons=file.pythons or _pythons(path))
    digest = hashlib.sha256()
    try:
        with TemporaryFile() as copy:
            for piece in pieces(file.url, session):
                digest.update(piece)
                copy.write(piece)
            return replace(file, sha256=digest.hexdigest(), pythons=file.pythons or _pythons(copy))
    except OSError as fault:
        said = f"It cannot be written: {(fault.strerror or str(fault)).lower()}."
        hint = (
            "A file without a hash on its index is laid there to be hashed; TMPDIR names another."
        )
        raise LockFailed(said, where=gettempdir(), hint=hint) from None


def sha256(path: Path) -> str:
    """Of a file on this machine. Raises LockFailed where it cannot be read."""
    digest = hashlib.sha256()
    for piece in _read(path):
        digest.update(piece)
    return digest.hexdigest()


def pieces(url: str, session: Session) -> Iterator[bytes]:
    """The bytes at an address or in a file:, piece by piece; raises as the two do."""
    return _read(path_of(url)) if is_local(url) else session.pieces(url)


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as fault:
        said = f"It cannot be read: {(fault.strerror or str(fault)).lower()}."
        raise LockFailed(said, where=str(path)) from None


def _pythons(wheel: Path | IO[bytes]) -> str:
    """A wheel's Requires-Python; what is no wheel is pip's to refuse, and says nothing."""
    try:
        with ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            with archive.open(name) as metadata:
                said = BytesHeaderParser().parsebytes(metadata.read(_LARGEST_METADATA))
    except (BadZipFile, EOFError, OSError, RuntimeError, StopIteration, ValueError, zlib.error):
        return ""
    return str(said.get("Requires-Python", ""))

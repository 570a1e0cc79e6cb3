"""The certificate authorities that an index is held against: a project's beside the usual ones."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

from mlpack.errors import LockFailed


def bundle(certificates: str, usual: str) -> bytes:
    """One PEM text of both; `usual` is a file or a folder, empty for those that pip brings along.

    Raises:
        LockFailed: the project's own file cannot be read.
    """
    try:
        own = Path(certificates).read_bytes()
    except OSError as fault:
        said = f"The certificates in {certificates} cannot be read: {fault.strerror}."
        hint = "Name the PEM file of your company's authorities under index.certificates."
        raise LockFailed(said, where="index.certificates", hint=hint) from None
    return b"\n".join([*(path.read_bytes() for path in _usual(usual)), own])


def _usual(named: str) -> Iterator[Path]:
    if named:
        place = Path(named)
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        yield from (file for file in files if file.is_file())
        return
    from pip._vendor import certifi

    yield Path(certifi.where())
    # A company's authority is often one of the system's, where pip finds it by itself.
    if system := ssl.get_default_verify_paths().cafile:
        yield Path(system)

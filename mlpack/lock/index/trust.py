"""A company's certificate authorities beside the usual ones, in one file and for one run."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

from mlpack.errors import LockFailed
from mlpack.lock.complaints import is_not_trusted


def bundle(certificates: str, usual: str, folder: str) -> str:
    """A file with the usual authorities, those of pip where none are named, and the order's own."""
    from pip._vendor import certifi

    own = Path(certificates)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=own)
        added = own.read_bytes()
    except OSError:
        said = f"{own.name} holds no certificates that can be read."
        hint = "It is to be in PEM form: -----BEGIN CERTIFICATE----- and so on."
        raise LockFailed(said, where="index.certificates", hint=hint) from None
    # A company's authority is often one of the system's, where pip finds it by itself.
    system = ssl.get_default_verify_paths().cafile
    places = [usual] if usual else filter(None, [certifi.where(), system])
    bundle = Path(folder, "trusted.pem")
    usual_ones = [text for place in places for text in _authorities(Path(place))]
    bundle.write_bytes(b"\n".join([*usual_ones, added]))
    return str(bundle)


def _authorities(place: Path) -> Iterator[bytes]:
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    try:
        yield from (file.read_bytes() for file in files if file.is_file())
    except OSError:
        raise is_not_trusted() from None

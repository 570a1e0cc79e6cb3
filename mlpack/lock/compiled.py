"""Reads what pip-compile wrote: pins without hashes, each with who asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.distributions import version_in
from mlpack.lock.model import Pin

_VIA = re.compile(r" {4}#(?: via(?: (?P<only>.+))?|   (?P<one>.+))")


def pins_in(text: str, wishes: str) -> Iterator[Pin]:
    """`wishes` is the file that was compiled; constraints asked for nothing, and are not named.

    Raises:
        LockFailed: a line is none that pip-compile is known to write.
    """
    pin: Pin | None = None
    for line in text.splitlines():
        if pin and (found := _VIA.fullmatch(line)):
            pin = replace(pin, via=(*pin.via, *_asker(found["only"] or found["one"] or "", wishes)))
        elif line and not line.startswith("#"):
            if pin:
                yield pin
            pin = _pin(line)
    if pin:
        yield pin


def _asker(said: str, wishes: str) -> tuple[str, ...]:
    if said == f"-r {wishes}":
        return (wishes,)
    return () if not said or said.startswith("-") else (said,)


def _pin(line: str) -> Pin:
    try:
        wish = Requirement(line)
        version = _version_in(wish.url) if wish.url else next(iter(wish.specifier)).version
    except (ValueError, StopIteration):
        said = f"pip-compile wrote a line that mlpack cannot read: {line}."
        raise LockFailed(said, hint="pip install 'pip-tools>=7.5,<8'") from None
    return Pin(
        canonicalize_name(wish.name),
        version,
        (),
        marker=str(wish.marker or ""),
        extras=tuple(sorted(wish.extras)),
        url=wish.url or "",
    )


def _version_in(url: str) -> str:
    return str(version_in(unquote(urlsplit(url).path.rpartition("/")[2])) or "")

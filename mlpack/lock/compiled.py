"""Reads what pip-compile and `uv pip compile` write: pins without hashes, and who asks for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.distributions import version_at
from mlpack.lock.model import Pin

_VIA = re.compile(r" +# (?:via ?|  )(?P<who>.*)")


def pins_in(text: str) -> tuple[Pin, ...]:
    """By name; `via` has each asker as it is printed.

    A package that is asked for with extras and without has two lines of uv's, and is one.

    Raises:
        LockFailed: a line is none that they are known to write.
    """
    pins: dict[str, Pin] = {}
    for pin in _entries(text):
        first = pins.get(pin.name, pin)
        extras = tuple(sorted({*first.extras, *pin.extras}))
        pins[pin.name] = replace(pin, extras=extras, via=tuple(sorted({*first.via, *pin.via})))
    return tuple(pins[name] for name in sorted(pins))


def pin_lines(pins: Iterable[Pin]) -> str:
    """Pins to hold on to, as both read them from the file that they are to write."""
    lines = (f"{pin.name} @ {pin.url}" if pin.url else f"{pin.name}=={pin.version}" for pin in pins)
    return "".join(f"{line}\n" for line in lines)


def _entries(text: str) -> Iterator[Pin]:
    now: Pin | None = None
    for line in text.splitlines():
        found = _VIA.fullmatch(line)
        if now and found:
            now = replace(now, via=(*now.via, *filter(None, [found["who"]])))
        elif line and not line.startswith("#"):
            if now:
                yield now
            now = _pin(line)
    if now:
        yield now


def _pin(line: str) -> Pin:
    try:
        wish = Requirement(line)
        version = version_at(wish.url) if wish.url else next(iter(wish.specifier)).version
    except (ValueError, StopIteration):
        said = f"The resolver wrote a line that mlpack cannot read: {line}."
        hint = "pip install --upgrade mlpack, or take the other backend under lock:."
        raise LockFailed(said, hint=hint) from None
    return Pin(
        canonicalize_name(wish.name),
        version,
        (),
        marker=str(wish.marker or ""),
        extras=tuple(sorted({canonicalize_name(extra) for extra in wish.extras})),
        url=wish.url or "",
    )

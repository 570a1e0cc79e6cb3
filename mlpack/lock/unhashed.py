"""Pins as pip-tools and uv print them where nobody asked for hashes: which, and who needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from mlpack.lock.distributions import version_in
from mlpack.lock.model import Pin

_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(\[(?P<extras>[^\]]+)\])?"
    r"(={2,3}(?P<version>[^\s;]+)| @ (?P<url>\S+))( ?; (?P<marker>.+))?"
)
_VIA = re.compile(r" +# (?:via ?|  )(?P<who>.*)")


def pins_in(text: str) -> tuple[Pin, ...]:
    """By name; `via` has each asker as it is printed.

    A package that is asked for with extras and without has two lines of uv's, and is one.
    """
    pins: dict[str, Pin] = {}
    for pin in _entries(text):
        first = pins.get(pin.name, pin)
        extras = tuple(sorted({*first.extras, *pin.extras}))
        pins[pin.name] = replace(pin, extras=extras, via=tuple(sorted({*first.via, *pin.via})))
    return tuple(pins[name] for name in sorted(pins))


def _entries(text: str) -> Iterator[Pin]:
    now: Pin | None = None
    for line in text.splitlines():
        if found := _PIN.fullmatch(line):
            if now:
                yield now
            now = _pin(found)
        elif now and (found := _VIA.fullmatch(line)) and found["who"]:
            now = replace(now, via=(*now.via, found["who"]))
    if now:
        yield now


def _pin(found: re.Match[str]) -> Pin:
    url = found["url"] or ""
    extras = tuple(sorted(extra.strip() for extra in (found["extras"] or "").split(",") if extra))
    version = found["version"] or str(version_in(unquote(urlsplit(url).path.rpartition("/")[2])))
    name = canonicalize_name(found["name"])
    return Pin(name, version, (), marker=found["marker"] or "", extras=extras, url=url)


def pin_lines(pins: Iterable[Pin]) -> str:
    """Pins to hold on to, as both read them from the file that they are to write."""
    lines = (f"{pin.name} @ {pin.url}" if pin.url else f"{pin.name}=={pin.version}" for pin in pins)
    return "".join(f"{line}\n" for line in lines)

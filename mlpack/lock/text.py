"""The text of requirements.lock: written from pins, and read back with its faults named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256

from mlpack.errors import LockFailed
from mlpack.lock.distributions import version_at
from mlpack.lock.model import Lock, Pin, Target
from mlpack.wording import plural

FILE = "requirements.lock"

_HEADER = re.compile(
    r"# (?P<count>\d+) packages? for Python (?P<python>3\.\d+) on (?P<platform>[\w/.-]+) with"
    r" glibc (?P<glibc>2\.\d+), each file known by its hash\.\n"
    r"# Renew with `mlpack lock`; made by (?P<backend>[\w-]+) [\w.+-]+\.\n"
    r"# inputs: (?P<inputs>sha256:[0-9a-f]{64})\n"
    r"# pins: (?P<pins>sha256:[0-9a-f]{64})\n"
)
_PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[(?P<extras>[^\]]+)\])?"
    r"(={2,3}(?P<version>[^\s;\\]+)| @ (?P<url>\S+))( ?; (?P<marker>[^\\]+?))?( \\)?"
)
_HASH = re.compile(r" {4}--hash=(sha256:[0-9a-f]{64})( \\)?")
_VIA = re.compile(r" {4}#(?: via(?: (?P<only>\S.*))?|   (?P<one>\S.*))")


def written(pins: Sequence[Pin], *, target: Target, backend: str, fingerprint: str) -> str:
    """The lock's text; `backend` with its version, as in `pip-tools 7.6.2`."""
    header = (
        f"# {plural(len(pins), 'package')} for {target} with glibc {target.glibc}, "
        "each file known by its hash.\n"
        f"# Renew with `mlpack lock`; made by {backend}.\n"
        f"# inputs: {fingerprint}\n"
        f"# pins: {digest(pins)}\n"
    )
    return f"{header}\n{pin_text(pins)}" if pins else header


def pin_text(pins: Iterable[Pin]) -> str:
    """The pins alone, by name, in pip-tools' own layout."""
    lines = (line for pin in sorted(pins, key=lambda pin: pin.name) for line in _pin_lines(pin))
    return "".join(f"{line}\n" for line in lines)


def _pin_lines(pin: Pin) -> Iterator[str]:
    extras = f"[{','.join(pin.extras)}]" if pin.extras else ""
    which = f" @ {pin.url}" if pin.url else f"=={pin.version}"
    marker = f" ; {pin.marker}" if pin.marker else ""
    yield f"{pin.name}{extras}{which}{marker} \\"
    *most, last = sorted(pin.hashes)
    yield from (f"    --hash={value} \\" for value in most)
    yield f"    --hash={last}"
    if len(pin.via) == 1:
        yield f"    # via {pin.via[0]}"
    elif pin.via:
        yield "    # via"
        yield from (f"    #   {who}" for who in sorted(pin.via))


# The Plan asks what is pinned, and then whether all of it is still good.
@lru_cache(maxsize=8)
def read(text: str) -> Lock:
    """The lock that a text holds.

    Raises:
        LockFailed: it is cut off or damaged; the line and the fault are named.
    """
    header = _HEADER.match(text)
    if not header:
        raise _damaged(1, "this is not the header that mlpack writes")
    if not text.endswith("\n"):
        raise _damaged(text.count("\n") + 1, "the file ends in the middle of this line")
    pins = tuple(pins_in(text))
    if len(pins) != int(header["count"]):
        raise _damaged(
            1, f"it says {plural(int(header['count']), 'package')}, there are {len(pins)}"
        )
    target = Target(header["python"], header["platform"], header["glibc"])
    is_edited = header["pins"] != digest(pins)
    return Lock(text, header["inputs"], target, header["backend"], pins, is_edited)


def digest(pins: Iterable[Pin]) -> str:
    """Over all that is installed; who needs it is a comment."""
    bare = sorted(
        (pin.name, pin.version, pin.url, pin.marker, pin.extras, *sorted(pin.hashes))
        for pin in pins
    )
    return f"sha256:{sha256(json.dumps(bare).encode()).hexdigest()}"


def is_ours(text: str) -> bool:
    """Whether a lock is mlpack's own, with a header to hold it to."""
    return "\n# inputs: " in text


def pins_of(text: str) -> tuple[Pin, ...]:
    """The pins of a lock, mlpack's own or any other hashed one. Raises LockFailed as `read`."""
    return read(text).pins if is_ours(text) else tuple(pins_in(text))


@dataclass
class _Reading:
    """The pin that is being read, and the line that it began on."""

    pin: Pin
    line: int
    goes_on: bool
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)


def pins_in(text: str) -> Iterator[Pin]:
    """The pins of any hashed requirements file, in its order.

    Raises:
        LockFailed: a line is none that pip-tools or mlpack writes, or a pin stands without a hash.
    """
    seen: set[str] = set()
    for number, pin in entries_in(text):
        if pin.name in seen:
            raise _damaged(number, f"{pin.name} is pinned a second time")
        seen.add(pin.name)
        yield pin


def entries_in(text: str) -> Iterator[tuple[int, Pin]]:
    """As `pins_in`, each with its line, and a package may come again, as uv's with extras do."""
    now: _Reading | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _PIN.fullmatch(line):
            yield from _closed(now)
            now = _Reading(_pin(found), number, line.endswith("\\"))
        elif now and now.goes_on and (found := _HASH.fullmatch(line)):
            now.hashes.append(found[1])
            now.goes_on = line.endswith("\\")
        elif now and not now.goes_on and (found := _VIA.fullmatch(line)):
            if who := (found["only"] or found["one"] or "").removeprefix("-r "):
                now.via.append(who)
        elif line and not line.startswith("#"):
            raise _damaged(number, "this is neither a pin nor the hash of one")
    yield from _closed(now)


def _closed(now: _Reading | None) -> Iterator[tuple[int, Pin]]:
    if now is None:
        return
    if not now.hashes:
        raise _damaged(now.line, f"{now.pin.name} has no hash")
    if now.goes_on:
        raise _damaged(now.line, f"the hashes of {now.pin.name} are cut off")
    yield now.line, replace(now.pin, hashes=tuple(now.hashes), via=tuple(now.via))


def _pin(found: re.Match[str]) -> Pin:
    url = found["url"] or ""
    extras = tuple(sorted(extra.strip() for extra in (found["extras"] or "").split(",") if extra))
    version = found["version"] or version_at(url)
    return Pin(found["name"], version, (), marker=found["marker"] or "", extras=extras, url=url)


def _damaged(line: int, fault: str) -> LockFailed:
    hint = "Take the file from your last commit, or run `mlpack lock --upgrade` to make it anew."
    return LockFailed(f"The lock is damaged: {fault}.", where=f"{FILE}:{line}", hint=hint)

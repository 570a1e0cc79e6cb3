"""Orders for uv as a test says them in a line, and a uv that remembers what it was told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Target
from mlpack.lock.model import Order, Pin, ignore
from mlpack.lock.pip_tools.interpreters import ask
from mlpack.lock.uv.backend import Uv, found
from mlpack.lock.wheels import MACHINES
from mlpack.plan import Index

OWN = ask(sys.executable)
PLATFORM = next((name for name, m in MACHINES.items() if OWN and OWN.machine == m), "")
HERE = Target(f"{sys.version_info.major}.{sys.version_info.minor}", PLATFORM)
NOWHERE = Target("3.99", PLATFORM, "2.36")
needs_uv = pytest.mark.skipif(
    not (found() and PLATFORM), reason="needs uv: pip install 'mlpack[uv]'; and Linux with glibc"
)


def order(*lines: str, target: Target = HERE, **said: Any) -> Order:
    """`sources` are said by the names of an Index's fields, the rest by an Order's."""
    places = {name: said.pop(name) for name in Index.__dataclass_fields__ if name in said}
    return Order(lines, target, sources=Index(**places), **said)


def pins(*lines: str, **said: Any) -> tuple[Pin, ...]:
    return Uv().resolve(order(*lines, **said), ignore)


def versions(*lines: str, **said: Any) -> dict[str, str]:
    return {pin.name: pin.version for pin in pins(*lines, **said)}


def asked_by(*lines: str, **said: Any) -> dict[str, tuple[str, ...]]:
    return {pin.name: pin.via for pin in pins(*lines, **said)}


def refusal(*lines: str, **said: Any) -> LockFailed:
    with pytest.raises(LockFailed) as refused:
        pins(*lines, **said)
    return refused.value


class Watched:
    """A uv in front of the real one; `told` has the arguments of each of its resolutions."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "told"
        script = folder / "uv-watched"
        script.write_text(f'#!/bin/sh\necho "$*" >> "{self.log}"\nexec "{found()}" "$@"\n')
        script.chmod(0o755)
        self.uv = Uv(str(script))

    def versions(self, *lines: str, **said: Any) -> dict[str, str]:
        pinned = self.uv.resolve(order(*lines, **said), ignore)
        return {pin.name: pin.version for pin in pinned}

    @property
    def told(self) -> list[str]:
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.startswith("pip compile")]

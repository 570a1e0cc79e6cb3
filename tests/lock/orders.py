"""What is asked of pip-tools itself, for this machine's own Python where nothing else is said."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Target
from mlpack.lock.model import Order, Pin, Progress, ignore
from mlpack.lock.pip_tools.backend import PipTools
from mlpack.lock.pip_tools.interpreters import ask
from mlpack.lock.wheels import MACHINES

OWN = ask(sys.executable)
PLATFORM = next((name for name, m in MACHINES.items() if OWN and OWN.machine == m), "")
HERE = Target(f"{sys.version_info.major}.{sys.version_info.minor}", PLATFORM)
on_linux = pytest.mark.skipif(
    not (OWN and OWN.glibc and PLATFORM), reason="locks are made on Linux with glibc; run there"
)


def pins(
    *lines: str, target: Target = HERE, progress: Progress = ignore, **others: Any
) -> tuple[Pin, ...]:
    return PipTools().resolve(Order(lines, target, **others), progress)


def versions(*lines: str, target: Target = HERE, **others: Any) -> dict[str, str]:
    return {pin.name: pin.version for pin in pins(*lines, target=target, **others)}


def refusal(*lines: str, target: Target = HERE, **others: Any) -> LockFailed:
    with pytest.raises(LockFailed) as refused:
        pins(*lines, target=target, **others)
    return refused.value

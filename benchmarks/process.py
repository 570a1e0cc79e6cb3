"""Runs other programs: quietly, timed, or with their memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.problem import Unmeasured

LAUNCH = Path(__file__).with_name("launch.py")
_END = 1500  # characters of a failed program's output that are shown


class Spent(NamedTuple):
    """One process from start to end, its children included."""

    seconds: float
    peak_mb: float


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: str | None = None,
) -> str:
    """What the program wrote to stdout, after `given` on its stdin. Raises Unmeasured."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise Unmeasured(f"{' '.join(command)}\n{(done.stdout + done.stderr)[-_END:]}")
    return done.stdout


def seconds(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None
) -> float:
    """Wall time of the program, from before its start to after its end. Raises Unmeasured."""
    before = time.perf_counter()
    run(command, cwd=cwd, environment=environment)
    return time.perf_counter() - before


def spent(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> Spent:
    """Wall time and peak resident memory. Raises Unmeasured.

    A process's peak starts at what the process that started it held, so a bare Python of 10 MB
    stands between; its own start is not in the time.
    """
    launch = [sys.executable, "-I", "-S", str(LAUNCH), *command]
    return Spent(**json.loads(run(launch, cwd=cwd, environment=environment)))

"""Load on a service: wrk where it is, else a small client of our own, on a core of its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import digits
from benchmarks.problem import NoTool
from benchmarks.process import run

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Load:
    """What came back: `answers` with status 200, and all else in `failures`."""

    answers: int
    failures: int
    seconds: float


@dataclass(frozen=True)
class Client:
    """A way to make load; `core` is the one that it keeps to, where there is one to spare."""

    name: str
    core: int | None

    def load(self, port: int, *, connections: int, seconds: int) -> Load:
        """Each connection sends the next request when it has its answer. Raises Unmeasured."""
        pin = [] if self.core is None else ["taskset", "--cpu-list", str(self.core)]
        command = self._wrk(port, connections, seconds)
        if self.name != "wrk":
            command = [sys.executable, "-m", "benchmarks.own_client"]
            command += [str(port), str(connections), str(seconds)]
        environment = {**os.environ, "PREDICT_BODY": digits.body().decode()}
        said = run([*pin, *command], cwd=HERE.parent, environment=environment)
        return Load(**json.loads(said.splitlines()[-1]))

    def _wrk(self, port: int, connections: int, seconds: int) -> Sequence[str]:
        return [
            *("wrk", "--threads", "1", "--connections", str(connections)),
            *("--duration", f"{seconds}s", "--timeout", "20s"),
            *("--script", str(HERE / "predict.lua")),
            f"http://127.0.0.1:{port}{digits.PATH}",
        ]


def find(wanted: str, *, core: int | None) -> Client:
    """`wanted` is auto, wrk or own. Raises NoTool where wrk is asked for and not here."""
    has_wrk = shutil.which("wrk") is not None
    if wanted == "wrk" and not has_wrk:
        raise NoTool("wrk is not on this machine: install it, or leave --client out.")
    return Client("wrk" if has_wrk and wanted != "own" else "own", core)

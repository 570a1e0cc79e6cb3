"""Where and with what it was measured, as the machine itself tells it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Sequence
from datetime import datetime, timezone

import mlpack
from benchmarks.problem import NoTool, Unmeasured
from benchmarks.process import run


def cores() -> Sequence[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


def second_core() -> int | None:
    """The load's core, the first being the service's; None where there are not two."""
    return cores()[1] if len(cores()) > 1 else None


def engine() -> str:
    """The version of the docker engine. Raises NoTool."""
    if not shutil.which("docker"):
        raise NoTool("docker is not on PATH: every image here is built and run with it.")
    try:
        return run(["docker", "version", "--format", "{{.Server.Version}}"]).strip()
    except Unmeasured as error:
        raise NoTool(f"docker is installed, but its engine does not answer.\n{error}") from None


def described(engine: str, client: str) -> dict[str, object]:
    return {
        "day": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": len(cores()),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "docker": engine,
        "client": client,
        "mlpack": mlpack.__version__,
    }

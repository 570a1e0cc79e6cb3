"""What a host says of itself: its GPUs and driver, its engine, its disk."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpack import engine
from mlpack.errors import EngineFailed

_SECONDS = 60


@dataclass(frozen=True)
class Silent:
    """Why a host does not answer a question; `is_absent` where there was nobody to ask."""

    because: str
    is_absent: bool = False


@dataclass(frozen=True)
class Gpu:
    """`capability` is empty where the driver is too old to tell it."""

    name: str
    driver: str
    capability: str


@dataclass(frozen=True)
class Docker:
    """`platform` is what its containers run on, as in linux/amd64; `memory` and `free` are bytes.

    `free` is None where its folder cannot be seen from here; `gives_gpus` says by what it gives
    GPUs to containers, and is empty where it does not.
    """

    version: str
    buildx: str
    platform: str
    memory: int
    folder: str
    free: int | None
    gives_gpus: str


@dataclass(frozen=True)
class Host:
    """`system` is Linux, Darwin or Windows; `platform` is its own, as in linux/arm64."""

    system: str
    platform: str
    gpus: tuple[Gpu, ...] | Silent
    docker: Docker | Silent


def ask_host() -> Host:
    """Starts nvidia-smi and docker where PATH has them; changes nothing."""
    return Host(
        system=platform.system(),
        platform=_platform(platform.machine()),
        gpus=_gpus(),
        docker=_docker(),
    )


def _gpus() -> tuple[Gpu, ...] | Silent:
    if not (program := shutil.which("nvidia-smi")):
        return Silent("there is no nvidia-smi on PATH, and so no NVIDIA driver", is_absent=True)
    answer = _ask(program, _query("name,driver_version,compute_cap"))
    if isinstance(answer, Silent) and "compute_cap" in answer.because:
        answer = _ask(program, _query("name,driver_version"))
    if isinstance(answer, Silent):
        return answer
    rows = [[cell.strip() for cell in line.split(",")] for line in answer.splitlines()]
    # a driver that fails half-way says [N/A]
    gpus = tuple(_gpu(row) for row in rows if len(row) > 1 and row[1][:1].isdigit())
    said = answer.strip()[:200] or "it prints nothing"
    return gpus or Silent(f"nvidia-smi names no GPU: {said}")


def _query(fields: str) -> list[str]:
    return [f"--query-gpu={fields}", "--format=csv,noheader"]


def _gpu(row: Sequence[str]) -> Gpu:
    name, driver, *rest = row
    return Gpu(name, driver, "".join(cell for cell in rest[:1] if cell[:1].isdigit()))


def _docker() -> Docker | Silent:
    try:
        found = engine.find()
    except EngineFailed as error:
        return Silent(f"{error.says} {error.hint}".strip())
    answer = _ask(found.client, ["info", "--format", "{{json .}}"])
    said = _table(answer) if isinstance(answer, str) else answer
    if isinstance(said, Silent):
        return said
    return Docker(
        version=found.version,
        buildx=_buildx(said),
        platform=_platform(str(said.get("Architecture", ""))),
        memory=int(said.get("MemTotal") or 0),
        folder=str(said.get("DockerRootDir", "")),
        free=_free(said),
        gives_gpus=_gives_gpus(said),
    )


def _table(answer: str) -> dict[str, Any] | Silent:
    try:
        said = json.loads(answer)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else Silent("docker info says nothing that can be read")


def _buildx(said: dict[str, Any]) -> str:
    plugins = (said.get("ClientInfo") or {}).get("Plugins") or []
    return next((str(p.get("Version", "")) for p in plugins if p.get("Name") == "buildx"), "")


def _free(said: dict[str, Any]) -> int | None:
    """A distant engine, or one in a virtual machine, has its folder where nobody here can look."""
    folder = str(said.get("DockerRootDir", ""))
    if said.get("Name") != platform.node() or not folder:
        return None
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _gives_gpus(said: dict[str, Any]) -> str:
    if "nvidia" in (said.get("Runtimes") or {}):
        return "the runtime nvidia"
    devices = said.get("DiscoveredDevices") or []
    if any("nvidia.com/gpu" in str(device.get("ID", "")) for device in devices):
        return "CDI"
    # docker itself looks for this program when it is asked for --gpus
    return "nvidia-container-runtime-hook" if shutil.which("nvidia-container-runtime-hook") else ""


def _platform(machine: str) -> str:
    known = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
    return f"linux/{known.get(machine.lower(), machine.lower())}"


def _ask(program: str, arguments: Sequence[str]) -> str | Silent:
    name = Path(program).name
    try:
        done = subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Silent(f"{name} did not answer in {_SECONDS} s")
    except OSError as error:
        return Silent(f"{name} cannot be run: {error.strerror}")
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        return Silent(f"{name} fails: {said[0] if said else f'exit code {done.returncode}'}")
    return done.stdout

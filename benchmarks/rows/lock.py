"""The lock of some thirty packages for a Python that is not the host's, beside the plain tools."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import project
from benchmarks.bench import Bench
from benchmarks.process import run, seconds
from benchmarks.subject import LOCK
from benchmarks.table import Samples

PYTHON = "3.12"
MORE = "requirements: [pandas, httpx, pydantic-settings, pyyaml]\n"
PLAIN_LOCK = "plain.lock"


@dataclass(frozen=True)
class Tool:
    """A backend of mlpack's, and the command that the same tool is without mlpack."""

    backend: str
    row: str
    plain: tuple[str, ...]
    note: str


TOOLS = (
    Tool(
        "uv",
        "lock-uv",
        (
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-python-downloads"),
            *("--python-version", PYTHON, "--python-platform", "x86_64-manylinux_2_40"),
            *("--only-binary", ":all:", "--generate-hashes", "--output-file", PLAIN_LOCK),
        ),
        "beside plain `uv pip compile --generate-hashes` for the same Python",
    ),
    Tool(
        "pip-tools",
        "lock-pip-tools",
        (
            *(sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes"),
            *("--allow-unsafe", "--output-file", PLAIN_LOCK),
        ),
        "beside plain `pip-compile --generate-hashes`, which can lock for this machine's own "
        "Python alone",
    ),
)


def measure(bench: Bench) -> Iterator[Samples]:
    """Cold: every cache empty. Warm: the same again at once. The old lock is never there."""
    with tempfile.TemporaryDirectory() as name:
        for tool in TOOLS:
            folder = _project(Path(name, tool.backend), tool.backend)
            cold, warm = _rounds(folder, tool, bench.effort.locks)
            note = f"{_pins(folder)} packages for Python {PYTHON}, {tool.note}"
            yield Samples(f"{tool.row}-cold", *_sides(cold), note)
            yield Samples(f"{tool.row}-warm", *_sides(warm), note)


def _project(folder: Path, backend: str) -> Path:
    wishes = ("--name", "digits", "--framework", "scikit-learn==1.7.2", "--python", PYTHON)
    environment = project.environment()
    run(
        [*project.MLPACK, "init", "--yes", "--no-lock", *wishes, str(folder)],
        environment=environment,
    )
    with (folder / project.SPEC).open("a", encoding="utf-8") as spec:
        spec.write(f"{MORE}lock: {backend}\n")
    run([*project.MLPACK, "generate", "--no-lock"], cwd=folder, environment=environment)
    return folder


def _rounds(
    folder: Path, tool: Tool, count: int
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Pairs of (plain, mlpack), cold and warm; who goes first changes from round to round."""
    cold, warm = [], []
    commands = {"plain": [*tool.plain, "requirements.in"], "mlpack": [*project.MLPACK, "lock"]}
    for number in range(count):
        names = ["plain", "mlpack"] if number % 2 else ["mlpack", "plain"]
        first, second = {}, {}
        for name in names:
            with tempfile.TemporaryDirectory() as caches:
                environment = project.environment() | _caches(caches)
                first[name] = _seconds(commands[name], folder, environment)
                second[name] = _seconds(commands[name], folder, environment)
        cold.append((first["plain"], first["mlpack"]))
        warm.append((second["plain"], second["mlpack"]))
    return cold, warm


def _seconds(command: list[str], folder: Path, environment: Mapping[str, str]) -> float:
    for lock in (LOCK, PLAIN_LOCK):
        (folder / lock).unlink(missing_ok=True)
    return seconds(command, cwd=folder, environment=environment)


def _caches(folder: str) -> dict[str, str]:
    names = ("XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "PIP_TOOLS_CACHE_DIR")
    return {name: str(Path(folder, name.lower())) for name in names}


def _sides(pairs: list[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(plain for plain, _ in pairs), tuple(mine for _, mine in pairs)


def _pins(folder: Path) -> int:
    run([*project.MLPACK, "lock"], cwd=folder, environment=project.environment())
    return (folder / LOCK).read_text(encoding="utf-8").count("==")

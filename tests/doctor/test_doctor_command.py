"""`mlpack doctor` as a person runs it: on a host, on a log, with and without a project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hosts import docker_program, program
from projects import CHECKOUT, DIGITS, Said, holds, put

GOMP = "OSError: libgomp.so.1: cannot open shared object file: No such file or directory"
LIBGOMP = f"""\
build.log:2  The OpenMP library is not in the image.  [libgomp]
    {GOMP}
    why: lightgbm and builds of llama.cpp do not bring it, and a slim image has none.
    fix: Install libgomp1 in the image.
         In mlpack.yaml: system_packages: [libgomp1]
    from: https://github.com/lightgbm-org/LightGBM/issues/2223

1 known failure in build.log.
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; it is empty."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, without a project."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return empty


posix = pytest.mark.skipif(
    os.name != "posix", reason="the programs are shell scripts: run it on Linux or macOS"
)


@posix
def test_a_host_is_examined_for_the_project(
    project: Path, programs: Path, mlpack: Callable[..., Said]
) -> None:
    docker_program(programs)
    before = holds(project)

    said = mlpack("doctor")

    assert said == Said(
        0,
        "ok       engine    Docker 28.5.2 with buildx 0.29.1.\n"
        "ok       platform  The image is for linux/amd64, as this engine is.\n"
        "not run  disk      Docker keeps its images in /var/lib/docker, where mlpack cannot look from here.\n"
        "    docker system df\n"
        "ok       memory    Containers share 24 GiB.\n",
        "",
    )
    assert holds(project) == before


@posix
def test_what_is_not_well_exits_1(
    folder: Path, programs: Path, mlpack: Callable[..., Said]
) -> None:
    program(programs, "nvidia-smi", ("query-gpu", "No devices were found", 6))

    said = mlpack("doctor", "--json")

    assert (said.code, said.err) == (1, "")
    assert json.loads(said.out) == [
        {
            "about": "engine",
            "state": "error",
            "says": "No container engine is installed.",
            "mend": "Install Docker, or start it; `docker version` shows whether it answers.",
        },
        {
            "about": "gpu",
            "state": "warning",
            "says": "nvidia-smi fails: No devices were found.",
            "mend": "Load the driver anew, which a restart of the host does; then try `nvidia-smi` itself.",
        },
    ]


def test_a_folder_that_is_not_there_is_said(folder: Path, mlpack: Callable[..., Said]) -> None:
    assert mlpack("doctor", "nowhere") == Said(2, "", "There is no folder nowhere.\n")


def test_a_fault_of_the_project_is_an_error_of_the_host_s_examination(
    folder: Path, mlpack: Callable[..., Said]
) -> None:
    put(folder, {"mlpack.yaml": "name: a\nframework: nothing\n"})

    assert mlpack("doctor").code == 3


def test_a_log_is_read_without_a_project(folder: Path, mlpack: Callable[..., Said]) -> None:
    put(folder, {"build.log": f"#1 building\n#2 1.23 {GOMP}\n"})

    assert mlpack("doctor", "--log", "build.log") == Said(1, LIBGOMP, "")


def test_a_log_without_a_known_failure_is_no_finding(
    folder: Path, mlpack: Callable[..., Said]
) -> None:
    put(folder, {"build.log": "all is well\n"})

    assert mlpack("doctor", "--log", "build.log") == Said(0, "0 known failures in build.log.\n", "")


def test_what_to_change_is_told_for_the_project(project: Path, mlpack: Callable[..., Said]) -> None:
    put(
        project,
        {
            "mlpack.yaml": DIGITS + "system_packages: [libgomp1]\n",
            "run.log": f"{GOMP}\nThe NVIDIA driver on your system is too old (found version 12040)\n",
        },
    )

    said = mlpack("doctor", "--log", "run.log", "--json")

    assert said.code == 1
    assert [(row["failure"], row["told"], row["advice"]) for row in json.loads(said.out)] == [
        (
            "driver-too-old-torch",
            "The driver can run CUDA 12.4 and older.",
            ['In mlpack.yaml: compute: {cuda: auto, driver: "550"}'],
        ),
        (
            "libgomp",
            "",
            ["The project has libgomp1 now: this image is from before. Build it again."],
        ),
    ]


def test_what_the_project_has_is_told_beside_the_advice(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"build.log": "version `GLIBC_2.45' not found (required by a.so)\n"})

    [row] = json.loads(mlpack("doctor", "--log", "build.log", "--json").out)

    assert row["advice"] == [
        "In this project base.image is python:3.12-slim-trixie, base.glibc is 2.41 and python is 3.12."
    ]


def test_a_fault_of_the_project_does_not_keep_a_log_from_being_read(
    folder: Path, mlpack: Callable[..., Said]
) -> None:
    put(folder, {"mlpack.yaml": "name: a\n", "build.log": f"\n{GOMP}\n"})

    said = mlpack("doctor", "--log", "build.log")

    assert (said.code, said.out) == (1, LIBGOMP)
    assert said.err.endswith("So what follows is not adapted to the project.\n")


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ("nowhere.log", "nowhere.log cannot be read: No such file or directory.\n"),
        (".", ". cannot be read: Is a directory.\n"),
    ],
)
def test_a_log_that_cannot_be_read_is_said(
    folder: Path, mlpack: Callable[..., Said], log: str, says: str
) -> None:
    assert mlpack("doctor", "--log", log) == Said(2, "", says)


def test_a_log_is_read_from_stdin(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mlpack", "doctor", "--log", "-"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        input=f"\n{GOMP}\n".encode() + b"\xff\xfe\0",
        capture_output=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stdout.decode() == LIBGOMP.replace("build.log", "stdin")

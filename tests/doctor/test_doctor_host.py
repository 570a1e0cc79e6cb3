"""What a host says: small programs on PATH answer in the words of nvidia-smi and docker."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest
from hosts import docker_program, program

from mlpack.doctor.host import Docker, Gpu, Silent, ask_host

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="the programs are shell scripts: run it on Linux or macOS"
)
MISMATCH = "Failed to initialize NVML: Driver/library version mismatch"
BROKEN = (
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that "
    "the latest NVIDIA driver is installed and running."
)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; it is empty."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize(
    ("answer", "gpus"),
    [
        ("NVIDIA L4, 550.54.15, 8.9", (Gpu("NVIDIA L4", "550.54.15", "8.9"),)),
        (
            "NVIDIA H100 80GB HBM3, 580.82.07, 9.0\nTesla T4, 580.82.07, 7.5",
            (
                Gpu("NVIDIA H100 80GB HBM3", "580.82.07", "9.0"),
                Gpu("Tesla T4", "580.82.07", "7.5"),
            ),
        ),
        ("NVIDIA L4, 550.54.15, [N/A]", (Gpu("NVIDIA L4", "550.54.15", ""),)),
    ],
)
def test_every_gpu_is_told_with_its_driver(
    programs: Path, answer: str, gpus: tuple[Gpu, ...]
) -> None:
    program(programs, "nvidia-smi", ("compute_cap", answer, 0))

    assert ask_host().gpus == gpus


def test_a_driver_from_before_compute_cap_is_asked_again_without_it(programs: Path) -> None:
    refusal = 'Field "compute_cap" is not a valid field to query.'
    program(
        programs,
        "nvidia-smi",
        ("compute_cap", refusal, 2),
        ("driver_version", "Tesla T4, 450.80.02", 0),
    )

    assert ask_host().gpus == (Gpu("Tesla T4", "450.80.02", ""),)


@pytest.mark.parametrize(
    ("answer", "code", "because"),
    [
        (BROKEN, 9, f"nvidia-smi fails: {BROKEN}"),
        (MISMATCH, 18, f"nvidia-smi fails: {MISMATCH}"),
        ("No devices were found", 6, "nvidia-smi fails: No devices were found"),
        ("No devices were found", 0, "nvidia-smi names no GPU: No devices were found"),
        ("", 0, "nvidia-smi names no GPU: it prints nothing"),
        ("NVIDIA L4, [N/A], 8.9", 0, "nvidia-smi names no GPU: NVIDIA L4, [N/A], 8.9"),
        ("", 3, "nvidia-smi fails: exit code 3"),
    ],
)
def test_a_driver_that_does_not_answer_is_told_in_its_own_words(
    programs: Path, answer: str, code: int, because: str
) -> None:
    program(programs, "nvidia-smi", ("query-gpu", answer, code))

    assert ask_host().gpus == Silent(because)


def test_without_the_programs_nobody_is_asked(programs: Path) -> None:
    host = ask_host()

    assert host.gpus == Silent(
        "there is no nvidia-smi on PATH, and so no NVIDIA driver", is_absent=True
    )
    assert host.docker == Silent("No container engine is installed.")


def test_docker_tells_what_it_is(programs: Path) -> None:
    docker_program(programs)

    assert ask_host().docker == Docker(
        version="28.5.2",
        buildx="v0.29.1",
        platform="linux/amd64",
        memory=24 * 2**30,
        folder="/var/lib/docker",
        free=None,
        gives_gpus="the runtime nvidia",
    )


def test_the_disk_is_looked_at_where_docker_is_on_this_host(programs: Path, tmp_path: Path) -> None:
    docker_program(programs, Name=platform.node(), DockerRootDir=str(tmp_path))

    free = ask_host().docker.free

    assert free > 0


def test_a_folder_that_may_not_be_looked_at_leaves_the_disk_unknown(programs: Path) -> None:
    docker_program(programs, Name=platform.node(), DockerRootDir="/nowhere/at/all")

    assert ask_host().docker.free is None


@pytest.mark.parametrize(
    ("info", "by"),
    [
        ({"Runtimes": {"runc": {}}}, ""),
        ({"Runtimes": None, "DiscoveredDevices": None}, ""),
        (
            {
                "Runtimes": {"runc": {}},
                "DiscoveredDevices": [{"Source": "cdi", "ID": "nvidia.com/gpu=all"}],
            },
            "CDI",
        ),
    ],
)
def test_how_docker_gives_gpus_is_told(programs: Path, info: dict, by: str) -> None:
    docker_program(programs, **info)

    assert ask_host().docker.gives_gpus == by


def test_the_toolkit_s_hook_is_enough_for_docker(programs: Path) -> None:
    docker_program(programs, Runtimes={"runc": {}})
    program(programs, "nvidia-container-runtime-hook")

    assert ask_host().docker.gives_gpus == "nvidia-container-runtime-hook"


@pytest.mark.parametrize(
    ("answer", "code", "because"),
    [
        ("permission denied", 1, "docker fails: permission denied"),
        ("not json", 0, "docker info says nothing that can be read"),
        ("[]", 0, "docker info says nothing that can be read"),
    ],
)
def test_a_docker_that_does_not_tell_is_told(
    programs: Path, answer: str, code: int, because: str
) -> None:
    program(programs, "docker", ("version", "28.5.2", 0), ("info", answer, code))

    assert ask_host().docker == Silent(because)

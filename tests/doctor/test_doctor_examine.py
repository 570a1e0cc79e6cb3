"""A host against a plan: what is well, what is not, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hosts import HOST, L4, host
from projects import DIGITS, put
from specs import project_of

from mlpack.catalog import Catalog, Framework, Kernels, Origin
from mlpack.doctor import Verdict, examine, examine_host
from mlpack.doctor.host import Gpu, Host, Silent
from mlpack.plan.model import Compute

ORIGIN = Origin("a test", "2026-11-20")
CUDA = Compute(
    "cuda",
    cuda="12.6",
    libraries="wheels",
    driver_minimum="525.60.13",
    compute_capabilities=("5.0", "6.0", "7.0", "7.5", "8.0", "8.6", "9.0"),
)
CUDA_13 = replace(CUDA, cuda="13.0", driver_minimum="580.65.06")
ENGINE = Verdict("engine", "ok", "Docker 28.5.2 with buildx 0.29.1.")
PLATFORM = Verdict("platform", "ok", "The image is for linux/amd64, as this engine is.")
MEMORY = Verdict("memory", "ok", "Containers share 24 GiB.")
GPU = Verdict("gpu", "ok", "1 GPU: NVIDIA L4, driver 550.54.15.")
DRIVER = Verdict("driver", "ok", "It is 550.54.15; the plan needs 525.60.13.")
CAPABLE = Verdict("compute capability", "ok", "NVIDIA L4 is 8.9; the wheels hold code for it.")
TOOLKIT = Verdict(
    "container toolkit", "ok", "Docker gives GPUs to containers by the runtime nvidia."
)


def disk(need: int, free: int = 100) -> Verdict:
    says = f"{free} GiB are free in /var/lib/docker; a build takes some {need} GiB."
    return Verdict("disk", "ok", says)


def examined(
    host: Host, compute: Compute | None = None, text: str = DIGITS, **base: str
) -> tuple[Verdict, ...]:
    project = project_of(text)
    plan = replace(project.plan, base=replace(project.plan.base, **base))
    plan = replace(plan, compute=compute or plan.compute)
    return examine(host, plan, project.catalog, root=Path("nowhere"))


def about(subject: str, verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.about == subject]


def test_a_plan_for_the_cpu_asks_nothing_of_gpus() -> None:
    silent = replace(HOST, gpus=Silent("there is no nvidia-smi on PATH", is_absent=True))

    assert examined(silent) == (ENGINE, PLATFORM, disk(3), MEMORY)


def test_a_host_that_the_plan_fits_is_well() -> None:
    assert examined(HOST, CUDA) == (
        ENGINE,
        PLATFORM,
        disk(27),
        MEMORY,
        GPU,
        DRIVER,
        CAPABLE,
        TOOLKIT,
    )


def test_without_a_project_the_host_alone_is_told() -> None:
    absent = replace(HOST, gpus=Silent("there is no nvidia-smi on PATH", is_absent=True))
    broken = replace(HOST, gpus=Silent("nvidia-smi fails: No devices were found"))

    assert examine_host(HOST) == (ENGINE, disk(3), GPU)
    assert about("gpu", examine_host(absent)) == [
        Verdict("gpu", "not run", "There is no nvidia-smi on PATH.")
    ]
    assert about("gpu", examine_host(broken)) == [
        Verdict(
            "gpu",
            "warning",
            "nvidia-smi fails: No devices were found.",
            "Load the driver anew, which a restart of the host does; then try `nvidia-smi` itself.",
        )
    ]


@pytest.mark.parametrize(
    ("driver", "compute", "base", "found"),
    [
        (
            "550.54.15",
            CUDA_13,
            {},
            Verdict(
                "driver",
                "error",
                "It is 550.54.15; CUDA 13.0 of the plan needs 580.65.06 or newer.",
                'Renew it, or let mlpack choose for it: compute: {cuda: auto, driver: "550"}',
            ),
        ),
        (
            "550.54.15",
            replace(CUDA, driver="560"),
            {},
            Verdict(
                "driver",
                "warning",
                "It is 550.54.15, and mlpack.yaml says that every host has 560.",
                'Say the oldest one: compute: {driver: "550"}',
            ),
        ),
        (
            "550.54.15",
            replace(CUDA, libraries="image"),
            {"image": "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04"},
            Verdict(
                "driver",
                "warning",
                "It is 550.54.15, which can run CUDA 12.6; but the image came with 560.35.05 and "
                "asks for that in NVIDIA_REQUIRE_CUDA.",
                "Renew it, or take CUDA from the packages: compute: {libraries: wheels}",
            ),
        ),
        (
            "580.82.07",
            CUDA_13,
            {},
            Verdict("driver", "ok", "It is 580.82.07; the plan needs 580.65.06."),
        ),
        (
            "580.82.07",
            replace(CUDA_13, driver_minimum=""),
            {},
            Verdict("driver", "ok", "It is 580.82.07."),
        ),
    ],
)
def test_the_driver_is_held_to_the_plan(
    driver: str, compute: Compute, base: dict[str, str], found: Verdict
) -> None:
    verdicts = examined(host(replace(L4, driver=driver)), compute, **base)

    assert about("driver", verdicts) == [found]


@pytest.mark.parametrize(
    ("capability", "found"),
    [
        ("8.9", Verdict("compute capability", "ok", "G is 8.9; the wheels hold code for it.")),
        ("7.5", Verdict("compute capability", "ok", "G is 7.5; the wheels hold code for it.")),
        (
            "12.0",
            Verdict(
                "compute capability",
                "error",
                "G is 12.0, and the wheels hold code for 5.0, 6.0, 7.0, 7.5, 8.0, 8.6 and 9.0.",
                "Let mlpack choose for it: compute: {cuda: auto, gpus: [G]}",
            ),
        ),
        (
            "",
            Verdict(
                "compute capability",
                "not run",
                "This driver does not say which compute capability G has.",
            ),
        ),
    ],
)
def test_each_gpu_is_held_to_what_the_wheels_hold_code_for(capability: str, found: Verdict) -> None:
    verdicts = examined(host(Gpu("G", "580.82.07", capability)), CUDA)

    assert about("compute capability", verdicts) == [found]


class Compiling(Catalog):
    """A catalogue in which the driver compiles the code of every build for newer GPUs."""

    def framework(self, name: str) -> Framework:
        row = Kernels(("cpu",), ("5.2",), ORIGIN, ptx=("5.2",))
        return replace(super().framework(name), kernels=(row,))


def test_a_gpu_that_the_code_can_be_compiled_for_is_well() -> None:
    project = project_of(DIGITS)
    plan = replace(project.plan, compute=replace(CUDA, compute_capabilities=("5.2",)))
    catalog = Compiling(project.catalog.layers)

    verdicts = examine(HOST, plan, catalog, root=Path("nowhere"))

    assert about("compute capability", verdicts) == [
        Verdict(
            "compute capability",
            "ok",
            "NVIDIA L4 is 8.9; its driver compiles the code at the start.",
        )
    ]


def test_a_gpu_is_called_as_mlpack_yaml_calls_it() -> None:
    plan = replace(project_of(DIGITS).plan, compute=replace(CUDA, compute_capabilities=("9.0",)))
    catalog = project_of(DIGITS).catalog

    verdicts = examine(HOST, plan, catalog, root=Path("nowhere"))

    assert about("compute capability", verdicts) == [
        Verdict(
            "compute capability",
            "error",
            "NVIDIA L4 is 8.9, and the wheels hold code for 9.0.",
            "Let mlpack choose for it: compute: {cuda: auto, gpus: [L4]}",
        )
    ]


def test_what_the_wheels_hold_may_not_be_known() -> None:
    unknown = replace(CUDA, compute_capabilities=())

    assert about("compute capability", examined(HOST, unknown)) == []


def test_several_gpus_are_counted_and_told_of_shared_memory() -> None:
    t4 = Gpu("Tesla T4", "550.54.15", "7.5")

    verdicts = examined(host(L4, L4, t4), CUDA)

    assert about("gpu", verdicts) == [
        Verdict("gpu", "ok", "3 GPUs: 2 NVIDIA L4 and Tesla T4, driver 550.54.15.")
    ]
    assert len(about("compute capability", verdicts)) == 2
    assert about("shared memory", verdicts) == [
        Verdict(
            "shared memory",
            "ok",
            "Several GPUs talk through /dev/shm, of which a container has 64 MB.",
            "Where the model runs on more than one: docker run --shm-size=8g",
        )
    ]


def test_a_plan_for_cuda_needs_a_driver() -> None:
    silent = replace(HOST, gpus=Silent("there is no nvidia-smi on PATH", is_absent=True))

    assert examined(silent, CUDA)[-2:] == (
        Verdict(
            "gpu",
            "error",
            "There is no nvidia-smi on PATH.",
            "Install the NVIDIA driver, or run `mlpack doctor` on the host that will run it.",
        ),
        TOOLKIT,
    )


def test_a_mac_has_no_gpu_for_a_container() -> None:
    mac = replace(HOST, system="Darwin", gpus=Silent("there is no nvidia-smi", is_absent=True))

    assert examined(mac, CUDA)[-1] == Verdict(
        "gpu",
        "error",
        "The plan computes on an NVIDIA GPU, and macOS gives none to a container.",
        "Build here and run it elsewhere, or `compute: cpu`.",
    )


def test_docker_without_the_toolkit_cannot_give_a_gpu() -> None:
    assert examined(host(gives_gpus=""), CUDA)[-1] == Verdict(
        "container toolkit",
        "error",
        "Docker has no way to give a GPU to a container.",
        "Install nvidia-container-toolkit, run `nvidia-ctk runtime configure --runtime=docker`, "
        "and restart Docker.",
    )


def test_without_an_engine_the_rest_of_it_is_not_judged() -> None:
    silent = replace(HOST, docker=Silent("No container engine is installed."))

    assert examined(silent, CUDA) == (
        Verdict(
            "engine",
            "error",
            "No container engine is installed.",
            "Install Docker, or start it; `docker version` shows whether it answers.",
        ),
        GPU,
        DRIVER,
        CAPABLE,
    )


def test_an_engine_without_buildx_cannot_build() -> None:
    assert about("engine", examined(host(buildx=""))) == [
        Verdict(
            "engine",
            "error",
            "Docker 28.5.2 has no buildx, and the Dockerfile needs BuildKit.",
            "Install docker-buildx-plugin.",
        )
    ]


def test_another_platform_would_be_emulated() -> None:
    both = DIGITS + "platforms: [linux/amd64, linux/arm64]\n"

    verdicts = examined(host(platform="linux/arm64"), text=both)

    assert about("platform", verdicts) == [
        Verdict(
            "platform",
            "warning",
            "The image is for linux/amd64, and this engine is linux/arm64: it would be emulated.",
            "That is slow, and lacks instructions that some packages need. Build and run it on "
            "linux/amd64, or add linux/arm64 to `platforms:` for this host.",
        ),
        Verdict("platform", "ok", "The image is for linux/arm64, as this engine is."),
    ]


def test_little_disk_is_told_and_a_distant_one_is_not_looked_at() -> None:
    assert about("disk", examined(host(free=2**30))) == [
        Verdict(
            "disk",
            "warning",
            "1 GiB are free in /var/lib/docker; a build takes some 3 GiB.",
            "`docker builder prune` gives back the build cache; `docker system df` shows it.",
        )
    ]
    assert about("disk", examined(host(free=None))) == [
        Verdict(
            "disk",
            "not run",
            "Docker keeps its images in /var/lib/docker, where mlpack cannot look from here.",
            "docker system df",
        )
    ]


def test_a_model_that_is_larger_than_the_memory_is_told(tmp_path: Path) -> None:
    put(tmp_path, {"model.joblib": "x" * 2**20})
    project = project_of(DIGITS)

    verdicts = examine(host(memory=2**19), project.plan, project.catalog, root=tmp_path)

    assert about("memory", verdicts) == [
        Verdict(
            "memory",
            "warning",
            "The model has 0.0 GiB, and containers share 0.0 GiB.",
            "Give Docker's machine more memory, or run it on a larger host.",
        )
    ]

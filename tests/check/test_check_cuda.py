"""The rules about CUDA: projects that break each, and some that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from projects import DIGITS
from subjects import CUDA, FROM_IMAGE, TODAY, run_packages, subject

from mlpack.catalog import Catalog, CudaImage, Framework, Gpu, Kernels, Origin
from mlpack.check import Finding
from mlpack.check.cuda import (
    CUDA as RULES,
)
from mlpack.check.cuda import (
    cuda_in_cpu_image,
    cuda_in_library_path,
    driver_in_image,
    hidden_gpus,
    image_wants_newer_driver,
    leaving_cuda_image,
    mixed_cuda,
    old_driver,
    other_cuda_image,
    two_cudas,
    unconfirmed_kernels,
    unlisted_cuda_image,
)

LOCK = "requirements.lock"
RUNTIME = "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04"
ORIGIN = Origin("a test", "2026-11-20")


def environment(text: str) -> str:
    return DIGITS + f"environment: {{{text}}}\n"


@pytest.mark.parametrize(
    ("pins", "names", "askers"),
    [
        (["nvidia-nccl-cu12==2.29.7 via xgboost"], "nvidia-nccl-cu12", "xgboost"),
        (["torch==2.8.0+cu128 via easyocr"], "torch", "easyocr"),
        (
            ["cuda-toolkit==13.0.3 via torch", "triton==3.9.0 via torch"],
            "cuda-toolkit and triton",
            "torch",
        ),
        (["nvidia-cublas==13.1.0.3"], "nvidia-cublas", "nvidia-cublas"),
        (
            [f"nvidia-{name}-cu13==13.0 via torch" for name in ("a", "b", "c", "d", "e")],
            "nvidia-a-cu13, nvidia-b-cu13, nvidia-c-cu13 and 2 more",
            "torch",
        ),
    ],
)
def test_cuda_in_the_lock_of_a_service_for_the_cpu_is_found(
    pins: list[str], names: str, askers: str
) -> None:
    assert list(cuda_in_cpu_image(subject(*pins))) == [
        Finding(
            "cuda-in-cpu-image",
            "warning",
            LOCK,
            f"The service computes on the CPU, and only a GPU can use {names}.",
            f"Ask for a build without CUDA of what brings them in: {askers}.",
        )
    ]


def test_cuda_belongs_into_the_lock_of_a_service_for_the_gpu() -> None:
    small = subject("torch==2.8.0+cpu via easyocr", "nvidia-ml-py==13.0", "xgboost-cpu==3.4.1")

    assert list(cuda_in_cpu_image(small)) == []
    assert list(cuda_in_cpu_image(subject("nvidia-nccl-cu12==2.29.7", compute=CUDA))) == []


@pytest.mark.parametrize(
    ("pins", "driver", "found"),
    [
        (["torch==2.14.1+cu126"], "550", ""),
        (["torch==2.15.0+cu132"], "580", ""),
        (["torch==2.15.0+cu132"], "", ""),
        (["onnxruntime-gpu==1.26.0"], "525.60.13", ""),
        (["torch==2.15.0+cu132"], "550", "torch"),
        (
            ["xgboost==3.4.1", "nvidia-nccl-cu13==2.29.7"],
            "550.54.15",
            "nvidia-nccl-cu13 and xgboost",
        ),
        (["onnxruntime-gpu==1.27.0"], "580.65.05", "onnxruntime-gpu"),
        (["jax-cuda13-plugin==0.12.0"], "575", "jax-cuda13-plugin"),
    ],
)
def test_what_the_lock_pins_is_held_to_the_driver_of_the_hosts(
    pins: list[str], driver: str, found: str
) -> None:
    whole = subject(*pins, compute=replace(CUDA, driver=driver))

    assert list(old_driver(whole)) == [
        Finding(
            "old-driver",
            "error",
            LOCK,
            f"It pins {names} for CUDA 13, which needs driver 580.65.06; mlpack.yaml says that "
            f"hosts have {driver}.",
            f"Ask for a release that is built for the CUDA of driver {driver}.",
        )
        for names in filter(None, [found])
    ]


def test_two_majors_in_one_lock_are_told() -> None:
    mixed = subject("torch==2.15.0+cu132", "nvidia-cudnn-cu12==9.3.0.75", compute=CUDA)

    assert list(mixed_cuda(subject("torch==2.8.0+cu126", "xgboost==3.3.0", compute=CUDA))) == []
    assert list(mixed_cuda(mixed)) == [
        Finding(
            "mixed-cuda",
            "warning",
            LOCK,
            "It pins nvidia-cudnn-cu12 for CUDA 12 and torch for CUDA 13: they share nothing, and "
            "each major is installed whole.",
            "Ask for releases of one CUDA, or live with the size and the higher driver.",
        )
    ]


def test_what_takes_cuda_from_the_image_is_built_for_the_image_s() -> None:
    pins = ["onnxruntime-gpu==1.31.1"]

    assert list(other_cuda_image(subject(*pins, compute=CUDA))) == []
    assert (
        list(
            other_cuda_image(subject("onnxruntime-gpu==1.20.0", compute=FROM_IMAGE, image=RUNTIME))
        )
        == []
    )
    assert list(other_cuda_image(subject(*pins, compute=FROM_IMAGE, image=RUNTIME))) == [
        Finding(
            "other-cuda-image",
            "error",
            LOCK,
            "It pins onnxruntime-gpu for CUDA 13, and 12.6.3-cudnn-runtime-ubuntu24.04 has 12.6.",
            "Ask for releases that are built for CUDA 12, or for another CUDA.",
        )
    ]


def test_cuda_twice_is_told() -> None:
    pins = ["nvidia-cublas-cu12==12.6.4.1", "torch==2.8.0+cu126"]

    assert list(two_cudas(subject(*pins, compute=CUDA))) == []
    assert (
        list(
            two_cudas(subject(*pins, compute=CUDA, image=RUNTIME.replace("cudnn-runtime", "base")))
        )
        == []
    )
    assert (
        list(two_cudas(subject("onnxruntime-gpu==1.20.0", compute=FROM_IMAGE, image=RUNTIME))) == []
    )
    assert list(
        two_cudas(subject(*pins, compute=CUDA, image=f"registry.example.org/{RUNTIME}"))
    ) == [
        Finding(
            "two-cudas",
            "warning",
            LOCK,
            "It pins CUDA's libraries, and 12.6.3-cudnn-runtime-ubuntu24.04 has them too: "
            "nvidia-cublas-cu12.",
            "Have them once: compute: {libraries: wheels}, on a slim image.",
        )
    ]


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("/usr/local/cuda/lib64", True),
        ("/opt/lib:/usr/local/cuda-12.6/lib64", True),
        ("/opt/lib", False),
        ("/opt/venv/lib/python3.12/site-packages/nvidia/cuda_runtime/lib", False),
    ],
)
def test_a_cuda_on_the_loader_s_path_is_found(path: str, is_found: bool) -> None:
    found = list(cuda_in_library_path(subject(text=environment(f"LD_LIBRARY_PATH: {path}"))))

    assert (
        found
        == [
            Finding(
                "cuda-in-library-path",
                "error",
                "mlpack.yaml",
                f"LD_LIBRARY_PATH is {path}: a CUDA there is loaded before that of the packages.",
                "Take it out of `environment:`; the image's own CUDA is found without it.",
            )
        ]
        * is_found
    )


@pytest.mark.parametrize(
    "name", ["nvidia-driver-550", "libnvidia-compute-550", "cuda-drivers", "libcuda1"]
)
def test_a_driver_in_the_image_is_found(name: str) -> None:
    found = list(driver_in_image(subject(system_packages=run_packages("libgomp1", name))))

    assert found == [
        Finding(
            "driver-in-image",
            "error",
            "mlpack.yaml",
            f"{name} is the driver's, and must be the host's own version: it hides that one.",
            "Take it out of `system_packages:`; the host gives its driver to the container.",
        )
    ]


def test_other_packages_are_no_driver() -> None:
    packages = run_packages("libgomp1", "nvidia-cuda-toolkit", "libcublas12")

    assert list(driver_in_image(subject(system_packages=packages))) == []


@pytest.mark.parametrize(
    ("driver", "image", "is_found"),
    [
        ("550", RUNTIME, True),
        ("560", RUNTIME, False),
        ("", RUNTIME, False),
        ("550", "python:3.12-slim-trixie", False),
    ],
)
def test_an_image_that_asks_for_a_newer_driver_is_told(
    driver: str, image: str, is_found: bool
) -> None:
    whole = subject(compute=replace(FROM_IMAGE, driver=driver), image=image)

    assert (
        list(image_wants_newer_driver(whole))
        == [
            Finding(
                "image-wants-newer-driver",
                "warning",
                RUNTIME,
                "It may refuse to start on driver 550: it came with 560.35.05, and asks for that, "
                "though an older one of the same major could run it.",
                "compute: {libraries: wheels}, where the framework has them, asks for no more.",
            )
        ]
        * is_found
    )


@pytest.mark.parametrize(
    ("image", "rule", "severity"),
    [
        (RUNTIME, "", ""),
        ("python:3.12-slim-trixie", "", ""),
        ("example.org/team/nvidia-cuda:1", "", ""),
        ("nvidia/cuda", "unlisted-cuda-image", "error"),
        ("nvidia/cuda:latest", "unlisted-cuda-image", "error"),
        ("nvcr.io/nvidia/cuda:12.6-runtime-ubuntu24.04", "unlisted-cuda-image", "error"),
        ("nvidia/cuda:12.6.1-runtime-ubuntu24.04", "unknown-cuda-image", "warning"),
        ("nvidia/cuda:10.2.89-runtime-ubuntu18.04", "unknown-cuda-image", "warning"),
    ],
)
def test_a_tag_of_nvidia_s_that_is_not_known_is_told(image: str, rule: str, severity: str) -> None:
    found = list(unlisted_cuda_image(subject(image=image)))

    assert [(f.rule, f.severity, f.where) for f in found] == [(rule, severity, image)] * bool(rule)


class Leaving(Catalog):
    """A catalogue in which NVIDIA may soon delete an image, and little is known of a build."""

    cuda_images = (
        CudaImage("12.6", "12.6.3", ("ubuntu24.04",), "cudnn", ORIGIN, deletable="2027-02-01"),
    )
    gpus = (
        Gpu("T4", "7.5", "Turing", ORIGIN),
        Gpu("R100", "10.7", "Rubin", ORIGIN),
    )

    def framework(self, name: str) -> Framework:
        unsure = Kernels(("cpu",), ("7.5",), ORIGIN, unconfirmed="one report only")
        return replace(super().framework(name), kernels=(unsure,))


@pytest.mark.parametrize(("today", "is_found"), [(date(2026, 7, 1), False), (TODAY, True)])
def test_the_day_from_which_an_image_may_be_gone_is_told_half_a_year_ahead(
    today: date, is_found: bool
) -> None:
    listed = subject(image=RUNTIME)

    whole = replace(listed, catalog=Leaving(listed.catalog.layers), today=today)

    assert (
        list(leaving_cuda_image(whole))
        == [
            Finding(
                "leaving-cuda-image",
                "warning",
                RUNTIME,
                "NVIDIA may delete it from 2027-02-01 on.",
                "Move to a newer CUDA, or keep a copy in a registry of your own.",
            )
        ]
        * is_found
    )


def test_code_for_a_named_gpu_that_nobody_could_confirm_is_told() -> None:
    planned = subject(compute=replace(CUDA, gpus=("R100", "T4")))
    catalog = Leaving(planned.catalog.layers)
    without_gpus, of_another = subject(compute=CUDA), replace(CUDA, gpus=("R100",))

    assert list(unconfirmed_kernels(planned)) == []
    assert list(unconfirmed_kernels(replace(without_gpus, catalog=catalog))) == []
    assert list(unconfirmed_kernels(replace(subject(compute=of_another), catalog=catalog))) == []
    assert list(unconfirmed_kernels(replace(planned, catalog=catalog))) == [
        Finding(
            "unconfirmed-kernels",
            "warning",
            "mlpack.yaml",
            "That this build holds code for T4 is not confirmed: one report only (2026-11-20).",
            "Try the image on T4.",
        )
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NVIDIA_VISIBLE_DEVICES: none", "NVIDIA_VISIBLE_DEVICES is none"),
        ("CUDA_VISIBLE_DEVICES: ''", "CUDA_VISIBLE_DEVICES is empty"),
        ("CUDA_VISIBLE_DEVICES: '0'", ""),
        ("NVIDIA_VISIBLE_DEVICES: all", ""),
    ],
)
def test_a_variable_that_hides_every_gpu_is_found(text: str, shown: str) -> None:
    assert list(hidden_gpus(subject(text=environment(text)))) == []
    assert list(hidden_gpus(subject(text=environment(text), compute=CUDA))) == [
        Finding(
            "hidden-gpus",
            "error",
            "mlpack.yaml",
            f"{shown}: the container sees no GPU.",
            "Take it out of `environment:`, and say it when the container runs.",
        )
    ] * bool(shown)


def test_every_rule_about_cuda_is_broken_by_a_project_here() -> None:
    tested = {
        cuda_in_cpu_image,
        cuda_in_library_path,
        driver_in_image,
        hidden_gpus,
        image_wants_newer_driver,
        leaving_cuda_image,
        mixed_cuda,
        old_driver,
        other_cuda_image,
        two_cudas,
        unconfirmed_kernels,
        unlisted_cuda_image,
    }

    assert set(RULES) == tested

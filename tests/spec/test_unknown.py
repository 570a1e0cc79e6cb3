"""Versions, extras, GPUs and CUDAs that do not exist: their place, and what lies nearest."""

from __future__ import annotations

import pytest

from mlpack.errors import SpecFaults
from mlpack.spec import Known, KnownFramework, read, spec_from

TORCH = KnownFramework(
    title="PyTorch",
    newest={"2.13": "2.13.2", "2.14": "2.14.1", "2.15": "2.15.0"},
    extras=("audio", "vision"),
    day="2026-11-20",
)
CUSTOM = KnownFramework(title="Custom", newest={}, extras=(), day="")
KNOWN = Known(
    frameworks=("pytorch", "custom"),
    pythons=("3.12",),
    gpus=lambda: ("T4", "A100", "RTX 4090"),
    cudas=lambda: ("12", "13", "12.6", "12.8", "13.0"),
    suites=("bookworm", "trixie"),
    framework=lambda name: {"pytorch": TORCH, "custom": CUSTOM}[name],
)


def faults_of(text: str) -> list[str]:
    """Without the name of the file."""
    try:
        spec_from(read(f"name: a\n{text}"), KNOWN)
    except SpecFaults as faults:
        return [line.removeprefix("mlpack.yaml:") for line in str(faults).splitlines()]
    return []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "framework: pytorch==2.16.*",
            "2:12  framework  The catalogue of 2026-11-20 knows PyTorch 2.13 to 2.15, not 2.16.*. "
            "The nearest is 2.15.",
        ),
        (
            "framework: {name: pytorch, version: 2.14.7}",
            "2:37  framework.version  The catalogue of 2026-11-20 knows PyTorch 2.14 up to 2.14.1, "
            "not 2.14.7.",
        ),
        (
            "framework: custom==1.*",
            "2:12  framework  Custom has no releases of its own, and so no version.",
        ),
        (
            "framework: {name: pytorch, extras: [vison]}",
            "2:37  framework.extras[0]  PyTorch has no extra vison. Did you mean vision?",
        ),
        (
            "framework: {name: custom, extras: [vision]}",
            "2:36  framework.extras[0]  Custom has no extras here.",
        ),
        (
            "framework: pytorch\ncompute: {cuda: 12.7}",
            "3:17  compute.cuda  The catalogue does not know CUDA 12.7. The nearest are 12.6 and "
            "12.8.",
        ),
        (
            "framework: pytorch\ncompute: {cuda: 14}",
            "3:17  compute.cuda  The catalogue does not know CUDA 14. The nearest is 13.",
        ),
        (
            "framework: pytorch\ncompute: {gpus: [T4, A1000]}",
            "3:22  compute.gpus[1]  The catalogue does not know A1000. Did you mean A100?",
        ),
        (
            "framework: pytorch\ncompute: {gpus: RTX 4091}",
            "3:17  compute.gpus  The catalogue does not know RTX 4091. Did you mean RTX 4090?",
        ),
        (
            "framework: pytorch\ncompute: {gpus: NVIDIA A100-SXM4-80GB}",
            "3:17  compute.gpus  The catalogue does not know NVIDIA A100-SXM4-80GB. Did you mean "
            "A100?",
        ),
        (
            "framework: pytorch\ncompute: {gpus: MI300X}",
            "3:17  compute.gpus  The catalogue does not know MI300X. `mlpack catalog` lists those "
            "that it knows.",
        ),
        (
            "framework: pytorch\nbase: buster",
            "3:7  base  The catalogue does not know buster. There is bookworm and trixie.",
        ),
        (
            "framework: pytorch\nbase: {image: 'a/b:1', suite: noble}",
            "3:31  base.suite  The catalogue does not know noble. There is bookworm and trixie.",
        ),
    ],
)
def test_what_does_not_exist_is_a_fault_at_its_place_with_the_nearest_that_does(
    text: str, fault: str
) -> None:
    assert faults_of(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "framework: pytorch",
        "framework: pytorch==2.*",
        "framework: pytorch==2.14.*",
        "framework: pytorch==2.14.1",
        "framework: custom",
        "framework: {name: pytorch, extras: [vision, audio]}",
        "framework: pytorch\ncompute: {cuda: 12, gpus: [t4, rtx4090, a-100]}",
        "framework: pytorch\ncompute: {cuda: auto, gpus: RTX-4090}",
        "framework: pytorch\nbase: registry.example.org/own:1",
        "framework: pytorch\nbase: {image: 'a/b:1', suite: noble, glibc: 2.39}",
    ],
)
def test_what_exists_is_no_fault_however_it_is_written(text: str) -> None:
    assert faults_of(text) == []


def test_they_all_show_at_once_beside_the_other_faults() -> None:
    faults = faults_of(
        "framework: pytorch==1.0\npython: 3.7\ncompute: {cuda: 12.7, gpus: [T5000], driver: new}"
    )

    assert [fault.split()[1] for fault in faults] == [
        "framework",
        "python",
        "compute.cuda",
        "compute.gpus[0]",
        "compute.driver",
    ]

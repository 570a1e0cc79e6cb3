"""What the image stands on: Python's slim image, NVIDIA's with a Python, or the person's own."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pytest
from made_up import CATALOG, plan_of, reasons_of, refusal_of, spec_of

from mlpack.catalog import Base, Catalog
from mlpack.errors import Incompatible
from mlpack.plan import Plan, resolve
from mlpack.plan.model import BaseImage

OWN = "registry.example.org/team/python:3.12"
DIGEST = "sha256:" + "0" * 64


def stages_of(plan: Plan) -> list[tuple[str, str]]:
    return [(stage.name, stage.image) for stage in plan.stages]


def test_wheels_that_bring_cuda_stand_on_pythons_slim_image() -> None:
    plan = plan_of("framework: flame\ncompute: cuda")

    assert plan.base == BaseImage(
        image="python:3.14-slim-trixie",
        glibc="2.41",
        suite="trixie",
        standard_library="/usr/local/lib/python3.14",
    )
    assert stages_of(plan) == [
        ("base", "python:3.14-slim-trixie"),
        ("build", "base"),
        ("serve", "base"),
    ]


def test_what_needs_cuda_of_the_image_stands_on_nvidias_where_its_system_has_the_python() -> None:
    plan = plan_of("framework: kiln\npython: 3.12\ncompute: {cuda: 12.6}")

    runtime = "nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04"
    devel = "nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04"
    assert plan.base == BaseImage(
        image=runtime,
        glibc="2.39",
        suite="ubuntu24.04",
        python="suite",
        build_image=devel,
        standard_library="/usr/lib/python3.12",
    )
    assert stages_of(plan) == [("base", runtime), ("build", devel), ("serve", "base")]
    assert plan.labels["org.opencontainers.image.base.name"] == f"docker.io/{runtime}"
    assert (plan.compute.cuda, plan.compute.libraries) == ("12.6", "image")


def test_wheels_stand_on_nvidias_image_where_the_person_asks_for_it() -> None:
    plan = plan_of("framework: kiln\npython: 3.12\ncompute: {libraries: image}")

    assert plan.base.image == "nvidia/cuda:13.0.3-base-ubuntu24.04"
    assert plan.base.build_image == "nvidia/cuda:13.0.3-devel-ubuntu24.04"


class WithBookworm(Catalog):
    """The catalogue with a Python that a system of NVIDIA's can load, whatever else it has."""

    @cached_property
    def bases(self) -> tuple[Base, ...]:
        row = next(row for row in CATALOG.bases if row.python == "3.13")
        return (replace(row, image="python:3.13-slim-bookworm", suite="bookworm", glibc="2.36"),)


def test_a_python_that_the_system_has_not_is_copied_where_its_glibc_is_no_newer() -> None:
    spec = spec_of("framework: kiln==1.0.*\npython: 3.13\ncompute: {cuda: 12.6}")

    plan = resolve(spec, WithBookworm(CATALOG.layers))

    assert plan.base == BaseImage(
        image="nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04",
        glibc="2.39",
        suite="ubuntu24.04",
        python="copied",
        python_image="python:3.13-slim-bookworm",
        build_image="nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04",
        standard_library="/usr/local/lib/python3.13",
    )
    assert stages_of(plan)[0] == ("python", "python:3.13-slim-bookworm")


def test_a_python_that_can_be_neither_had_nor_copied_is_refused() -> None:
    spec = spec_of("framework: kiln==1.0.*\npython: 3.13\ncompute: cuda\nbase: ubuntu22.04")

    with pytest.raises(Incompatible) as refused:
        resolve(spec, WithBookworm(CATALOG.layers))

    assert refused.value.setting == "python"
    assert refused.value.says == (
        "NVIDIA's image of CUDA 12.9, which Kiln 1.0 needs, stands on a system of its own: "
        "ubuntu22.04 has Python 3.10. Python 3.13 cannot be copied to the glibc 2.35 there: "
        "python:3.13-slim-bookworm needs 2.36."
    )
    assert "base: ubuntu24.04" in refused.value.choices


def test_the_image_of_the_same_major_is_taken_where_the_build_says_no_minor() -> None:
    plan = plan_of("framework: plain\npython: 3.12\ncompute: {cuda: 12.6}")

    assert plan.base.image == "nvidia/cuda:12.6.3-runtime-ubuntu24.04"


def test_a_cuda_that_was_said_to_the_minor_is_never_another_ones_image() -> None:
    refused = refusal_of("framework: plain\npython: 3.14\ncompute: {cuda: 12.4}")

    assert refused.setting == "python"
    assert refused.says.startswith("NVIDIA's image of CUDA 12.4, which Plain needs, stands on")
    assert 'compute: {cuda: "12"}' in refused.choices


def test_of_images_of_a_major_the_one_that_nvidia_keeps_for_long_is_taken() -> None:
    spec = spec_of("framework: xgboost\npython: 3.12\ncompute: {cuda: 13, libraries: image}")

    assert resolve(spec, CATALOG).base.image == "nvidia/cuda:13.0.3-base-ubuntu24.04"


def test_a_suite_that_was_said_is_the_one() -> None:
    plan = plan_of("framework: plain\npython: 3.10\ncompute: cuda\nbase: ubuntu22.04")

    assert (plan.base.suite, plan.base.python) == ("ubuntu22.04", "suite")


def test_an_image_of_ones_own_is_taken_as_it_is_said_and_its_assumptions_are_written_down() -> None:
    text = f"framework: flame\npython: 3.12\nbase: {{image: '{OWN}@{DIGEST}', glibc: 2.36}}"

    base, reasons = plan_of(text).base, reasons_of(text)

    assert base == BaseImage(
        image=OWN,
        digest=DIGEST,
        glibc="2.36",
        suite="",
        standard_library="/usr/local/lib/python3.12",
    )
    assert plan_of(text).labels["org.opencontainers.image.base.name"] == OWN
    assert reasons["base image"] == (
        "mlpack.yaml says so. mlpack does not look into it, and takes it to have Python 3.12 as "
        "`python` with pip, under /usr/local, glibc 2.36 and apt-get, where Debian packages are "
        "asked for."
    )


def test_the_glibc_of_an_image_of_ones_own_is_its_suites() -> None:
    plan = plan_of(f"framework: flame\npython: 3.12\nbase: {{image: '{OWN}', suite: bookworm}}")

    assert (plan.base.suite, plan.base.glibc) == ("bookworm", "2.36")


def test_an_image_of_ones_own_has_to_be_said_what_it_is() -> None:
    no_python = refusal_of(f"framework: flame\nbase: {{image: '{OWN}', suite: trixie}}")
    no_glibc = refusal_of(f"framework: flame\npython: 3.12\nbase: {OWN}")
    too_old = refusal_of(f"framework: flame\npython: 3.12\nbase: {{image: '{OWN}', glibc: 2.17}}")

    assert (no_python.setting, no_python.says) == (
        "python",
        f"mlpack does not look into {OWN}: say which Python it has.",
    )
    assert no_python.choices == ('python: "3.12"', 'python: "3.14"', "base: trixie")
    assert (no_glibc.setting, no_glibc.says) == (
        "base",
        f"mlpack does not look into {OWN}: say its suite, or its glibc.",
    )
    assert no_glibc.choices[0] == f"base: {{image: {OWN}, suite: bookworm}}"
    assert too_old.says == f"{OWN} has glibc 2.17, and Flame 2.3 needs 2.28."


def test_a_system_that_nvidia_has_no_image_on_is_refused_with_those_that_it_has() -> None:
    refused = refusal_of("framework: kiln==1.0.*\npython: 3.12\ncompute: cuda\nbase: trixie")

    assert refused.setting == "base"
    assert refused.says.endswith("not on trixie.")
    assert "base: ubuntu24.04" in refused.choices

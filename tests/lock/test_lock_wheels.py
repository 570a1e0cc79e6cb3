"""Which wheels a target takes, told from their file names."""

from __future__ import annotations

import platform
import sys

import pytest
from packaging.tags import platform_tags as tags_here

from mlpack.lock import Target
from mlpack.lock.wheels import fits, glibc_needed, platform_tags

AMD64 = Target("3.10", "linux/amd64", "2.36")
ARM64 = Target("3.13", "linux/arm64", "2.18")


def test_a_platforms_tags_go_from_its_glibc_down_with_their_old_names() -> None:
    assert platform_tags(ARM64) == (
        "manylinux_2_18_aarch64",
        "manylinux_2_17_aarch64",
        "manylinux2014_aarch64",
        "linux_aarch64",
    )
    assert platform_tags(AMD64)[-4:] == (
        "manylinux_2_6_x86_64",
        "manylinux_2_5_x86_64",
        "manylinux1_x86_64",
        "linux_x86_64",
    )


@pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc" or platform.machine() != "x86_64",
    reason="compares with what this machine takes; run on Linux with glibc on x86_64",
)
def test_they_are_those_that_packaging_finds_on_such_a_machine() -> None:
    here = Target("3.10", "linux/amd64", platform.libc_ver()[1])

    assert set(platform_tags(here)) == set(tags_here())


@pytest.mark.parametrize(
    "tag",
    [
        "py3-none-any",
        "py2.py3-none-any",
        "cp310-cp310-manylinux_2_36_x86_64",
        "cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64",
        "cp38-abi3-manylinux2010_x86_64",
        "py310-none-linux_x86_64",
    ],
)
def test_a_wheel_that_fits(tag: str) -> None:
    assert fits(f"shop-1.0-{tag}.whl", AMD64)


@pytest.mark.parametrize(
    "tag",
    [
        "cp311-cp311-manylinux_2_17_x86_64",
        "cp311-abi3-manylinux_2_17_x86_64",
        "cp310-cp310-manylinux_2_37_x86_64",
        "cp310-cp310-manylinux_2_17_aarch64",
        "cp310-cp310-musllinux_1_2_x86_64",
        "cp310-cp310-macosx_11_0_arm64",
        "cp310-cp310-win_amd64",
        "pp310-pypy310_pp73-manylinux_2_17_x86_64",
        "py2-none-any",
    ],
)
def test_a_wheel_that_does_not_fit(tag: str) -> None:
    assert not fits(f"shop-1.0-{tag}.whl", AMD64)


def test_a_wheel_for_a_free_threaded_python_does_not_fit() -> None:
    assert not fits("shop-1.0-cp313-cp313t-manylinux_2_17_aarch64.whl", ARM64)


def test_a_name_that_is_no_wheels_does_not_fit() -> None:
    assert not fits("shop-1.0.tar.gz", AMD64)
    assert not fits("shop.whl", AMD64)


def test_the_glibc_that_wheels_need_is_the_least_of_theirs() -> None:
    wheels = [
        "shop-1.0-cp310-cp310-manylinux_2_39_x86_64.whl",
        "shop-1.0-cp310-cp310-manylinux_2_37_x86_64.manylinux_2_38_x86_64.whl",
        "shop-1.0-cp310-cp310-win_amd64.whl",
        "shop-1.0-cp311-cp311-manylinux_2_36_x86_64.whl",
    ]

    assert glibc_needed(wheels, AMD64) == "2.37"
    assert glibc_needed(wheels[2:], AMD64) == ""

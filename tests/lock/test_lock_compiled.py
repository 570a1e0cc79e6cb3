"""What pip-compile and uv write, as pins."""

from __future__ import annotations

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Pin
from mlpack.lock.compiled import pins_in

WRITTEN = """\
shop==2.0
    # via -r requirements.in
till[fast,quick_safe,quick-safe]==1.5+cpu ; sys_platform == "linux"
    # via
    #   -c constraints.in
    #   -r requirements.in
    #   shop
own @ https://a.example/own-1.0%2Bcpu-py3-none-any.whl#sha256=0
    # via -r requirements.in
raw @ https://a.example/raw-1.0.tar.gz
odd===1.0-2

# The following packages are considered to be unsafe in a requirements file:
setuptools==80.0
    # via
    #   odd
    #   raw
"""


def test_pins_are_read_with_who_asked_for_them() -> None:
    assert pins_in(WRITTEN) == (
        Pin("odd", "1.0-2", ()),
        Pin(
            "own",
            "1.0+cpu",
            (),
            url="https://a.example/own-1.0%2Bcpu-py3-none-any.whl#sha256=0",
            via=("-r requirements.in",),
        ),
        Pin("raw", "1.0", (), url="https://a.example/raw-1.0.tar.gz"),
        Pin("setuptools", "80.0", (), via=("odd", "raw")),
        Pin("shop", "2.0", (), via=("-r requirements.in",)),
        Pin(
            "till",
            "1.5+cpu",
            (),
            marker='sys_platform == "linux"',
            extras=("fast", "quick-safe"),
            via=("-c constraints.in", "-r requirements.in", "shop"),
        ),
    )


def test_a_package_on_two_lines_is_one_pin() -> None:
    text = "till==1.5\n    # via shop\ntill[fast]==1.5\n    # via bag\n"

    assert pins_in(text) == (Pin("till", "1.5", (), extras=("fast",), via=("bag", "shop")),)


def test_a_line_that_is_no_pin_is_shown() -> None:
    with pytest.raises(LockFailed) as refused:
        pins_in("--index-url somewhere\n")

    assert refused.value.says == (
        "The resolver wrote a line that mlpack cannot read: --index-url somewhere."
    )

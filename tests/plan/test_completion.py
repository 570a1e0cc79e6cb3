"""What only the pins can tell: the Debian packages that they need, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.plan import (
    Decision,
    Plan,
    completed,
    requirement_names,
    resolve,
    unsure_needs,
)
from mlpack.spec import Known, read, spec_from

CATALOG = Catalog(open_layers((), Path()))
PLAIN = "name: digits\nframework: scikit-learn==1.7.2\npython: 3.11\n"


def plan_of(text: str = "", suite: str = "trixie") -> Plan:
    plan = resolve(spec_from(read(PLAIN + text), Known()), CATALOG)
    return replace(plan, base=replace(plan.base, suite=suite))


def run_and_build(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return plan.system_packages.run, plan.system_packages.build


@pytest.mark.parametrize(
    ("pins", "run"),
    [
        ({"numpy": (), "scikit-learn": ()}, ()),
        ({"lightgbm": ("requirements.in",)}, ("libgomp1",)),
        ({"opencv-python": ("ultralytics",)}, ("libgl1", "libglib2.0-0t64")),
        ({"opencv-python-headless": ("ultralytics",)}, ()),
        ({"psycopg2": ("django-store",)}, ("libpq5",)),
        ({"python-magic": (), "pyzbar": ()}, ("libmagic1t64", "libzbar0t64")),
    ],
)
def test_what_the_pins_need_is_in_the_image_by_the_names_of_its_suite(
    pins: Mapping[str, tuple[str, ...]], run: tuple[str, ...]
) -> None:
    assert run_and_build(completed(plan_of(), pins, CATALOG)) == (run, ())


def test_an_older_suite_has_the_older_names() -> None:
    plan = completed(plan_of(suite="bookworm"), {"opencv-python": ()}, CATALOG)

    assert plan.system_packages.run == ("libgl1", "libglib2.0-0")


def test_each_package_has_its_reason_and_is_a_decision_of_its_own() -> None:
    before = plan_of()
    pins = {
        "lightgbm": ("requirements.in",),
        "opencv-python": ("ultralytics",),
        "ultralytics": ("requirements.in",),
    }

    plan = completed(before, pins, CATALOG)

    opencv = (
        "For opencv-python, which ultralytics asks for. It opens windows with OpenGL and GLib, and "
        "is not imported without them. opencv-python-headless would not need it."
    )
    reasons = {
        "libgl1": opencv,
        "libglib2.0-0t64": opencv,
        "libgomp1": "For lightgbm. Its wheel brings no OpenMP.",
    }
    assert plan.system_packages.because == reasons
    assert plan.decisions == (
        *before.decisions,
        *(
            Decision(
                "system package",
                package,
                because,
                ("system_packages.run", "system_packages.because"),
            )
            for package, because in reasons.items()
        ),
    )


def test_two_that_need_the_same_package_are_both_told() -> None:
    plan = completed(plan_of(), {"pdf2image": (), "pytesseract": (), "lightgbm": ()}, CATALOG)
    both = completed(plan_of(), {"lightgbm": (), "llama-cpp-python": ()}, CATALOG)

    assert plan.system_packages.run == ("libgomp1", "poppler-utils", "tesseract-ocr")
    assert both.system_packages.because == {
        "libgomp1": "For lightgbm. Its wheel brings no OpenMP. "
        "For llama-cpp-python. It calculates with OpenMP and brings none."
    }


@pytest.mark.parametrize(
    ("named", "run"),
    [
        ("[libgomp1]", ("libgl1", "libglib2.0-0t64", "libgomp1")),
        ("[libglib2.0-0]", ("libgl1", "libglib2.0-0", "libgomp1")),
        ("[libgomp1, libgl1, libglib2.0-0t64]", ("libgl1", "libglib2.0-0t64", "libgomp1")),
    ],
)
def test_what_a_person_named_is_not_named_again(named: str, run: tuple[str, ...]) -> None:
    before = plan_of(f"system_packages: {named}")

    plan = completed(before, {"lightgbm": (), "opencv-python": ()}, CATALOG)

    assert plan.system_packages.run == run
    assert set(plan.system_packages.because) == set(run) - set(before.system_packages.run)


def test_what_is_built_from_source_brings_what_its_build_needs() -> None:
    pins = {"lightgbm": (), "psycopg2": ()}

    from_wheels = completed(plan_of(), pins, CATALOG)
    built = completed(plan_of("lock: {from_source: [psycopg2]}"), pins, CATALOG)
    by_pattern = completed(plan_of("lock: {from_source: [light*]}"), pins, CATALOG)

    run = ("libgomp1", "libpq5")
    assert run_and_build(from_wheels) == (run, ())
    assert run_and_build(built) == (run, ("build-essential", "libpq-dev"))
    assert run_and_build(by_pattern) == (run, ("build-essential", "cmake"))
    assert built.decisions[-3].facts == ("system_packages.build", "system_packages.because")


def test_a_need_that_could_not_be_checked_is_told_and_adds_nothing() -> None:
    before = plan_of("system_packages: [ffmpeg]")
    pins = {"pydub": (), "triton": ("torch",), "python-magic": ()}

    plan = completed(before, pins, CATALOG)

    assert plan.system_packages.run == ("ffmpeg", "libmagic1t64")
    assert [(need.distribution, need.run) for need in unsure_needs(plan, pins, CATALOG)] == [
        ("triton", ("gcc", "libc6-dev"))
    ]


def test_a_need_is_told_by_the_name_that_the_suite_has() -> None:
    pins = {"pyvips": ()}

    told = [unsure_needs(plan_of(suite=suite), pins, CATALOG) for suite in ("bookworm", "trixie")]

    assert [[need.run for need in needs] for needs in told] == [
        [("libvips42",)],
        [("libvips42t64",)],
    ]


def test_without_a_lock_the_lines_tell_what_they_name() -> None:
    plan = plan_of("requirements: [LightGBM>=4, 'pyzbar; python_version < \"3.9\"']")

    names = requirement_names(plan)

    assert {"lightgbm", "scikit-learn", "uvicorn"} <= set(names)
    assert "pyzbar" not in names
    assert completed(plan, names, CATALOG).system_packages.run == ("libgomp1",)


def test_completing_changes_nothing_that_a_lock_is_made_from() -> None:
    before = plan_of()

    plan = completed(before, {"lightgbm": (), "opencv-python": ()}, CATALOG)

    assert (
        replace(plan, system_packages=before.system_packages, decisions=before.decisions) == before
    )

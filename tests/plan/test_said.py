"""What a project's own requirement files say of the framework and of Python is heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import Plan, resolve
from mlpack.requirements import Line, Requested
from mlpack.spec import Known, read, spec_from

CATALOG = Catalog(open_layers((), Path()))


def plan_of(requested: Requested, more: str = "") -> Plan:
    spec = spec_from(read(f"name: digits\nframework: scikit-learn\n{more}"), Known())
    return resolve(spec, CATALOG, requested)


def said(text: str) -> Requested:
    return Requested((Line(text, "requirements.txt:3", "requirements.txt"),))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("scikit-learn==1.5.2", "1.5.2"),
        ("Scikit_Learn>=1.5,<1.7", "1.6.*"),
        ("scikit-learn~=1.5.0", "1.5.*"),
        ("scikit-learn", "1.9.*"),
        ("scikit-learn==1.5.2 ; python_version < '3'", "1.9.*"),
        ("pandas==2.0", "1.9.*"),
    ],
)
def test_the_version_that_a_requirement_file_asks_for_is_chosen(text: str, version: str) -> None:
    plan = plan_of(said(text))

    assert plan.framework.version == version
    assert text in plan.requirement_lines


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("scikit-learn==1.5.2", "requirements.txt:3 asks for scikit-learn==1.5.2."),
        (
            "scikit-learn<1.7",
            f"The newest release that the catalogue of {CATALOG.day} knows that is <1.7, as "
            "requirements.txt:3 asks.",
        ),
    ],
)
def test_the_reason_of_the_version_names_the_line_that_asks(text: str, because: str) -> None:
    decisions = {decision.what: decision.because for decision in plan_of(said(text)).decisions}

    assert decisions["framework"] == because


def test_another_release_is_no_way_out_where_a_file_pins_one() -> None:
    with pytest.raises(Incompatible) as refused:
        plan_of(said("scikit-learn==1.6.1"), 'python: "3.14"\n')

    assert refused.value.choices == ('python: "3.13"',)


def test_a_pin_of_a_foreign_lock_is_a_wish_too() -> None:
    pin = Line("scikit-learn==1.6.1", "uv.lock:40", "uv.lock")

    assert plan_of(Requested(constraints=(pin,))).framework.version == "1.6.1"


def test_mlpack_yaml_outweighs_them() -> None:
    spec = spec_from(read("name: digits\nframework: scikit-learn==1.7.*\n"), Known())

    assert resolve(spec, CATALOG, said("scikit-learn==1.5.2")).framework.version == "1.7.*"


def test_lines_of_a_file_are_a_paragraph_that_names_it() -> None:
    lines = (
        Line("till>=1", "requirements.txt:1", "requirements.txt"),
        Line("shop", "base.txt:1", "requirements.txt"),
    )

    paragraphs = plan_of(Requested(lines), "requirements: [own]").requirements

    assert [(p.because, p.lines, p.asker) for p in paragraphs[-2:]] == [
        ("What model.py needs beyond that.", ("own",), "mlpack.yaml"),
        ("From requirements.txt.", ("shop", "till>=1"), "requirements.txt"),
    ]


def test_the_python_fits_the_requires_python_of_the_pyproject() -> None:
    assert plan_of(Requested(pythons=">=3.10,<3.13")).python == "3.12"


def test_a_python_that_the_pyproject_is_not_for_is_refused() -> None:
    with pytest.raises(Incompatible) as refused:
        plan_of(Requested(pythons=">=3.8,<3.12"), "python: '3.13'")

    assert refused.value.says == "The project's pyproject.toml is for Python >=3.8,<3.12."
    assert refused.value.choices == ('python: "3.11"',)


def test_a_version_that_the_catalogue_does_not_know_is_named_with_its_place() -> None:
    with pytest.raises(Incompatible) as refused:
        plan_of(said("scikit-learn==0.24.2"))

    assert refused.value.says == (
        "The catalogue of 2026-11-20 knows scikit-learn 1.3 to 1.9, not ==0.24.2 "
        "(requirements.txt:3)."
    )

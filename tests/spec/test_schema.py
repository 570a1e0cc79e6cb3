"""The JSON Schema accepts what mlpack accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from projects import put

from mlpack import api
from mlpack.spec import SCHEMA_FILE, json_schema, schema_text

VALIDATOR = Draft202012Validator(json_schema())


@pytest.mark.parametrize(
    "spec",
    [
        {"name": "digits", "framework": "scikit-learn"},
        {"name": "digits", "framework": {"name": "scikit-learn", "version": 1.7}, "python": 3.12},
        {"name": "digits", "framework": "x", "serving": {"port": 9000}, "system_packages": ["a1"]},
        {"spec": 1, "name": "digits", "framework": "x", "model": "m", "compute": "cpu"},
    ],
)
def test_a_right_spec_fits_the_schema(spec: dict[str, object]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(spec)] == []


@pytest.mark.parametrize(
    "spec",
    [
        {"framework": "scikit-learn"},
        {"name": "digits", "framework": "x", "nam": "y"},
        {"name": "digits", "framework": "x", "serving": {"prt": 1}},
        {"name": "digits", "framework": "x", "compute": "gpu"},
        {"name": "digits", "framework": "x", "requirements": {"pandas": "2"}},
    ],
)
def test_a_wrong_spec_does_not(spec: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(spec)


def test_the_schema_itself_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())

    assert json_schema()["title"] == "mlpack.yaml"


def test_what_editors_get_is_the_schema_of_the_code() -> None:
    """`python docs/make_reference.py` renews it."""
    assert json.loads(schema_text()) == json_schema()


def test_the_schema_is_written_where_mlpack_yaml_names_it_and_renewed_where_it_differs(
    tmp_path: Path,
) -> None:
    text = "name: a\nframework: scikit-learn\n"
    put(tmp_path / "without", {"mlpack.yaml": text})
    put(tmp_path / "with", {"mlpack.yaml": f"# $schema={SCHEMA_FILE}\n{text}"})

    for folder in ("with", "without"):
        api.generate(api.open_project(tmp_path / folder))
    put(tmp_path / "with", {SCHEMA_FILE: "{}\n"})
    api.generate(api.open_project(tmp_path / "with"))

    assert (tmp_path / "with" / SCHEMA_FILE).read_text() == schema_text()
    assert not (tmp_path / "without" / SCHEMA_FILE).exists()

"""The JSON Schema accepts what mlpack accepts."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from mlpack.spec import json_schema

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

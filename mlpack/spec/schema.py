"""The JSON Schema of mlpack.yaml, short forms and all, for editors and for CI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlpack.spec.model import Spec

# Made by docs/make_reference.py: to work it out takes as long as all else that `generate` does.
SCHEMA = Path(__file__).with_name("schema.json")


def json_schema() -> dict[str, Any]:
    """Draft 2020-12; an editor that follows it accepts what mlpack accepts."""
    schema = Spec.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "mlpack.yaml",
    }


def schema_text() -> str:
    """The same as text, as it lies beside this module; written for editors into a project."""
    return SCHEMA.read_text(encoding="utf-8")

"""The JSON Schema of mlpack.yaml, short forms and all, for editors and for CI."""

from __future__ import annotations

from typing import Any

from mlpack.spec.model import Spec


def json_schema() -> dict[str, Any]:
    """Draft 2020-12; an editor that follows it accepts what mlpack accepts."""
    schema = Spec.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "mlpack.yaml",
    }

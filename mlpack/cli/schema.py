"""`mlpack schema`: the JSON Schema of mlpack.yaml, for editors."""

from __future__ import annotations

import typer

from mlpack.cli import screen


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema() -> None:
    """Prints the JSON Schema of mlpack.yaml."""
    from mlpack.spec import json_schema

    screen.answer_json(json_schema())

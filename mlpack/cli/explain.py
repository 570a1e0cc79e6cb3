"""`mlpack explain`: why each decision was made."""

from __future__ import annotations

from pathlib import Path

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson, Folder


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    folder: Folder = Path(),
    as_json: AsJson = False,
) -> None:
    """Says why each decision was made."""
    from mlpack import api

    decisions = api.open_project(folder).plan.decisions
    if as_json:
        rows = [{"what": d.what, "value": d.value, "because": d.because} for d in decisions]
        screen.answer_json(rows)
        return
    paragraphs = (f"{d.what}: {d.value}\n    {d.because}" for d in decisions)
    screen.answer("\n\n".join(paragraphs))

"""`mlpack plan`: what will be, before anything is made."""

from __future__ import annotations

from pathlib import Path

import typer

from mlpack.cli import screen
from mlpack.cli.cautions import caution
from mlpack.cli.options import AsJson, Folder


def register(app: typer.Typer) -> None:
    app.command("plan")(plan)


def plan(
    folder: Folder = Path(),
    as_json: AsJson = False,
) -> None:
    """Shows what mlpack.yaml leads to: the decisions and the files.

    Nothing is written: see it before `mlpack generate`.
    """
    from mlpack import api

    project = api.open_project(folder)
    caution(project)
    made = project.plan
    if as_json:
        screen.answer_json(made.as_json())
        return
    screen.answer(screen.table(((d.what, d.value) for d in made.decisions), indent=""))
    screen.answer("")
    screen.answer(screen.table(((f.path, f.ownership) for f in made.files), indent=""))

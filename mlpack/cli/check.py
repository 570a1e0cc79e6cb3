"""`mlpack check`: rules over the spec, the plan and the files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson, Folder
from mlpack.wording import plural


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    folder: Folder = Path(),
    as_json: AsJson = False,
) -> None:
    """Finds what would break or leak. Exits 1 where it finds something.

    Rules of mlpack's own, then hadolint and `docker build --check` where this machine has them.
    Nothing is changed.
    """
    from mlpack import api

    report = api.check(api.open_project(folder), today=date.today())
    if as_json:
        screen.answer_json(asdict(report))
    else:
        for found in report.findings:
            screen.answer(f"{found.severity}: {found.where}  {found.says}  [{found.rule}]")
            screen.answer(f"    {found.mend}")
        screen.answer(f"{plural(len(report.findings), 'finding')}.")
    for skipped in report.not_run:
        screen.say(f"not run: {skipped.check}: {skipped.because}")
    if report.findings:
        raise typer.Exit(1)

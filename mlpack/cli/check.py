"""`mlpack check`: rules over the spec, the plan and the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer

from mlpack.cli import screen
from mlpack.cli.many import is_many, named
from mlpack.cli.options import All, AsFormat, AsJson, Folders, Format, Jobs, format_of
from mlpack.wording import plural


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    folders: Folders = None,
    everything: All = False,
    jobs: Jobs = 0,
    asked: AsFormat = Format.TEXT,
    as_json: AsJson = False,
) -> None:
    """Finds what would break or leak. Exits 1 where it finds something.

    Rules of mlpack's own, then hadolint and `docker build --check` where this machine has them.
    Nothing is changed.
    """
    form = format_of(asked, as_json=as_json)
    if form.is_report or is_many(folders, everything=everything):
        _check_many(named(folders, everything=everything), form=form, jobs=jobs)
    else:
        _check_one(folders[0] if folders else Path(), form=form)


def _check_one(folder: Path, *, form: Format) -> None:
    from mlpack import api

    report = api.check(api.open_project(folder), today=date.today())
    if form is Format.JSON:
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


def _check_many(folders: Sequence[Path], *, form: Format, jobs: int) -> None:
    from mlpack import api
    from mlpack.cli import many

    def finds(outcome: api.Outcome) -> bool:
        return bool(outcome.report and outcome.report.findings)

    outcomes = api.check_many(folders, today=date.today(), jobs=jobs)
    says = {1: "with findings", 0: ""}
    many.show(outcomes, folders, form=form, finds=finds, lines=many.finding_lines, says=says)

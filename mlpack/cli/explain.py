"""`mlpack explain`: why each decision was made, and why a line of a file is there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from mlpack.cli import screen, values
from mlpack.cli.options import AsJson


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT",
        help="A project's folder; a file of it, as in Dockerfile; or a line, as in Dockerfile:12. "
        "Left out: the current folder.",
        show_default=False,
        autocompletion=values.files,
    ),
]


def explain(what: What = "", as_json: AsJson = False) -> None:
    """Says why each decision was made, and why a line is there.

    Of a folder: every decision with its reason. Of a file: what each part stands for. Of a line:
    its template, the facts in it, and the settings that led to them.
    """
    from mlpack import api
    from mlpack.cli import explained
    from mlpack.cli.question import asked

    question = asked(what or ".")
    project = api.open_project(question.root)
    if not question.path:
        decisions = project.plan.decisions
        plain: object = [asdict(decision) for decision in decisions]
        text = explained.decisions_text(decisions)
    elif question.line is None:
        overview = api.explain_file(project, question.path)
        plain, text = asdict(overview), explained.overview_text(overview)
    else:
        answer = api.explain_line(project, question.path, question.line)
        plain, text = asdict(answer), explained.answer_text(answer)
    if as_json:
        screen.answer_json(plain)
    else:
        screen.answer(text)

"""`mlpack doctor`: what ails this host, or what a log says."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson
from mlpack.errors import Incompatible, LayerFault, SpecFaults, UsageError
from mlpack.wording import plural

if TYPE_CHECKING:
    from mlpack.api import Project
    from mlpack.doctor import Diagnosis


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The project's folder; without one, the host alone."),
    ] = Path(),
    log: Annotated[
        str,
        typer.Option(
            "--log",
            metavar="FILE",
            help="Find known failures in the log of a build or a run instead; `-` is stdin.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compares this host with what the project needs. Exits 1 where something is not as it should.

    Drivers and GPUs are asked of nvidia-smi, the rest of docker; nothing is changed.
    """
    if log:
        _show_log(folder, log, as_json)
    else:
        _show_host(folder, as_json)


def _show_host(folder: Path, as_json: bool) -> None:
    from mlpack import api

    verdicts = api.examine(api.project_in(folder))
    if as_json:
        screen.answer_json([asdict(verdict) for verdict in verdicts])
    else:
        rows = [(v.state, v.about, v.says) for v in verdicts]
        for line, verdict in zip(screen.table(rows, indent="").splitlines(), verdicts, strict=True):
            screen.answer(line)
            if verdict.mend:
                screen.answer(f"    {verdict.mend}")
    if any(verdict.is_finding for verdict in verdicts):
        raise typer.Exit(1)


def _show_log(folder: Path, log: str, as_json: bool) -> None:
    from mlpack import api

    project = _project_beside_a_log(folder)
    with _opened(log) as file:
        diagnoses = api.diagnose(file, project)
    if as_json:
        screen.answer_json([_plain(diagnosis) for diagnosis in diagnoses])
    else:
        name = "stdin" if log == "-" else log
        for diagnosis in diagnoses:
            screen.answer("\n".join(_lines(diagnosis, name)) + "\n")
        screen.answer(f"{plural(len(diagnoses), 'known failure')} in {name}.")
    if diagnoses:
        raise typer.Exit(1)


def _project_beside_a_log(folder: Path) -> Project | None:
    """A log can be read without the project, so a fault in that is said and no more."""
    from mlpack import api

    try:
        return api.project_in(folder)
    except (SpecFaults, Incompatible, LayerFault) as problem:
        screen.error(problem)
        screen.say("So what follows is not adapted to the project.")
        return None


def _opened(log: str) -> AbstractContextManager[BinaryIO]:
    if log == "-":
        return nullcontext(sys.stdin.buffer if sys.stdin else BytesIO())
    try:
        return Path(log).open("rb")
    except OSError as problem:
        raise UsageError(f"{log} cannot be read: {problem.strerror}.") from None


def _lines(diagnosis: Diagnosis, log: str) -> list[str]:
    found, failure = diagnosis.found, diagnosis.found.failure
    return [
        f"{log}:{found.line}  {failure.title}  [{failure.name}]",
        f"    {found.text}",
        *_paragraph("why", " ".join(filter(None, (found.told, failure.cause)))),
        *_paragraph("fix", failure.fix),
        *(f"         {line}" for line in diagnosis.advice),
        *_paragraph("not confirmed", failure.unconfirmed),
        *_paragraph("from", failure.source),
    ]


def _paragraph(head: str, text: str) -> list[str]:
    return [f"    {head}: {text}"] if text else []


def _plain(diagnosis: Diagnosis) -> dict[str, object]:
    found, failure = diagnosis.found, diagnosis.found.failure
    return {
        "failure": failure.name,
        "line": found.line,
        "text": found.text,
        "title": failure.title,
        "told": found.told,
        "cause": failure.cause,
        "fix": failure.fix,
        "advice": list(diagnosis.advice),
        "unconfirmed": failure.unconfirmed,
        "source": failure.source,
    }

"""Arguments that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from mlpack.errors import UsageError


class Format(str, Enum):
    """How an answer is written; the last three are for CI."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"

    @property
    def is_report(self) -> bool:
        return self not in {Format.TEXT, Format.JSON}


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The project's folder.")]
Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="DIR", help="The project's folder, or those of several."),
]
All = Annotated[
    bool, typer.Option("--all", help="Every project below DIR, hidden folders left out.")
]
Jobs = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="Work on N projects at a time. Left out: as many as pay."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
AsFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="text, json, or a report for CI: sarif, junit or github.",
    ),
]


def format_of(asked: Format, *, as_json: bool) -> Format:
    """`--json` is short for `--format json`. Raises UsageError where both say different things."""
    if not as_json:
        return asked
    if asked.is_report:
        raise UsageError(f"--json and --format {asked.value} are two answers.")
    return Format.JSON

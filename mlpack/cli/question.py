"""What `mlpack explain` is asked about: a project, a file of one, or a line of a file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from mlpack.errors import UsageError

# A drive's colon has no number after it. A column, as editors give one, is not asked about.
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(:[0-9]+)?")


@dataclass(frozen=True)
class Question:
    """`path` is relative to the project and empty for the project itself; `line` counts from 1."""

    root: Path
    path: str = ""
    line: int | None = None


def asked(what: str) -> Question:
    """Raises UsageError where a file is named and no folder above it is a project."""
    if Path(what).is_dir():
        return Question(Path(what))
    place = _PLACE.fullmatch(what)
    file = Path(os.path.abspath(place["file"] if place else what))  # noqa: PTH100 - no links
    root = _project_of(file)
    if root is None and not place and not file.is_file():
        return Question(Path(what))
    if root is None:
        raise UsageError(
            f"There is no project around {file}: no folder above it has a mlpack.yaml.",
            hint="`mlpack init` asks a few questions and writes one.",
        )
    line = int(place["line"]) if place else None
    return Question(root, file.relative_to(root).as_posix(), line)


def _project_of(file: Path) -> Path | None:
    from mlpack.api import SPEC_FILE

    return next((folder for folder in file.parents if (folder / SPEC_FILE).is_file()), None)

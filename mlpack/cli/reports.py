"""The outcome of many projects as a report for CI, its places relative to the repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlpack.cli.options import Format

if TYPE_CHECKING:
    from mlpack.api import Outcome
    from mlpack.report import Section


def report(outcomes: Iterable[Outcome], form: Format) -> str:
    from mlpack.report import WRITERS

    top = _repository(Path.cwd())
    return WRITERS[form.value]([_section(outcome, top) for outcome in outcomes])


def _section(outcome: Outcome, top: Path) -> Section:
    from mlpack.report import Section, of_changes, of_error, of_findings

    root = outcome.folder.resolve()
    inside = root.is_relative_to(top)
    prefix = root.relative_to(top).as_posix() if inside else root.as_posix()
    entries = list(of_changes(outcome.changes, root, prefix))
    if outcome.report:
        entries += of_findings(outcome.report.findings, root, prefix)
    if outcome.error:
        entries += of_error(outcome.error, root, prefix)
    files = ["mlpack.yaml", *(change.path for change in outcome.changes)]
    paths = tuple((PurePosixPath(prefix) / file).as_posix() for file in files)
    return Section(prefix, paths, tuple(entries))


def _repository(folder: Path) -> Path:
    """The nearest folder with a `.git`; where there is none, this one."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if (place / ".git").exists()), here)

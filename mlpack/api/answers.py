"""What a project can be asked: why a line is there, what is wrong, and what a host lacks.

The rooms that answer are imported where they are asked: who only generates waits for none.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mlpack.api.generation import preview
from mlpack.api.locks import missing_wheels
from mlpack.api.project import Project

if TYPE_CHECKING:
    from typing import BinaryIO

    from mlpack import explain as explanations
    from mlpack.check import Report
    from mlpack.doctor import Diagnosis, Verdict


def explain_line(project: Project, path: str, line: int) -> explanations.Answer:
    """Why line `line`, from 1, of the file `path` is there; reads only.

    Raises:
        UsageError: mlpack does not make this file, or there is no such line.
        LockFailed: it is a lock, and damaged.
    """
    from mlpack import explain as explanations

    return explanations.explain_line(_subject_of(project), path, line)


def explain_file(project: Project, path: str) -> explanations.Overview:
    """The file `path` part by part, each with its reasons. Raises as `explain_line`."""
    from mlpack import explain as explanations

    return explanations.explain_file(_subject_of(project), path)


def check(project: Project, *, today: date) -> Report:
    """Every rule and every linter that this machine has; reads only."""
    from mlpack.check import Subject
    from mlpack.check import check as run_checks

    seen = preview(project)
    return run_checks(
        Subject(
            root=project.root,
            plan=project.plan,
            catalog=project.catalog,
            changes=seen.changes,
            locks=seen.locks,
            today=today,
            pins=project.pins,
            missing_wheels=missing_wheels(project),
        )
    )


def examine(project: Project | None) -> tuple[Verdict, ...]:
    """This host against what the project needs of it; without one, what can be said of any host."""
    from mlpack import doctor

    host = doctor.ask_host()
    if project is None:
        return doctor.examine_host(host)
    return doctor.examine(host, project.plan, project.catalog, root=project.root)


def diagnose(log: BinaryIO, project: Project | None) -> tuple[Diagnosis, ...]:
    """The known failures in a log, the clearest first, and what to change against each."""
    from mlpack import doctor

    if project is None:
        return doctor.diagnose(log)
    return doctor.diagnose(log, project.plan, project.catalog)


def _subject_of(project: Project) -> explanations.Subject:
    from mlpack.explain import Subject

    return Subject(
        root=project.root,
        document=project.document,
        spec=project.spec,
        plan=project.plan,
        layers=project.layers,
        tree=project.tree,
    )

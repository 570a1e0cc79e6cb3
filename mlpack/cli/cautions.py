"""What a person should know of a plan that works: said once, on stderr."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mlpack.cli import screen

if TYPE_CHECKING:
    from mlpack.api import Project


def caution(project: Project) -> None:
    """Of a Python out of support and of unconfirmed facts; `mlpack check` says the rest."""
    plan = project.plan
    row = next(row for row in project.catalog.pythons if row.version == plan.python)
    if row.end_of_life < date.today().isoformat():
        screen.say(
            f"warning: the security support of Python {row.version} ended on {row.end_of_life}."
        )
    for fact in plan.unconfirmed:
        screen.say(f"warning: {fact.what}. Not confirmed: {fact.says} ({fact.as_of}).")

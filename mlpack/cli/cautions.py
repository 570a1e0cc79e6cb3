"""What a person should know of a plan that works: said once, on stderr."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mlpack.cli import screen

if TYPE_CHECKING:
    from mlpack.api import Project


def caution(project: Project) -> None:
    """Of a Python out of support and of unconfirmed facts; `mlpack check` says the rest."""
    from mlpack import api

    for says in api.cautions(project, today=date.today()):
        screen.say(f"warning: {says}")

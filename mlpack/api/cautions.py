"""What a person should know of a plan that works."""

from __future__ import annotations

from datetime import date

from mlpack.api.project import Project


def cautions(project: Project, *, today: date) -> tuple[str, ...]:
    """Of a Python out of support and of unconfirmed facts; `check` says the rest."""
    plan = project.plan
    row = next(row for row in project.catalog.pythons if row.version == plan.python)
    is_over = row.end_of_life < today.isoformat()
    ended = f"the security support of Python {row.version} ended on {row.end_of_life}."
    unconfirmed = (f"{f.what}. Not confirmed: {f.says} ({f.as_of})." for f in plan.unconfirmed)
    return (*([ended] if is_over else []), *unconfirmed)

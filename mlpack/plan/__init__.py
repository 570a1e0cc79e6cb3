"""What will be, and why: a Spec and the catalogue resolved to a Plan."""

from mlpack.plan.build import Build, Mount, lock_path
from mlpack.plan.choice import supported
from mlpack.plan.completion import Pins, completed, requirement_names, unsure_needs
from mlpack.plan.index import Index, is_address
from mlpack.plan.model import (
    Constraint,
    Decision,
    LockFile,
    Paragraph,
    Plan,
    PlannedFile,
    Unconfirmed,
)
from mlpack.plan.resolve import resolve
from mlpack.plan.telling import telling
from mlpack.plan.usual import without_usual
from mlpack.plan.verdict import refused_by, verdict

__all__ = [
    "Build",
    "Constraint",
    "Decision",
    "Index",
    "LockFile",
    "Mount",
    "Paragraph",
    "Pins",
    "Plan",
    "PlannedFile",
    "Unconfirmed",
    "completed",
    "is_address",
    "lock_path",
    "refused_by",
    "requirement_names",
    "resolve",
    "supported",
    "telling",
    "unsure_needs",
    "verdict",
    "without_usual",
]

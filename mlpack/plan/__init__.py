"""What will be, and why: a Spec and the catalogue resolved to a Plan."""

from mlpack.plan.build import Build, Mount, lock_path
from mlpack.plan.choice import supported
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

__all__ = [
    "Build",
    "Constraint",
    "Decision",
    "Index",
    "LockFile",
    "Mount",
    "Paragraph",
    "Plan",
    "PlannedFile",
    "Unconfirmed",
    "is_address",
    "lock_path",
    "resolve",
    "supported",
]

"""What will be, and why: a Spec and the catalogue resolved to a Plan."""

from mlpack.plan.choice import supported
from mlpack.plan.model import Decision, Paragraph, Plan, PlannedFile
from mlpack.plan.resolve import resolve

__all__ = ["Decision", "Paragraph", "Plan", "PlannedFile", "resolve", "supported"]

"""Rules over a project, and the linters that this machine has."""

from mlpack.check.check import check
from mlpack.check.finding import Finding, NotRun, Report
from mlpack.check.linters import LINTERS
from mlpack.check.rules import RULES
from mlpack.check.subject import Subject

__all__ = ["LINTERS", "RULES", "Finding", "NotRun", "Report", "Subject", "check"]

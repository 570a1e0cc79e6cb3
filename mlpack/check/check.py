"""Every rule and every linter over one project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mlpack.check.finding import NotRun, Report
from mlpack.check.linters import LINTERS, Outcome
from mlpack.check.rules import RULES
from mlpack.check.subject import Subject


def check(subject: Subject, *, linters: Sequence[Callable[[Path], Outcome]] = LINTERS) -> Report:
    """The findings, errors first, and what could not be run."""
    findings = [finding for rule in RULES for finding in rule(subject)]
    outcomes = [linter(subject.root) for linter in linters]
    not_run = tuple(outcome for outcome in outcomes if isinstance(outcome, NotRun))
    findings += [f for outcome in outcomes if isinstance(outcome, list) for f in outcome]
    findings.sort(key=lambda f: (f.severity, f.where, f.rule))
    return Report(tuple(findings), not_run)

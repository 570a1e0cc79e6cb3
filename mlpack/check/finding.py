"""What a rule found, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """`where` is a file, with its line where it has one; `mend` is what to do or to run."""

    rule: str
    severity: Severity
    where: str
    says: str
    mend: str


@dataclass(frozen=True)
class NotRun:
    """A check that this machine cannot make, and why; said, for silence would read as a pass."""

    check: str
    because: str


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]

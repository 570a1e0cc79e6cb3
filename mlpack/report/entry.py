"""One thing found at a place of the repository; and a project with all that was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpack.check.finding import Severity


@dataclass(frozen=True)
class Entry:
    """`file` is relative to the repository; `line` and `column` count from 1, 0 is unknown.

    `mend` is what to do or to run against it; it may be empty.
    """

    rule: str
    severity: Severity
    file: str
    says: str
    mend: str = ""
    line: int = 0
    column: int = 0

    @property
    def text(self) -> str:
        return f"{self.says}\n{self.mend}" if self.mend else self.says


@dataclass(frozen=True)
class Section:
    """One project: the files that were looked at, and what was found in them."""

    folder: str
    files: tuple[str, ...]
    entries: tuple[Entry, ...]

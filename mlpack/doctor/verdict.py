"""What the doctor says of one thing, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "error", "not run"]


@dataclass(frozen=True)
class Verdict:
    """`about` is what was looked at; `mend` is empty where nothing is to be done."""

    about: str
    state: State
    says: str
    mend: str = ""

    @property
    def is_finding(self) -> bool:
        return self.state in {"warning", "error"}

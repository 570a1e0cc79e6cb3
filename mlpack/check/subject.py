"""What the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from mlpack.catalog import Catalog
from mlpack.check.pinned import Pinned, pinned
from mlpack.plan import Pins, Plan
from mlpack.write import Change


@dataclass(frozen=True)
class Subject:
    """One project; `today` is given, so that a rule is a function of what it sees.

    `locks` is one change a platform; `pins` is all that will be installed, by which `plan` was
    completed; `missing_wheels` is what the locks pin and the wheelhouse lacks, by name.
    """

    root: Path
    plan: Plan
    catalog: Catalog
    changes: tuple[Change, ...]
    locks: tuple[Change, ...]
    today: date
    pins: Pins = field(default_factory=dict)
    missing_wheels: tuple[str, ...] = ()

    @cached_property
    def pinned(self) -> tuple[Pinned, ...]:
        """The locks as they lie there, fresh or not: they are what an image is built from."""
        platforms = {file.path: file.platform for file in self.plan.lock.files}
        return tuple(
            pinned(lock.path, platforms.get(lock.path, ""), lock.before or "")
            for lock in self.locks
        )

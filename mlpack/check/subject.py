"""What the rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mlpack.catalog import Catalog
from mlpack.plan import Plan
from mlpack.write import Change


@dataclass(frozen=True)
class Subject:
    """One project; `today` is given, so that a rule is a function of what it sees.

    `locks` is one change a platform; `missing_wheels` is what the locks pin and the wheelhouse
    lacks, by name.
    """

    root: Path
    plan: Plan
    catalog: Catalog
    changes: tuple[Change, ...]
    locks: tuple[Change, ...]
    today: date
    missing_wheels: tuple[str, ...] = ()

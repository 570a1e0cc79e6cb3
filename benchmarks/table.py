"""From samples to one line a row: medians, the ratio, and whether the target is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.targets import ROWS

HEAD = ("row", "unit", "reference", "mlpack", "ratio", "target", "met")
NONE = "-"


@dataclass(frozen=True)
class Samples:
    """What was measured for one row of `targets.ROWS`, in the order of the rounds.

    The n-th of both were measured next to each other, and are compared one by one.
    """

    row: str
    reference: tuple[float, ...]
    project: tuple[float, ...]
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Median of the pairs' ratios, mlpack's to the reference's; None where there is none."""
        if ROWS[self.row].is_count or not self.reference or not all(self.reference):
            return None
        pairs = zip(self.project, self.reference, strict=True)
        return median(mine / its for mine, its in pairs)

    @property
    def is_met(self) -> bool | None:
        """None where the row has no target, or nothing to hold against it."""
        target = ROWS[self.row].target
        figure = median(self.project) if target and target.kind == "value" else self.ratio
        return None if target is None or figure is None else target.is_met(figure)


def table(measured: Iterable[Samples], *, judged: bool) -> str:
    """Markdown, columns aligned; unless `judged` the last column claims nothing."""
    lines = [HEAD, *(_cells(samples, judged) for samples in measured)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(cells, widths) for cells in (lines[0], rule, *lines[1:]))


def notes(measured: Iterable[Samples]) -> str:
    """A line for each row that has more to say than a figure."""
    return "\n".join(f"{ROWS[s.row].name}: {s.note}." for s in measured if s.note)


def record(samples: Samples) -> dict[str, Any]:
    """One row for a machine: every sample, not only the medians."""
    row = ROWS[samples.row]
    return {
        "row": samples.row,
        "name": row.name,
        "unit": row.unit,
        "reference": list(samples.reference),
        "mlpack": list(samples.project),
        "ratio": samples.ratio,
        "target": str(row.target) if row.target else None,
        "met": samples.is_met,
        "note": samples.note,
    }


def _cells(samples: Samples, judged: bool) -> tuple[str, ...]:
    row = ROWS[samples.row]
    return (
        row.name,
        row.unit,
        _figure(samples.reference),
        _figure(samples.project),
        NONE if samples.ratio is None else f"{samples.ratio:.2f} x",
        str(row.target) if row.target else NONE,
        {True: "yes", False: "**no**", None: NONE}[samples.is_met if judged else None],
    )


def _figure(samples: Sequence[float]) -> str:
    """The median, with three digits that count."""
    if not samples:
        return NONE
    middle = median(samples)
    if middle == int(middle) or abs(middle) >= 100:
        return f"{middle:,.0f}"
    return f"{middle:.1f}" if abs(middle) >= 10 else f"{middle:.2f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"

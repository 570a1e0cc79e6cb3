"""The measurements: one family of rows a module, each with `measure(bench)`."""

from __future__ import annotations

from benchmarks.rows.families import FAMILIES as FAMILIES
from benchmarks.rows.families import Family as Family

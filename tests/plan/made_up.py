"""A catalogue with made-up frameworks beside the real ones, so that a test's rows are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import Plan, resolve
from mlpack.requirements import Line, Requested
from mlpack.spec import Known, Spec, read, spec_from

CATALOG = Catalog(open_layers(["./layer"], Path(__file__).parent))


def spec_of(text: str) -> Spec:
    return spec_from(read(f"name: digits\n{text}"), Known())


def plan_of(text: str, *lines: str) -> Plan:
    """`lines` are what a requirements.txt of the project says."""
    said = tuple(Line(line, "requirements.txt:3", "requirements.txt") for line in lines)
    return resolve(spec_of(text), CATALOG, Requested(said))


def refusal_of(text: str, *lines: str) -> Incompatible:
    with pytest.raises(Incompatible) as caught:
        plan_of(text, *lines)
    return caught.value


def reasons_of(text: str, *lines: str) -> dict[str, str]:
    """Why, by what was decided."""
    return {decision.what: decision.because for decision in plan_of(text, *lines).decisions}

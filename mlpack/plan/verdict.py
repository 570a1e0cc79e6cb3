"""Whether a Spec has a Plan, where neither the Plan nor a way out is wanted: to ask it of many."""

from __future__ import annotations

from mlpack.catalog import Catalog
from mlpack.plan.choice import first_fit
from mlpack.plan.reasons import reason
from mlpack.plan.wishes import wishes_of
from mlpack.requirements import NOTHING, Requested
from mlpack.spec import Spec


def refused_by(spec: Spec, catalog: Catalog, requested: Requested = NOTHING) -> str:
    """The setting for which `resolve` refuses it; empty where it does not."""
    return verdict(spec, catalog, requested)[0]


def verdict(spec: Spec, catalog: Catalog, requested: Requested = NOTHING) -> tuple[str, str]:
    """The setting for which `resolve` refuses it, and why; both empty where it does not."""
    wishes = wishes_of(spec, catalog, requested)
    return ("", "") if first_fit(wishes, catalog) else reason(wishes, catalog)

"""The choice that every wish allows, or a refusal with the nearest wishes that there is one for."""

from __future__ import annotations

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.plan.choice import Choice, first_fit
from mlpack.plan.reasons import reason
from mlpack.plan.ways_out import ways_out
from mlpack.plan.wishes import Wishes


def choose(wishes: Wishes, catalog: Catalog) -> Choice:
    """The first that fits.

    Raises:
        Incompatible: none does; with the nearest wishes that would.
    """
    if choice := first_fit(wishes, catalog):
        return choice
    setting, says = reason(wishes, catalog)
    choices = tuple(way.text for way in ways_out(wishes, catalog, setting=setting))
    raise Incompatible(says, setting=setting, choices=choices)

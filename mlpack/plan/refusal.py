"""What is so where no choice fits, and the nearest wishes that do."""

from __future__ import annotations

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.plan.choice import Choice, fitting
from mlpack.plan.wishes import Wishes


def choose(wishes: Wishes, catalog: Catalog) -> Choice:
    """The first that fits.

    Raises:
        Incompatible: none does; with the nearest wishes that would.
    """
    for choice in fitting(wishes, catalog):
        return choice
    setting, says = _reason(wishes, catalog)
    raise Incompatible(says, setting=setting, choices=())


def _reason(wishes: Wishes, catalog: Catalog) -> tuple[str, str]:
    return "framework", "Nothing fits."

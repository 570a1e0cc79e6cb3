"""What could stand where a shell is about to complete: names of the catalogue and of the project.

Whatever goes wrong there is no answer: a shell has no place to show an error.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mlpack.errors import MlpackError

if TYPE_CHECKING:
    from mlpack.catalog import Catalog


def frameworks() -> list[str]:
    return list(catalog.framework_names) if (catalog := _catalog()) else []


def pythons() -> list[str]:
    return [row.version for row in catalog.pythons] if (catalog := _catalog()) else []


def styles() -> list[str]:
    return list(catalog.style_names) if (catalog := _catalog()) else []


def examples() -> list[str]:
    return list(catalog.examples) if (catalog := _catalog()) else []


def settings() -> list[str]:
    """By their dotted names, as `mlpack set` takes them."""
    from mlpack.spec import setting_names

    return list(setting_names())


def files() -> list[str]:
    """What `mlpack explain` can be asked about: the generated files of the project here."""
    from mlpack import api

    with suppress(MlpackError, OSError):
        plan = api.open_project(Path()).plan
        return sorted([*(file.path for file in plan.files), *(f.path for f in plan.lock.files)])
    return []


def _catalog() -> Catalog | None:
    from mlpack import api

    with suppress(MlpackError, OSError):
        return api.open_catalog(Path())
    return None

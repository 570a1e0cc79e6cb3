"""Facts as rows with source and day: Pythons, bases, frameworks, styles, outputs, distributions."""

from mlpack.catalog.catalog import Catalog
from mlpack.catalog.distributions import distributions_of, known_distributions, likeliest_first
from mlpack.catalog.rows import (
    Base,
    Compiler,
    Distribution,
    FileRow,
    Framework,
    Installer,
    Origin,
    Output,
    Python,
    Release,
    RequirementRow,
    Route,
    Style,
    numbers,
)

__all__ = [
    "Base",
    "Catalog",
    "Compiler",
    "Distribution",
    "FileRow",
    "Framework",
    "Installer",
    "Origin",
    "Output",
    "Python",
    "Release",
    "RequirementRow",
    "Route",
    "Style",
    "distributions_of",
    "known_distributions",
    "likeliest_first",
    "numbers",
]

"""Facts as rows with their source and day: Pythons, bases, frameworks, serving styles, outputs."""

from mlpack.catalog.catalog import Catalog
from mlpack.catalog.rows import (
    Base,
    Compiler,
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
    "numbers",
]

"""Facts as rows with their source and day: Pythons, bases, frameworks, serving styles, outputs."""

from mlpack.catalog.catalog import Catalog
from mlpack.catalog.rows import (
    Base,
    FileRow,
    Framework,
    Installer,
    Origin,
    Output,
    Python,
    Release,
    RequirementRow,
    Style,
    numbers,
)

__all__ = [
    "Base",
    "Catalog",
    "FileRow",
    "Framework",
    "Installer",
    "Origin",
    "Output",
    "Python",
    "Release",
    "RequirementRow",
    "Style",
    "numbers",
]

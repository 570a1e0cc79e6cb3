"""Facts as rows with source and day: Pythons, bases, frameworks, styles, outputs, distributions."""

from mlpack.catalog.catalog import Catalog
from mlpack.catalog.distributions import distributions_of, known_distributions, likeliest_first
from mlpack.catalog.hardware import CudaImage, CudaMajor, Gpu, Suite, SystemNeed, Toolkit
from mlpack.catalog.rows import (
    Base,
    Compiler,
    Distribution,
    FileRow,
    Framework,
    Installer,
    Kernels,
    Origin,
    Output,
    Python,
    Release,
    RequirementRow,
    Route,
    Style,
    Variable,
    Variant,
    numbers,
)

__all__ = [
    "Base",
    "Catalog",
    "Compiler",
    "CudaImage",
    "CudaMajor",
    "Distribution",
    "FileRow",
    "Framework",
    "Gpu",
    "Installer",
    "Kernels",
    "Origin",
    "Output",
    "Python",
    "Release",
    "RequirementRow",
    "Route",
    "Style",
    "Suite",
    "SystemNeed",
    "Toolkit",
    "Variable",
    "Variant",
    "distributions_of",
    "known_distributions",
    "likeliest_first",
    "numbers",
]

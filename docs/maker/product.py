"""product.md: how much of all that could be asked for is accepted, and what refuses the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from maker.catalog import CATALOG
from maker.markdown import table

from mlpack.product import Count, counted, total


def product() -> Iterator[str]:
    counts = _counts()
    whole = total(counts)
    yield "# The whole product"
    yield (
        f"Every framework with each of its releases, every Python, every way to compute (a CPU, a "
        f"GPU, each CUDA that it is built for, the least driver of each major), serving style and "
        f"platform: {whole.specs:,} specs, of which {whole.accepted:,} have a Plan. The others are "
        "refused before anything is downloaded. `mlpack catalog --product` counts them anew."
    )
    settings = list(whole.refused)
    yield "The last columns are the settings that stand in the way."
    head = ("framework", "specs", "accepted", *(f"`{setting}`" for setting in settings))
    yield table(
        head,
        [
            (
                count.framework,
                count.specs,
                count.accepted,
                *(count.refused.get(setting, 0) for setting in settings),
            )
            for count in (*counts, whole)
        ],
    )
    yield f"As of {CATALOG.day}."


@cache
def _counts() -> tuple[Count, ...]:
    """Once a process: there are tens of thousands of specs."""
    return tuple(counted(CATALOG, name) for name in CATALOG.framework_names)

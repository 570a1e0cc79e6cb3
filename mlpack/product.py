"""All that could be asked for: every release, Python, way to compute, style and platform, resolved.

Nobody has tried them all; this counts what is refused, and by which wish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from mlpack.catalog import Catalog, Framework, numbers
from mlpack.plan import refused_by
from mlpack.spec import Spec


@dataclass(frozen=True)
class Count:
    """`refused` counts by the setting that stood in the way."""

    framework: str
    accepted: int
    refused: Mapping[str, int]

    @property
    def specs(self) -> int:
        return self.accepted + sum(self.refused.values())


def counted(catalog: Catalog, framework: str) -> Count:
    """How many specs of a framework have a Plan, and what stood in the way of the others."""
    found = Counter(refused_by(spec, catalog) for spec in specs(catalog, framework))
    accepted = found.pop("", 0)
    return Count(framework, accepted, dict(sorted(found.items())))


def total(counts: Iterable[Count]) -> Count:
    refused: Counter[str] = Counter()
    accepted = 0
    for count in counts:
        refused.update(count.refused)
        accepted += count.accepted
    return Count("all", accepted, dict(sorted(refused.items())))


def specs(catalog: Catalog, framework: str) -> Iterator[Spec]:
    """One for each release, Python, way to compute, style and platform."""
    row = catalog.framework(framework)
    versions = dict.fromkeys(release.version for release in row.releases) or {"": None}
    for version, python, compute, style, platform in product(
        versions,
        (python.version for python in catalog.pythons),
        ways_to_compute(catalog, row),
        catalog.style_names,
        platforms(catalog),
    ):
        yield Spec.model_validate(
            {
                "name": "product",
                "framework": {"name": framework, "version": f"{version}.*" if version else ""},
                "python": python,
                "compute": compute,
                "serving": style,
                "platforms": [platform],
            }
        )


def ways_to_compute(catalog: Catalog, framework: Framework) -> tuple[Any, ...]:
    """A CPU, a GPU, every CUDA that there is a build for, and the least driver of every major."""
    builds = catalog.framework(framework.stands_on).variants if framework.stands_on else ()
    cudas = {variant.cuda for variant in (*framework.variants, *builds) if variant.cuda}
    return (
        "cpu",
        "cuda",
        *({"cuda": cuda} for cuda in sorted(cudas, key=numbers)),
        *({"driver": major.driver} for major in catalog.cuda_majors),
    )


def platforms(catalog: Catalog) -> tuple[str, ...]:
    return tuple(sorted({platform for base in catalog.bases for platform in base.platforms}))

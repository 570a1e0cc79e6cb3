"""Rows read together, as screens and pages tell them: the builds of a release, and their needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from packaging.specifiers import SpecifierSet

from mlpack.catalog.catalog import Catalog
from mlpack.catalog.rows import Framework, Release, Variant, numbers


def computing(framework: Framework, catalog: Catalog) -> Framework:
    """The framework whose builds say what it computes on: the one it stands on, or itself."""
    return catalog.framework(framework.stands_on) if framework.stands_on else framework


def builds_of(framework: Framework, release: Release) -> tuple[Variant, ...]:
    """The variants that the wheels of `release` are, on some of its platforms."""
    return tuple(
        variant
        for variant in framework.variants
        if variant.distribution == release.distribution
        and (not variant.platforms or set(variant.platforms) & set(release.platforms))
        and (not variant.releases or SpecifierSet(variant.releases).contains(release.newest))
    )


def least_driver(variant: Variant, catalog: Catalog) -> str:
    """The least driver that runs it; empty on a CPU, or where its CUDA is not known."""
    major = variant.cuda.partition(".")[0]
    return next((row.driver for row in catalog.cuda_majors if row.version == major), "")


def spans(versions: Iterable[str]) -> str:
    """3.8, 3.9, 3.10 and 3.12 as `3.8 to 3.10, 3.12`."""
    ordered = sorted(versions, key=numbers)
    return ", ".join(_span(run) for run in _runs(ordered))


def _runs(versions: list[str]) -> Iterator[list[str]]:
    """Versions that follow on each other by their last number."""
    places = enumerate(versions)

    def start(pair: tuple[int, str]) -> tuple[tuple[int, ...], int]:
        *first, last = numbers(pair[1])
        return tuple(first), last - pair[0]

    for _, run in groupby(places, key=start):
        yield [version for _, version in run]


def _span(run: list[str]) -> str:
    return f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run)

"""Distributions that ML services use, by their own names and by those that code imports them by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate

from mlpack.catalog import tables
from mlpack.catalog.rows import Distribution


@cache
def known_distributions() -> tuple[Distribution, ...]:
    """By name; read at the first call, as only an error or a guess has a use for them."""
    return tables.own("distribution", Distribution)


def distributions_of(module: str) -> tuple[Distribution, ...]:
    """Those that an import of `module` may come from, the likeliest first.

    The longest known part of it counts: google.cloud.storage.blob is google-cloud-storage's alone.
    """
    parts = accumulate(module.split("."), "{}.{}".format)
    for part in reversed(list(parts)):
        if part in _by_module():
            return _by_module()[part]
    return ()


@cache
def _by_module() -> Mapping[str, tuple[Distribution, ...]]:
    found: dict[str, list[Distribution]] = {}
    for row in known_distributions():
        for module in row.modules:
            found.setdefault(module, []).append(row)
    return {module: likeliest_first(rows) for module, rows in found.items()}


def likeliest_first(rows: Iterable[Distribution]) -> tuple[Distribution, ...]:
    return tuple(sorted(rows, key=lambda row: _places_after(row.after)))


def _places_after(name: str) -> int:
    """How many rows stand before one that is `after` this name, which stands after others."""
    after = {row.name: row.after for row in known_distributions()}
    places = 0
    while name:
        name, places = after[name], places + 1
    return places

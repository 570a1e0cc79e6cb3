"""The release of a framework that a requirement means, as `framework.version` would say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packaging.specifiers import SpecifierSet

from mlpack.catalog import Catalog, Framework, numbers
from mlpack.spec.unknown import unknown_release

_EXACT = re.compile(r"\d+(\.\d+)+(\.post\d+)?")
_OPEN = {">=", ">", "!="}


def release_for(framework: Framework, specifier: SpecifierSet, catalog: Catalog) -> tuple[str, str]:
    """The version, and why it is another than `specifier` asks for; both may be empty.

    An exact one stays exact, for a model is best read by what wrote it. Of a range the newest
    release that is in it is meant, and that is said only where a newer one is not.
    """
    minors = {row.version: row.newest for row in framework.releases}
    order = sorted(minors, key=numbers)
    if not order or not len(specifier):
        return "", ""
    if exact := _exact(specifier):
        says = _unknown(framework, exact, catalog)
        return (_nearest(exact, order), says) if says else (exact, "")
    within = [minor for minor in order if specifier.contains(minors[minor])]
    if not within:
        wished = next(iter(specifier)).version
        known = f"The catalogue knows {framework.title} {order[0]} to {order[-1]}"
        return _nearest(wished, order), f"{known}, and none of them is {specifier}."
    is_open = all(part.operator in _OPEN for part in specifier)
    return ("" if is_open and within[-1] == order[-1] else f"{within[-1]}.*"), ""


def _exact(specifier: SpecifierSet) -> str:
    """Without the build that a label names, as +cu121 does."""
    pins = [p.version.partition("+")[0] for p in specifier if p.operator in {"==", "==="}]
    return next((pin for pin in pins if _EXACT.fullmatch(pin)), "")


def _unknown(framework: Framework, version: str, catalog: Catalog) -> str:
    written = f"{framework.name}=={version}"
    found = unknown_release(written, lambda: catalog.known.framework(framework.name))
    return next((says for _, says in found), "")


def _nearest(version: str, order: Sequence[str]) -> str:
    """That release, else the next one, for it still reads what an older one wrote."""
    wished = numbers(version)[:2]
    newer = (minor for minor in order if numbers(minor) >= wished)
    return f"{next(newer, order[-1])}.*"

"""Debian packages as a peer lists them: for building or for running, by their names of today."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlpack.catalog import Catalog
from mlpack.peers.collector import Collector
from mlpack.peers.reasons import ITSELF

_COMPILERS = {"gcc", "g++", "make", "clang"}
_PYTHON = re.compile(r"python[23]?(\.\d+)?(-(dev|pip|venv|distutils|setuptools|wheel|full))?")
_PYTHONS = re.compile(r"python[23]?-.+")
_OF_DEBIAN = "Python packages are pip's here, not Debian's: name this one under requirements:."


def debian_packages(
    into: Collector, names: Iterable[str], where: str, *, builds: bool = False
) -> None:
    """Where `builds`, the image that runs never had them."""
    for written in names:
        name, _, version = written.partition("=")
        if _PYTHON.fullmatch(name) or name == "python-is-python3":
            into.leave(where, written, ITSELF.format("its base image has Python"))
            continue
        if _PYTHONS.fullmatch(name):
            into.leave(where, written, _OF_DEBIAN)
            continue
        if version:
            into.leave(where, written, f"Debian keeps one version of a package: {name} is taken.")
        kind = "build" if builds or _is_for_building(name, into.catalog) else "run"
        into.join(f"system_packages.{kind}", [_renamed(name, into)], where)


def _is_for_building(name: str, catalog: Catalog) -> bool:
    known = {one for row in catalog.system_needs for one in row.build}
    known |= {one for row in catalog.compilers for one in row.packages}
    return name.endswith("-dev") or name in known | _COMPILERS


def _renamed(name: str, into: Collector) -> str:
    """What the release of Debian that the image stands on calls it."""
    base = into.carried.get("base")
    suite = base.value if base else into.catalog.bases[0].suite
    renamed = next(row.renamed for row in into.catalog.suites if row.name == suite)
    return renamed.get(name, name)

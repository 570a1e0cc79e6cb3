"""The table of what installs the lock in the build stage, made anew: newest version and hashes."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from packaging.version import Version

from mlpack.catalog import Catalog, Installer
from mlpack.errors import LockFailed
from mlpack.lock.distributions import version_in
from mlpack.lock.model import File, Target
from mlpack.lock.wheels import MACHINES, fits
from mlpack.refresh.index import Index
from mlpack.refresh.refresh import Refreshed
from mlpack.refresh.table import with_rows

PATH = Path(__file__).parent.parent / "catalog/data/installers.toml"
# The least that a base image of the catalogue has.
_GLIBC = "2.17"


def installers(catalog: Catalog, index: Index, *, day: str) -> Refreshed:
    """Writes nothing. Raises LockFailed where a platform has no wheel of the newest version."""
    rows = []
    for row in catalog.installers:
        newest = _newest(row, index.files(row.name))
        found = asdict(newest)
        del found["origin"]
        rows.append(found)
    before = PATH.read_text(encoding="utf-8")
    return Refreshed(PATH, before, with_rows(before, rows, day=day), new=())


def _newest(row: Installer, files: list[File]) -> Installer:
    versions = [version for file in files if (version := version_in(file.name))]
    newest = max(version for version in versions if not version.is_prerelease)
    wheels = [file for file in files if version_in(file.name) == newest]
    hashes = (_hash(wheels, platform, newest) for platform in MACHINES)
    return replace(row, version=str(newest), hashes=tuple(sorted(hashes)))


def _hash(wheels: list[File], platform: str, version: Version) -> str:
    target = Target("3.12", platform, _GLIBC)
    fitting = [file for file in wheels if file.name.endswith(".whl") and fits(file.name, target)]
    if not fitting:
        raise LockFailed(f"{version} has no wheel for {platform}.", where=PATH.name)
    return f"sha256:{fitting[0].sha256}"

"""A framework's versions.toml made anew: what the index says, and what a hand wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mlpack import toml
from mlpack.catalog import Catalog, Framework, Origin, Release, numbers
from mlpack.errors import MlpackError
from mlpack.lock.distributions import version_in
from mlpack.lock.model import File
from mlpack.refresh.index import Index
from mlpack.refresh.releases import releases_of
from mlpack.refresh.table import row_of, undated, with_rows
from mlpack.wording import all_of

# A wheel for every Python is held against these; older ones have no base image any more.
_OLDEST_PYTHON = 8


class RowsVanished(MlpackError):
    """What the catalogue knows and the index says no longer: a person looks at it first."""

    exit_code = 1


@dataclass(frozen=True)
class Refreshed:
    """A table before and after; `new` are the releases that hand-made facts may lack."""

    path: Path
    before: str
    after: str
    new: tuple[str, ...]

    @property
    def is_behind(self) -> bool:
        """Whether a row differs, or the head; the day alone is no news."""
        return undated(self.before) != undated(self.after)


@dataclass(frozen=True)
class Refresh:
    """One framework held against the index."""

    framework: Framework
    catalog: Catalog
    index: Index

    def table(self, *, day: str) -> Refreshed:
        """versions.toml as the index has it on the ISO day; writes nothing.

        Raises:
            RowsVanished: a release, or a Python or platform of one, is on the index no more.
            LockFailed: the index does not answer.
        """
        rows = tuple(self._rows())
        if gone := list(_vanished(self.framework.releases, rows)):
            raise RowsVanished(
                f"The index has no longer what the catalogue knows: {all_of(gone)}.",
                where=f"frameworks/{self.framework.name}/versions.toml",
                hint="Look why. If it is right, take it out of the table by hand, and run again.",
            )
        path = self._path()
        before = path.read_text(encoding="utf-8")
        known = {(row.distribution, row.version) for row in self.framework.releases}
        new = [_name(row) for row in rows if (row.distribution, row.version) not in known]
        after = with_rows(before, map(row_of, rows), day=day)
        return Refreshed(path, before, after, tuple(dict.fromkeys(new)))

    def _path(self) -> Path:
        file = f"frameworks/{self.framework.name}/versions.toml"
        return self.catalog.layers.holder(file).root / file

    def _rows(self) -> Iterator[Release]:
        """From the oldest release that the catalogue has, distribution by distribution."""
        for distribution in sorted(self.framework.distributions):
            old = [row for row in self.framework.releases if row.distribution == distribution]
            oldest = min(numbers(row.version) for row in old)
            files = self.index.files(distribution)
            for row in self._found(distribution, files, old[0].origin):
                if numbers(row.version) >= oldest:
                    yield self._whole(row, old, files)

    def _found(self, name: str, files: Sequence[File], origin: Origin) -> Iterator[Release]:
        """What the index says; of a package in Python alone, by the wheels of its native part."""
        pythons = self._pythons()
        made = releases_of(name, files, pythons=pythons, origin=origin)
        native = self._native.get(name)
        if not native:
            yield from made
            return
        newest = {row.version: row for row in made}
        parts = releases_of(native, self.index.files(native), pythons=pythons, origin=origin)
        for part in parts:
            if own := newest.get(part.version):
                both = tuple(p for p in part.pythons if p in own.pythons)
                yield replace(part, distribution=name, newest=own.newest, pythons=both)

    @cached_property
    def _native(self) -> dict[str, str]:
        """Which distribution has the wheels of another, as the table's head says."""
        found: dict[str, str] = toml.loads(self._path().read_text("utf-8")).get("wheels", {})
        return found

    def _pythons(self) -> Sequence[str]:
        newest = max(numbers(python.version)[1] for python in self.catalog.pythons)
        return [f"3.{minor}" for minor in range(_OLDEST_PYTHON, newest + 1)]

    def _whole(self, row: Release, old: Sequence[Release], files: Sequence[File]) -> Release:
        """`row` with the columns that file names do not tell."""
        before = _before(row, old)
        if before:
            row = _until(replace(row, companions=before.companions), before.until)
        if before and before.newest == row.newest:
            return replace(row, needs=before.needs, unconfirmed=before.unconfirmed)
        wheel = next(
            file
            for file in files
            if file.name.endswith(".whl") and str(version_in(file.name)) == row.newest
        )
        return replace(row, needs=self._needs(wheel, old))

    def _needs(self, wheel: File, old: Sequence[Release]) -> dict[str, str]:
        """What it asks of the framework that it stands on, and of what its old rows name."""
        under = self.framework.stands_on
        names = {name for row in old for name in row.needs}
        names |= {*(self.catalog.framework(under).distributions if under else ())}
        asked = {name: self.index.asks(wheel, name) for name in sorted(names)}
        return {name: specifier for name, specifier in asked.items() if specifier}


def _until(row: Release, python: str) -> Release:
    if not python:
        return row
    kept = tuple(p for p in row.pythons if numbers(p) <= numbers(python))
    since = {p: patch for p, patch in row.since.items() if p in kept}
    return replace(row, pythons=kept, since=since, until=python)


def _before(row: Release, old: Sequence[Release]) -> Release | None:
    """The old row of the same release: for one of its platforms, where there are several."""
    alike = [other for other in old if other.version == row.version]
    shared = (other for other in alike if {*other.platforms} & {*row.platforms})
    return next(shared, alike[0] if alike else None)


def _vanished(old: Sequence[Release], new: Sequence[Release]) -> Iterator[str]:
    """Each release for a Python on a platform that was there and is not."""
    now = {cell for row in new for cell in _cells(row)}
    for row in old:
        gone = [cell for cell in _cells(row) if cell not in now]
        for platform in dict.fromkeys(platform for *_, platform in gone):
            pythons = [python for _, _, python, place in gone if place == platform]
            yield f"{_name(row)} for Python {all_of(pythons)} on {platform}"


def _cells(row: Release) -> Iterator[tuple[str, str, str, str]]:
    for platform in row.platforms:
        for python in row.pythons:
            yield row.distribution, row.version, python, platform


def _name(row: Release) -> str:
    return f"{row.distribution} {row.version}"

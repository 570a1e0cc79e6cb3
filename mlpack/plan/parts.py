"""What could be installed: a release of a framework in a build, and what that stands on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mlpack.catalog import Framework, Release, Variant, numbers
from mlpack.plan.said import Said, admits


@dataclass(frozen=True)
class Part:
    """One release of a framework in one of its builds; `version` is what stands behind `==`.

    `rows` are its wheels, a row for some platforms or for all; a framework without releases has
    none, and no version. `variant` is None where it is built the same for everything.
    """

    framework: Framework
    version: str
    rows: tuple[Release, ...]
    variant: Variant | None

    @property
    def release(self) -> str:
        return self.rows[0].version if self.rows else ""

    @property
    def exact(self) -> str:
        """The version that facts about releases are looked up by."""
        if not self.rows:
            return ""
        return self.rows[0].newest if self.version.endswith("*") else self.version

    @property
    def is_newer_than_known(self) -> bool:
        return bool(self.rows) and numbers(self.exact) > numbers(self.rows[0].newest)

    @property
    def title(self) -> str:
        return f"{self.framework.title} {self.version.removesuffix('.*')}".strip()

    def rows_for(self, platforms: tuple[str, ...]) -> tuple[Release, ...]:
        """Those of its rows that are for any of these."""
        return tuple(row for row in self.rows if {*row.platforms} & {*platforms})

    def has_platforms(self, platforms: tuple[str, ...]) -> bool:
        built = self.variant.platforms if self.variant else ()
        wheels = {platform for row in self.rows for platform in row.platforms}
        return (not self.rows or wheels >= {*platforms}) and (not built or {*built} >= {*platforms})

    def has_python(self, python: str, platforms: tuple[str, ...]) -> bool:
        return all(python in row.pythons_of(self.version) for row in self.rows_for(platforms))

    def glibc(self, platforms: tuple[str, ...]) -> str:
        """The least that its wheels load on; empty where it has none."""
        return max((row.glibc for row in self.rows_for(platforms)), key=numbers, default="")


@dataclass(frozen=True)
class Candidate:
    """The wished framework's part, and after it the one that it stands on, where it has one.

    `variant` is the build that computes.
    """

    parts: tuple[Part, ...]
    variant: Variant

    @property
    def own(self) -> Part:
        return self.parts[0]

    @property
    def computing(self) -> Part:
        return self.parts[-1]

    def has_python(self, python: str, platforms: tuple[str, ...]) -> bool:
        return all(part.has_python(python, platforms) for part in self.parts)

    def glibc(self, platforms: tuple[str, ...]) -> str:
        return max((part.glibc(platforms) for part in self.parts), key=numbers, default="")


@dataclass(frozen=True)
class Stock:
    """A framework with all its parts, each made once, for a refusal looks at them many times."""

    framework: Framework

    def parts(self, version: str, said: Said) -> Iterator[Part]:
        """Those of the wished release, or of all: the newest first, builds in their order."""
        if not self.framework.releases:
            yield from (Part(self.framework, "", (), v) for v in self.framework.variants)
            return
        exact = "" if version.endswith("*") else version
        wished = numbers(version)[:2]
        for release, rows in self._releases.items():
            is_wished = numbers(release)[: len(wished)] == wished
            if is_wished and any(said.admits_release(row.newest) for row in rows):
                yield from self._parts_of(release, exact or f"{release}.*")

    @cached_property
    def _releases(self) -> Mapping[str, list[Release]]:
        """Rows by their release, the newest first."""
        found: dict[str, list[Release]] = {}
        for row in sorted(self.framework.releases, key=lambda r: numbers(r.version), reverse=True):
            found.setdefault(row.version, []).append(row)
        return found

    @cached_property
    def _known(self) -> dict[str, list[Part]]:
        return {}

    @cached_property
    def cleared(self) -> dict[Hashable, list[Part]]:
        """Which parts some wishes leave, so that they are asked once of a refusal's many Specs."""
        return {}

    def _parts_of(self, release: str, version: str) -> list[Part]:
        if version not in self._known:
            self._known[version] = list(self._made(self._releases[release], version))
        return self._known[version]

    def _made(self, rows: Sequence[Release], version: str) -> Iterator[Part]:
        for variant in self.framework.variants or (None,):
            own = tuple(r for r in rows if not variant or r.distribution == variant.distribution)
            part = Part(self.framework, version, own, variant)
            if own and (not variant or admits(variant.releases, part.exact)):
                yield part


def agree(own: Part, beneath: Part) -> bool:
    """Whether `own` computes with `beneath`: as it needs, on the same device with the same CUDA."""
    for row in own.rows:
        for name, specifier in row.needs.items():
            if name in beneath.framework.distributions and not admits(specifier, beneath.exact):
                return False
    one, other = own.variant, beneath.variant
    if not one or not other:
        return True
    same_cuda = not (one.cuda and other.cuda) or one.cuda == other.cuda
    return one.device == other.device and same_cuda

"""What could be installed: a release of a framework in a build, and what that stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from packaging.specifiers import SpecifierSet

from mlpack.catalog import Framework, Release, Variant, numbers
from mlpack.plan.said import Said


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


def releases(framework: Framework, version: str) -> list[Release]:
    """The releases that `version`, as in 1.7.2, 1.7.* or nothing, can mean."""
    wished = numbers(version)[:2]
    return [r for r in framework.releases if numbers(r.version)[: len(wished)] == wished]


def parts_of(framework: Framework, version: str, said: Said) -> Iterator[Part]:
    """Each release that was wished in each build of it, the newest first, builds in their order."""
    if not framework.releases:
        yield from (Part(framework, "", (), variant) for variant in framework.variants)
        return
    exact = "" if version.endswith("*") else version
    fitting = [r for r in releases(framework, version) if said.admits_release(r.newest)]
    fitting.sort(key=lambda row: numbers(row.version), reverse=True)
    for release, group in groupby(fitting, key=lambda row: row.version):
        rows = list(group)
        for variant in framework.variants or (None,):
            own = tuple(r for r in rows if not variant or r.distribution == variant.distribution)
            part = Part(framework, exact or f"{release}.*", own, variant)
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


@lru_cache(maxsize=4096)
def admits(specifier: str, version: str) -> bool:
    return not specifier or SpecifierSet(specifier).contains(version, prereleases=True)

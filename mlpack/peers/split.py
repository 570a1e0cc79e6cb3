"""Requirement lines parted: the one that is a framework of the catalogue, and the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, Framework, Signature, Variant, computing, known_distributions
from mlpack.peers.releases import release_for
from mlpack.requirements import Line


@dataclass(frozen=True)
class Split:
    """What lines say together; `framework` is empty where none of them names one.

    version: as `framework.version` takes it.
    line: the one that names the framework; None where `prefer` alone did.
    others: the lines that the framework and its `extras` do not bring themselves.
    device: cpu or cuda where a line says so, as onnxruntime-gpu does, else empty.
    cuda: its version where a line names a build, as +cu121 does.
    notes: lines whose version the catalogue does not know, and what it knows.
    """

    framework: str = ""
    version: str = ""
    line: Line | None = None
    extras: tuple[str, ...] = ()
    others: tuple[Line, ...] = ()
    device: str = ""
    cuda: str = ""
    notes: tuple[tuple[Line, str], ...] = ()


def split(lines: Sequence[Line], catalog: Catalog, *, prefer: str = "") -> Split:
    """Of several frameworks the one that needs the others, else the one with GPUs, else the first.

    `prefer` is a framework that something else than a line names.

    Raises:
        LayerFault: a layer describes a framework wrongly.
    """
    asked = [one for line in lines if (one := _asked(line))]
    chosen = catalog.framework(prefer) if prefer else _framework(asked, catalog)
    return _Parting(asked, chosen, catalog).split(lines) if chosen else Split(others=tuple(lines))


@dataclass(frozen=True)
class _Asked:
    """A line as far as it can be read; `name` is what the index calls it today."""

    line: Line
    name: str
    specifier: SpecifierSet

    @property
    def build(self) -> str:
        """cu121 of ==2.5.1+cu121; empty where no build is named."""
        labels = (part.version.partition("+")[2] for part in self.specifier)
        return next(filter(None, labels), "")


def _asked(line: Line) -> _Asked | None:
    """None where it cannot be read, or is for another system."""
    try:
        wish = Requirement(line.text)
    except InvalidRequirement:
        return None
    if wish.marker and not wish.marker.evaluate({"sys_platform": "linux", "extra": ""}):
        return None
    return _Asked(line, _name_today(canonicalize_name(wish.name)), wish.specifier)


def _name_today(name: str) -> str:
    rows = known_distributions()
    if any(row.name == name for row in rows):
        return name
    return next((row.name for row in rows if name in row.known_as), name)


def _framework(asked: Sequence[_Asked], catalog: Catalog) -> Framework | None:
    names = [one.name for one in asked]
    found = [sign for sign in catalog.signatures if {*names} & {*sign.distributions}]
    frameworks = {sign.framework: catalog.framework(sign.framework) for sign in found}

    def rank(sign: Signature) -> tuple[bool, int, bool, bool, int]:
        framework = frameworks[sign.framework]
        return (
            any(_needs(other, framework) for other in frameworks.values()),
            -len(computing(framework, catalog).devices),
            not sign.suffixes,  # without model files of its own it goes beside others
            sign.framework == catalog.usual_framework,
            min(names.index(name) for name in sign.distributions if name in names),
        )

    return frameworks[min(found, key=rank).framework] if found else None


def _needs(framework: Framework, other: Framework) -> bool:
    asked = {name for release in framework.releases for name in release.needs}
    return framework.stands_on == other.name or bool(asked & {*other.distributions})


@dataclass(frozen=True)
class _Parting:
    """The lines beside the framework that was chosen."""

    asked: Sequence[_Asked]
    chosen: Framework
    catalog: Catalog

    def split(self, lines: Sequence[Line]) -> Split:
        own = [one for one in self.asked if one.name in _distributions(self.chosen)]
        extras = {one.line: extra for one in self.asked if (extra := self._extra(one.name))}
        specifier = own[0].specifier if own else SpecifierSet()
        version, note = release_for(self.chosen, specifier, self.catalog)
        notes = [(own[0].line, note)] if own and note else []
        notes += self._notes_beneath()
        left = {*(one.line for one in own), *extras, *(line for line, _ in notes)}
        build = next((one.build for one in (*own, *self._beneath()) if one.build), "")
        return Split(
            framework=self.chosen.name,
            version=version,
            line=own[0].line if own else self._sign(),
            extras=tuple(sorted({*extras.values()})),
            others=tuple(line for line in lines if line not in left),
            device=self._device({one.name for one in own}, build),
            cuda=next((v.cuda for v in self._variants if build and v.name == build), ""),
            notes=tuple(notes),
        )

    @property
    def _variants(self) -> tuple[Variant, ...]:
        return computing(self.chosen, self.catalog).variants

    def _beneath(self) -> list[_Asked]:
        """The lines that ask for what the framework stands on."""
        if not self.chosen.stands_on:
            return []
        names = _distributions(self.catalog.framework(self.chosen.stands_on))
        return [one for one in self.asked if one.name in names]

    def _notes_beneath(self) -> list[tuple[Line, str]]:
        computes = computing(self.chosen, self.catalog)
        notes = (
            (one, release_for(computes, one.specifier, self.catalog)[1]) for one in self._beneath()
        )
        return [(one.line, note) for one, note in notes if note]

    def _sign(self) -> Line | None:
        """A line that only goes with the framework, as lightning does."""
        rows = (row for row in self.catalog.signatures if row.framework == self.chosen.name)
        names = {name for row in rows for name in row.distributions}
        return next((one.line for one in self.asked if one.name in names), None)

    def _extra(self, name: str) -> str:
        """The extra that brings `name` in the release that goes with the framework's."""
        beneath = self.chosen.stands_on
        frameworks = [self.chosen, *([self.catalog.framework(beneath)] if beneath else [])]
        rows = [row for one in frameworks for row in one.requirements if row.extra]
        return next((r.extra for r in rows if _name_in(r.line) == name), "")

    def _device(self, names: set[str], build: str) -> str:
        """The only one of the builds that are named so; empty where there are several."""
        named = [v for v in self._variants if v.name == build]
        named = named or [v for v in self._variants if v.distribution in names]
        devices = {variant.device for variant in named}
        # what computes on a CPU alone need not be told so
        is_telling = devices != {"cpu"} or len(self.chosen.devices) > 1
        return devices.pop() if len(devices) == 1 and is_telling else ""


def _distributions(framework: Framework) -> set[str]:
    """What mlpack asks for itself: the framework in any of its builds."""
    builds = {variant.distribution for variant in framework.variants}
    return {framework.name, *framework.distributions, *builds} - {""}


def _name_in(line: str) -> str:
    """The package of a row, whose version may be a name in braces."""
    return Requirement(line.partition("=={")[0]).name

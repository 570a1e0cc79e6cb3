"""The facts that mlpack decides from, as typed rows; each table of them has a source and a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlpack.tree import Ownership


@dataclass(frozen=True)
class Origin:
    """Where a table of facts was read, and on which day (ISO)."""

    source: str
    as_of: str


@dataclass(frozen=True)
class Python:
    """Days are ISO; `end_of_life` is the last day of security support."""

    version: str
    released: str
    end_of_life: str
    origin: Origin


@dataclass(frozen=True)
class Base:
    """A base image. `unconfirmed` says what could not be checked about it; empty where all was."""

    image: str
    python: str
    suite: str
    glibc: str
    platforms: tuple[str, ...]
    origin: Origin
    unconfirmed: str = ""


@dataclass(frozen=True)
class Installer:
    name: str
    version: str
    hashes: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True)
class Route:
    """Packages that come from an index of their own where the model computes on `device`."""

    packages: tuple[str, ...]
    device: str
    url: str
    because: str
    origin: Origin


@dataclass(frozen=True)
class Compiler:
    """Debian packages that the build stage needs where a package is built from source."""

    packages: tuple[str, ...]
    because: str
    origin: Origin


@dataclass(frozen=True)
class Distribution:
    """What the index calls `name`, in its normal form; `imports` where they are not just that name.

    `after` is the distribution that a person more likely means by an import that both have, and
    `known_as` are names that people ask for it by: an old one, or one that never was its own.
    """

    name: str
    origin: Origin
    imports: tuple[str, ...] = ()
    after: str = ""
    known_as: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that code imports it by; dotted where others share the first part."""
        return self.imports or (self.name.replace("-", "_"),)


@dataclass(frozen=True)
class Release:
    """A minor release of a framework; `newest` is its last patch.

    `since`: the first patch with wheels for a Python, where that is not the first of all.
    """

    version: str
    newest: str
    pythons: tuple[str, ...]
    platforms: tuple[str, ...]
    glibc: str
    origin: Origin
    since: Mapping[str, str] = field(default_factory=dict)

    def pythons_of(self, version: str) -> tuple[str, ...]:
        """The Pythons that have wheels of `version`, an exact patch or anything wider."""
        if not version or version.endswith("*"):
            return self.pythons
        patch = numbers(version)
        return tuple(p for p in self.pythons if patch >= numbers(self.since.get(p, "0")))


def numbers(version: str) -> tuple[int, ...]:
    """1.10.* as (1, 10), so that it sorts after 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


@dataclass(frozen=True)
class RequirementRow:
    """A line of requirements.in and why; `{version}` in it is the framework's chosen version."""

    line: str
    because: str


@dataclass(frozen=True)
class FileRow:
    """A file that the generated project holds; `when` names a fact of the Plan that must be so.

    `{requirements_in}` in the path is that of the Plan.
    """

    path: str
    template: str
    ownership: Ownership = "managed"
    mode: int = 0o644
    when: str = ""


@dataclass(frozen=True)
class Framework:
    """`warm_imports` are modules that a service of this framework loads when it starts."""

    name: str
    title: str
    devices: tuple[str, ...]
    model_file: str
    warm_imports: tuple[str, ...]
    requirements: tuple[RequirementRow, ...]
    files: tuple[FileRow, ...]
    releases: tuple[Release, ...]
    examples: tuple[str, ...]

    @property
    def distribution(self) -> str:
        """The package that is the framework: the one that is required in its own version."""
        lines = [row.line for row in self.requirements if "{version}" in row.line]
        return re.split(r"[\[=<>~! ]", lines[0], maxsplit=1)[0] if lines else self.name


@dataclass(frozen=True)
class Style:
    """A serving style; `defaults` has the shape of `serving` in mlpack.yaml."""

    name: str
    title: str
    pythons: tuple[str, ...]
    warm_imports: tuple[str, ...]
    requirements: tuple[RequirementRow, ...]
    files: tuple[FileRow, ...]
    origin: Origin
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """More files on request, as `outputs: [compose]`."""

    name: str
    title: str
    files: tuple[FileRow, ...]

"""The facts that mlpack decides from, as typed rows; each table of them has a source and a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from mlpack.tree import Ownership

Stage: TypeAlias = Literal["build", "serve"]
"""Of the Dockerfile."""


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
    """The wheels of a minor release of a distribution; `newest` is its last patch.

    `since`: the first patch with wheels for a Python, where that is not the first of all.
    `until`: the newest Python that what it needs has wheels for, where its own claim more.
    `needs`: what it asks of other distributions, as in {"torch": ">=2.6"}; the framework that it
    stands on must keep to that. `companions`: the release of another that goes with it, as in
    {"torchvision": "0.29.*"}; a requirement line names it in braces.
    """

    distribution: str
    version: str
    newest: str
    pythons: tuple[str, ...]
    platforms: tuple[str, ...]
    glibc: str
    origin: Origin
    since: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    companions: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: str = ""

    def pythons_of(self, version: str) -> tuple[str, ...]:
        """The Pythons that have wheels of `version`, an exact patch or anything wider."""
        if not version or version.endswith("*"):
            return self.pythons
        patch = numbers(version)
        return tuple(p for p in self.pythons if patch >= numbers(self.since.get(p, "0")))


@dataclass(frozen=True)
class Variant:
    """A build of a framework for a device: the line that asks for it, and how CUDA comes to it.

    `releases` is a specifier of the versions that have it; `platforms` narrows those of the wheels.
    `libraries` is `wheels` where what is installed brings CUDA, `image` where the base image must;
    `flavor` is the flavor of nvidia/cuda that it then runs on, or, for wheels, would run on if a
    person asks for NVIDIA's image: empty where it cannot. `routed` are the packages that come from
    `index` alone. `from_source`: it has no wheel, and is built. The first that fits is taken.
    """

    name: str
    device: str
    line: str
    because: str
    origin: Origin
    releases: str = ""
    platforms: tuple[str, ...] = ()
    cuda: str = ""
    libraries: str = ""
    flavor: str = ""
    index: str = ""
    routed: tuple[str, ...] = ()
    from_source: bool = False
    unconfirmed: str = ""

    @cached_property
    def distribution(self) -> str:
        """The package that it is; empty where nothing of the kind is required."""
        return re.split(r"[\[=<>~! ]", self.line, maxsplit=1)[0]


@dataclass(frozen=True)
class Kernels:
    """The compute capabilities that variants hold code for; `ptx` is what a newer GPU can compile.

    `releases` and `platforms` narrow it, where they are not empty.
    """

    variants: tuple[str, ...]
    capabilities: tuple[str, ...]
    origin: Origin
    releases: str = ""
    platforms: tuple[str, ...] = ()
    ptx: tuple[str, ...] = ()
    unconfirmed: str = ""


@lru_cache(maxsize=8192)
def numbers(version: str) -> tuple[int, ...]:
    """1.10.* as (1, 10), so that it sorts after 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


@dataclass(frozen=True)
class RequirementRow:
    """A line of requirements.in and why; `{version}` in it is the framework's chosen version.

    `releases` (a specifier), `variants`, `extra` and `inputs` (what a row of a request is) say when
    it is asked for, where not always.
    """

    line: str
    because: str
    releases: str = ""
    variants: tuple[str, ...] = ()
    extra: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """A variable of a stage and why; `devices` narrows it to some, where not empty.

    `stage` is `serve`, the container, or `build`, while packages are installed.
    """

    name: str
    value: str
    because: str
    devices: tuple[str, ...] = ()
    stage: Stage = "serve"


@dataclass(frozen=True)
class FileRow:
    """A file that the generated project holds; `when` names a fact of the Plan that must be so.

    `{requirements_in}` in the path and `{inputs}` in the template are those of the Plan. `was` are
    paths that it had before, the newest first: a project's own file moves from there.
    """

    path: str
    template: str
    ownership: Ownership = "managed"
    mode: int = 0o644
    when: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """`warm_imports` are modules that a service of this framework loads when it starts.

    `unused` are folders of its packages that no service reads, as in `torch/test`.

    `inputs` is what one row of a request is: numbers, texts, arrays or records. `stands_on` names
    the framework whose release, variants and kernels it computes with; empty for its own.
    A framework without releases, as `custom`, has no version.
    """

    name: str
    title: str
    model_file: str
    inputs: str
    stands_on: str
    warm_imports: tuple[str, ...]
    unused: tuple[str, ...]
    requirements: tuple[RequirementRow, ...]
    variables: tuple[Variable, ...]
    files: tuple[FileRow, ...]
    releases: tuple[Release, ...]
    variants: tuple[Variant, ...]
    kernels: tuple[Kernels, ...]
    examples: tuple[str, ...]

    @property
    def devices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(variant.device for variant in self.variants))

    @property
    def distributions(self) -> tuple[str, ...]:
        """The packages that the framework is, one or another: its own releases'."""
        return tuple(dict.fromkeys(release.distribution for release in self.releases))


@dataclass(frozen=True)
class Signature:
    """How a project of a framework is recognised.

    `suffixes` and `files` are of model files, by name; `formats` are what `mlpack.artifacts` calls
    what is in them. `imports` are modules that code imports, `distributions` what it requires.
    `outranks` are frameworks that a project of this one mostly has as well: to train, or beneath.
    """

    framework: str
    suffixes: tuple[str, ...]
    files: tuple[str, ...]
    formats: tuple[str, ...]
    imports: tuple[str, ...]
    distributions: tuple[str, ...]
    origin: Origin
    outranks: tuple[str, ...] = ()


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

"""The Plan: what will be, and why. Everything after it, templates above all, reads only this."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mlpack.plan.build import Build
from mlpack.plan.index import Index
from mlpack.tree import Ownership


@dataclass(frozen=True)
class Decision:
    """`what` was decided, its value, and the reason in one sentence.

    `facts` are the parts of the Plan that it settles, by their dotted names, and `settings` the
    ones of mlpack.yaml that led to it: `mlpack explain FILE:LINE` goes from line to fact to this.
    """

    what: str
    value: str
    because: str
    facts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """`title` is its name in prose; `warm_imports` are what a service loads at its start.

    `unused` are the folders of its packages that no service reads: the image goes without them.

    `variant` is the build that was chosen, as in cpu or cu126: its own, or that of the framework
    that it stands on, whose title and version are `stands_on`, as in PyTorch 2.14.*.
    """

    name: str
    title: str
    version: str
    variant: str
    warm_imports: tuple[str, ...]
    extras: tuple[str, ...] = ()
    stands_on: str = ""
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compute:
    """All but `device` are empty on a CPU.

    `libraries` says where CUDA's come from, wheels or image; `driver_minimum` is the least driver;
    `compute_capabilities` are those that the wheels hold code for, empty where it is not known.
    `gpus` and `driver` are what mlpack.yaml said of the hosts.
    """

    device: str
    cuda: str = ""
    libraries: str = ""
    driver_minimum: str = ""
    compute_capabilities: tuple[str, ...] = ()
    gpus: tuple[str, ...] = ()
    driver: str = ""


@dataclass(frozen=True)
class Batching:
    """Rows predicted together at most."""

    max_size: int


@dataclass(frozen=True)
class Limits:
    """Bytes of a body, rows of a request, requests in the queue, seconds until an answer."""

    body_bytes: int
    rows: int
    queue: int
    seconds: float


@dataclass(frozen=True)
class Serving:
    """`inputs` is what a row of a request is: numbers, texts, arrays or records.

    `stop_seconds` is the longest that a stop may take: the drain, then the slowest request.
    """

    style: str
    title: str
    inputs: str
    port: int
    batching: Batching
    limits: Limits
    drain_seconds: float
    stop_seconds: int
    warm_imports: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A stage of the Dockerfile and what it starts from: an image, or an earlier stage."""

    name: str
    image: str


@dataclass(frozen=True)
class BaseImage:
    """`glibc` decides which wheels load; `digest` is empty where it is not known, never made up.

    `python` says where Python comes from: `image` has it, the `suite` has it as a package, or it is
    `copied` from `python_image`. `build_image` is what the build stage starts from, where that is
    not the base itself; `standard_library` is Python's folder in the image.
    """

    image: str
    glibc: str
    suite: str
    digest: str = ""
    python: Literal["image", "suite", "copied"] = "image"
    python_image: str = ""
    build_image: str = ""
    standard_library: str = ""


@dataclass(frozen=True)
class Installer:
    name: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class LockFile:
    """One lock a platform: `requirements.lock` where there is one, else `requirements.ARCH.lock`.

    Docker calls the architecture TARGETARCH.
    """

    path: str
    platform: str


@dataclass(frozen=True)
class Lock:
    """How the requirements are resolved.

    `backend` is empty where nobody said it; `from_source` may be built where it has no wheel;
    nothing uploaded after the day `exclude_newer` (ISO) is taken, where there is one.
    """

    backend: str
    from_source: tuple[str, ...]
    exclude_newer: str
    files: tuple[LockFile, ...]


@dataclass(frozen=True)
class ModelFile:
    """Relative to the project."""

    path: str


@dataclass(frozen=True)
class SystemPackages:
    """Debian packages, sorted: of the build stage, and of the image that serves.

    `because` has the reason of each that mlpack itself added.
    """

    build: tuple[str, ...]
    run: tuple[str, ...]
    because: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Paragraph:
    """Requirement lines that stand together, and the one reason why.

    `asker` is who asks for them, as an error names it: `serving: fastapi`, `requirements.txt`.
    """

    because: str
    lines: tuple[str, ...]
    asker: str


@dataclass(frozen=True)
class Constraint:
    """A version that holds for a package if anything needs it; `where` says so, with its line."""

    line: str
    where: str


@dataclass(frozen=True)
class Variable:
    """A variable that mlpack sets, and why."""

    name: str
    value: str
    because: str


@dataclass(frozen=True)
class Unconfirmed:
    """A fact that the Plan rests on and that could not be checked, and the ISO day it was read."""

    what: str
    says: str
    as_of: str


@dataclass(frozen=True)
class PlannedFile:
    """`was` are the paths that it had in projects of an older mlpack, or an older layer."""

    path: str
    template: str
    ownership: Ownership
    mode: int
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Every answer that the output needs. Equal plans give equal bytes.

    `variables` are the container's, beside those of the person in `environment`; `build_variables`
    are those of the stage that installs the packages.
    """

    name: str
    python: str
    platforms: tuple[str, ...]
    framework: Framework
    compute: Compute
    serving: Serving
    base: BaseImage
    stages: tuple[Stage, ...]
    installer: Installer
    lock: Lock
    model: ModelFile
    include: tuple[str, ...]
    requirements: tuple[Paragraph, ...]
    requirements_in: str
    constraints: tuple[Constraint, ...]
    index: Index
    indexes: tuple[str, ...]
    build: Build
    system_packages: SystemPackages
    variables: tuple[Variable, ...]
    build_variables: tuple[Variable, ...]
    environment: Mapping[str, str]
    labels: Mapping[str, str]
    user: str
    outputs: tuple[str, ...]
    files: tuple[PlannedFile, ...] = ()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    decisions: tuple[Decision, ...] = field(default=())

    @property
    def requirement_lines(self) -> tuple[str, ...]:
        return tuple(line for paragraph in self.requirements for line in paragraph.lines)

    def as_json(self) -> dict[str, Any]:
        """Plain values for `mlpack plan --json`; requirements are a flat list of lines."""
        plain = dataclasses.asdict(self)
        return {**plain, "requirements": list(self.requirement_lines)}

    def fact(self, name: str) -> object:
        """The value at a dotted name, as in `system_packages.run`.

        Raises:
            KeyError: the Plan has no such fact.
        """
        value: Any = self
        for step in name.split("."):
            # Fields alone: templates may ask too, and an attribute can lead out of the Plan.
            facts = value if isinstance(value, Mapping) else _fields(value)
            if step not in facts:
                raise KeyError(name)
            value = facts[step]
        return value


def _fields(value: Any) -> Mapping[str, Any]:
    if not dataclasses.is_dataclass(value):
        return {}
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}

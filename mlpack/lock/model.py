"""What goes into a lock and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from packaging.utils import canonicalize_name

from mlpack.plan import Constraint, Index, Paragraph

Progress = Callable[[str], None]


def ignore(word: str) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True)
class Target:
    """Where the pins will be installed: `3.11`, `linux/amd64`, and the base image's glibc.

    Where the base is not known, the glibc is one that every base still kept up has (RHEL 8's), and
    that nearly every wheel is content with.
    """

    python: str
    platform: str
    glibc: str = "2.28"

    def __str__(self) -> str:
        return f"Python {self.python} on {self.platform}"


@dataclass(frozen=True)
class Inputs:
    """All that a lock depends on, the state of the index apart.

    `backend` is empty where nobody said which; `exclude_newer` is an ISO day or empty; `root` is
    the folder that the index's own folders are seen from. `askers` says of a line who asks for it,
    as `requirements.txt:3`, where that is more than its paragraph's.
    """

    paragraphs: tuple[Paragraph, ...]
    target: Target
    backend: str = ""
    constraints: tuple[Constraint, ...] = ()
    index: Index = field(default_factory=Index)
    from_source: tuple[str, ...] = ()
    exclude_newer: str = ""
    root: Path = Path()
    askers: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)


@dataclass(frozen=True)
class Pin:
    """One package at one version; `url` only where the person named a file instead of a version."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str = ""
    extras: tuple[str, ...] = ()
    url: str = ""
    via: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lock:
    """A lock as it was read; `is_edited` where its pins are not those that mlpack wrote."""

    text: str
    fingerprint: str
    target: Target
    backend: str
    pins: tuple[Pin, ...]
    is_edited: bool


@dataclass(frozen=True)
class Difference:
    """A package that backends pin differently: the version by backend, empty where it has none."""

    name: str
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Order:
    """What a backend is asked for.

    `kept` are the pins to hold on to where they still fit. `sources` says where packages come from,
    folders as absolute paths. `offline` leaves no place but folders. `askers` says who asks for a
    line or a constraint.
    """

    lines: tuple[str, ...]
    target: Target
    constraints: tuple[str, ...] = ()
    sources: Index = field(default_factory=Index)
    from_source: tuple[str, ...] = ()
    exclude_newer: str = ""
    kept: tuple[Pin, ...] = ()
    upgrade_packages: tuple[str, ...] = ()
    offline: bool = False
    askers: Mapping[str, str] = field(default_factory=dict)

    @property
    def uploaded_before(self) -> str:
        """The moment from which on uploads are left out: the end of that day in UTC, or empty."""
        if not self.exclude_newer:
            return ""
        return f"{date.fromisoformat(self.exclude_newer) + timedelta(days=1)}T00:00:00Z"

    def may_be_built(self, package: str) -> bool:
        """`from_source` are names and beginnings of names, as in `corp-*`."""
        name = canonicalize_name(package)
        return any(fnmatchcase(name, pattern) for pattern in self.from_source)


@dataclass(frozen=True)
class File:
    """A wheel or a source archive that is to be had: `sha256` is 64 hex digits, or empty.

    `pythons` is its Requires-Python; `url` is an address or a file: URL.
    """

    name: str
    url: str
    sha256: str = ""
    pythons: str = ""
    uploaded: str = ""


class Backend(Protocol):
    """One resolver behind `make`; each lives in a module of its own."""

    def version(self) -> str:
        """The resolver's name and version, as the lock's header gives them: `pip-tools 7.6.2`."""

    def resolve(self, order: Order, progress: Progress) -> tuple[Pin, ...]:
        """Every pin for the order's target, still without hashes.

        Raises:
            LockFailed: there is no such set of pins, or this machine cannot find it.
        """

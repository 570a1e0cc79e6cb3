"""What goes into a lock and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from mlpack.plan import Paragraph

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
    """All that a lock depends on, the state of the index apart."""

    paragraphs: tuple[Paragraph, ...]
    target: Target
    backend: str = "pip-tools"

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
    text: str
    fingerprint: str
    target: Target
    backend: str
    pins: tuple[Pin, ...]


@dataclass(frozen=True)
class Difference:
    """A package that backends pin differently: the version by backend, empty where it has none."""

    name: str
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Order:
    """What a backend is asked for; `kept` are the pins to hold on to where they still fit."""

    lines: tuple[str, ...]
    target: Target
    kept: tuple[Pin, ...] = ()
    upgrade_packages: tuple[str, ...] = ()

    @property
    def requirements(self) -> tuple[str, ...]:
        """The lines that name a package, without those that say where packages come from."""
        return tuple(line for line in self.lines if not line.startswith("-"))


class Backend(Protocol):
    """One resolver behind `make`; each lives in a module of its own."""

    def version(self) -> str:
        """The resolver's name and version, as the lock's header gives them: `pip-tools 7.6.2`."""

    def resolve(self, order: Order, progress: Progress) -> tuple[Pin, ...]:
        """Every pin with its hashes, for the order's target.

        Raises:
            LockFailed: there is no such set of pins, or this machine cannot find it.
        """

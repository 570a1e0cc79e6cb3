"""What the files of a project say about its dependencies, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mlpack.errors import Fault


@dataclass(frozen=True)
class Line:
    """One requirement; `where` is FILE:LINE, `entry` the item of mlpack.yaml that led to it."""

    text: str
    where: str
    entry: str


@dataclass(frozen=True)
class Constraint(Line):
    """It says which version, and asks for nothing."""


@dataclass(frozen=True)
class Pythons:
    """The `requires-python` of a project, as in `>=3.11`."""

    specifier: str


Found: TypeAlias = Line | Constraint | Pythons | Fault


@dataclass(frozen=True)
class Index:
    """What mlpack.yaml says under index:; the same said again in a file is no fault.

    `find_links` are folders, relative to the project, and addresses; `packages` are names.
    """

    urls: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    find_links: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Requested:
    """All that was read, in its order; `pythons` is a specifier, empty where no file says one."""

    lines: tuple[Line, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    pythons: str = ""


NOTHING = Requested()

"""What one source says, before it is weighed against the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mlpack.artifacts import ModelFile
from mlpack.detect.model import Confidence, Evidence, Value

Role: TypeAlias = Literal["locked", "asked", "installed", "imported", "tried"]
"""locked: a lock pins it. asked: the project requires it. installed: it is in the environment.
imported: code that serves imports it. tried: a notebook, a test or a training script does."""


@dataclass(frozen=True)
class Clue:
    """One value of a setting; of several, the surer one and then the first one counts."""

    setting: str
    value: Value
    where: str
    says: str
    sure: Confidence

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.where, self.says)


@dataclass(frozen=True)
class Package:
    """A distribution by its normal name; `specifier` is as `==1.5.2`, `extras` of the wish."""

    name: str
    specifier: str
    where: str
    says: str
    role: Role
    extras: tuple[str, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.where, self.says)


@dataclass(frozen=True)
class Offer:
    """What `requirements:` and `constraints:` could name together; the first one is the best.

    `lines` are those of `file`, each with its place; `file` is empty where mlpack cannot read it,
    or cannot have all of it, and `lines` are what it can have.
    """

    file: str
    lines: tuple[tuple[str, str], ...]
    where: str
    constraints: tuple[str, ...] = ()
    sure: Confidence = "certain"


@dataclass(frozen=True)
class Remark:
    """A sentence for the person, with its place."""

    text: str


@dataclass(frozen=True)
class Definition:
    """A function or a class of a module, with its line."""

    name: str
    line: int


@dataclass(frozen=True)
class Import:
    """`name` is dotted, a relative one with its dots; `says` is how the code has it."""

    name: str
    line: int
    says: str


@dataclass(frozen=True)
class Module:
    """What a file of code shows: what it imports, and what of it loads a model or predicts.

    `is_aside` where the file is a test, an example, or trains.
    """

    path: str
    imports: tuple[Import, ...]
    loaders: tuple[Definition, ...]
    predictors: tuple[Definition, ...]
    is_aside: bool


@dataclass(frozen=True)
class Program:
    """A file of code that something starts, as a Procfile does."""

    path: str
    where: str


Found: TypeAlias = Clue | Package | Offer | Remark | Module | Program | ModelFile


def one_line(text: str) -> str:
    """Short, printable and without runs of blanks, fit to show as evidence."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 80 else f"{plain[:77]}..."


def line_of(text: str, pattern: str) -> int:
    """The line of the first match, from 1; 0 where there is none."""
    found = re.search(pattern, text, re.M)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def minor_of(version: str) -> str:
    """3.11 of 3.11.4, python-3.11.4 and >=3.11,<3.12; empty where it names no one minor."""
    found = re.fullmatch(r"\D*(3\.\d{1,2})(?:\.[\w*]+)?\s*", version)
    return found[1] if found else ""

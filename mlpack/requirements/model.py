"""Requirement lines as a project's own files say them, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`text` is a requirement, `where` its place, `entry` the file that mlpack.yaml names."""

    text: str
    where: str
    entry: str


@dataclass(frozen=True)
class Requested:
    """`pythons` is the requires-python of a pyproject.toml, empty where there is none."""

    lines: tuple[Line, ...] = ()
    constraints: tuple[Line, ...] = ()
    pythons: str = ""


NOTHING = Requested()

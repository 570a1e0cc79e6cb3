"""What a peer's file comes to: settings of mlpack.yaml, and the lines that none of them can say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Carried:
    """`setting` is a place in mlpack.yaml, as in serving.port; `where` is FILE:LINE."""

    setting: str
    value: Any
    where: str


@dataclass(frozen=True)
class Left:
    """A line that could not be carried over; `because` says why, and what to do instead."""

    where: str
    text: str
    because: str


@dataclass(frozen=True)
class Imported:
    """Every line of the file is carried or left; `carried` has a setting once, lists joined.

    `unknown` is what the file says where the catalogue has no such version; it is left as well.
    """

    file: str
    carried: tuple[Carried, ...]
    left: tuple[Left, ...]
    unknown: tuple[Carried, ...] = ()

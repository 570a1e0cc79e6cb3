"""What a row of a request is, by the shapes that a model takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTHS = range(1, 10_000_000)
"""Formats write a size that is open as 0, as -1, or as nothing."""


@dataclass(frozen=True)
class Taken:
    """One input of a model; a size that is open is None, a `shape` of None is not known at all."""

    name: str
    holds: str = ""
    shape: tuple[int | None, ...] | None = None


def row(taken: Sequence[Taken]) -> tuple[str, int | None]:
    """In the words of `serving.inputs`, and how many numbers make a row where that is one.

    The first size is that of the batch.
    """
    if len(taken) > 1:
        return "records", None
    if not taken or taken[0].shape is None:
        return "", None
    holds, shape = taken[0].holds, taken[0].shape
    if holds == "text":
        return ("texts", None) if len(shape) < 3 else ("", None)
    if holds != "number" or len(shape) < 2:
        return "", None
    if len(shape) > 2:
        return "arrays", None
    return "numbers", shape[1] if shape[1] in WIDTHS else None

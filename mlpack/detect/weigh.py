"""Clues on one setting to a guess: the surest counts, and a contradiction makes it less sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mlpack.detect.clue import Clue
from mlpack.detect.model import Confidence, Guess

RANK: Mapping[Confidence, int] = {"certain": 0, "likely": 1, "possible": 2}
WHOLE = "."
"""Where a clue stands that is of the folder as a whole."""
_LISTS = ("system_packages.run", "system_packages.build", "include", "platforms", "constraints")


def weighed(clues: Iterable[Clue], setting: str) -> tuple[Guess | None, tuple[Guess, ...]]:
    """The guess that counts, and the others, each value once with all its evidence."""
    own = sorted((c for c in clues if c.setting == setting), key=lambda clue: RANK[clue.sure])
    # what holds where nothing is said does not gainsay what is
    own = [clue for clue in own if clue.where != WHOLE or clue is own[0]]
    if not own:
        return None, ()
    if setting in _LISTS:
        return _joined(own), ()
    by_value: dict[str, list[Clue]] = {}
    for clue in own:
        by_value.setdefault(str(clue.value), []).append(clue)
    first, *rest = (_guess(group) for group in by_value.values())
    if any(other.confidence != "possible" for other in rest) and first.confidence == "certain":
        first = replace(first, confidence="likely")
    return first, tuple(replace(other, confidence="possible") for other in rest)


def _guess(clues: list[Clue]) -> Guess:
    evidence = tuple(dict.fromkeys(clue.evidence for clue in clues))
    return Guess(clues[0].setting, clues[0].value, clues[0].sure, evidence)


def _joined(clues: list[Clue]) -> Guess:
    values = [item for clue in clues if isinstance(clue.value, tuple) for item in clue.value]
    return replace(_guess(clues), value=tuple(dict.fromkeys(values)))

"""A file as it lies in the project, held against what mlpack makes of it, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches


@dataclass(frozen=True)
class Counterpart:
    """A line that lies there, and the number of mlpack's own line, from 0.

    None where mlpack has none: a person added this one. `is_same` where nobody changed it.
    """

    text: str
    made: int | None
    is_same: bool


def counterparts(there: Sequence[str], made: Sequence[str]) -> tuple[Counterpart, ...]:
    """One for every line of `there`."""
    return tuple(_counterparts(there, made))


def _counterparts(there: Sequence[str], made: Sequence[str]) -> Iterator[Counterpart]:
    matcher = SequenceMatcher(None, there, made, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            for offset in range(last - first):
                yield Counterpart(there[first + offset], start + offset, True)
        else:
            yield from _changed(there[first:last], made, range(start, end))


def _changed(
    there: Sequence[str], made: Sequence[str], numbers: Sequence[int]
) -> Iterator[Counterpart]:
    """Each line with the one that it most looks like, none of them twice, in their order."""
    left = list(numbers)
    for text in there:
        near = get_close_matches(text, [made[number] for number in left], n=1, cutoff=0.5)
        number = next((n for n in left if near and made[n] == near[0]), None)
        if number is not None:
            left = [n for n in left if n > number]
        yield Counterpart(text, number, False)

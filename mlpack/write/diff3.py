"""The three-way merge where there is no git: what git's own merge makes of the same three texts.

Each side is compared with the ancestor by Myers' algorithm (An O(ND) Difference Algorithm, 1986);
what a change could as well begin later, begins as late as it can, as git has it. Changes of the two
sides that meet, or touch, are a conflict, unless they are the same change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Lines: TypeAlias = list[str]


@dataclass(frozen=True)
class Hunk:
    """Lines `start` to `end` of the ancestor became lines `first` to `last` of a side."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Region:
    """A stretch of the ancestor, and what each side has in its place."""

    yours: Lines
    last: Lines
    now: Lines

    @property
    def is_conflict(self) -> bool:
        return self.yours != self.now and self.last not in (self.yours, self.now)

    @property
    def merged(self) -> Lines:
        return self.now if self.yours == self.last else self.yours


def regions(yours: Lines, last: Lines, now: Lines) -> Iterator[Region]:
    """The three texts side by side, from top to bottom; in order they make up each of them."""
    mine, theirs = hunks(last, yours), hunks(last, now)
    at = shift_mine = shift_theirs = 0
    while mine or theirs:
        start = min(side[0].start for side in (mine, theirs) if side)
        if at < start:
            yield Region(
                yours[at + shift_mine : start + shift_mine],
                last[at:start],
                now[at + shift_theirs : start + shift_theirs],
            )
        end, of_mine, of_theirs = _meeting(start, mine, theirs)
        end_mine = end + (of_mine[-1].last - of_mine[-1].end if of_mine else shift_mine)
        end_theirs = end + (of_theirs[-1].last - of_theirs[-1].end if of_theirs else shift_theirs)
        yield Region(
            yours[start + shift_mine : end_mine],
            last[start:end],
            now[start + shift_theirs : end_theirs],
        )
        at, shift_mine, shift_theirs = end, end_mine - end, end_theirs - end
    if at < len(last):
        yield Region(yours[at + shift_mine :], last[at:], now[at + shift_theirs :])


def _meeting(
    start: int, mine: list[Hunk], theirs: list[Hunk]
) -> tuple[int, list[Hunk], list[Hunk]]:
    """The hunks from `start` on that meet each other, taken off their lists, and where they end."""
    end = start
    taken: tuple[list[Hunk], list[Hunk]] = ([], [])
    is_first = True
    while True:
        for side, of in zip((mine, theirs), taken, strict=True):
            if side and (side[0].start <= end if not is_first else side[0].start == start):
                of.append(side.pop(0))
                end = max(end, of[-1].end)
                is_first = False
                break
        else:
            return end, *taken


def hunks(old: Lines, new: Lines) -> list[Hunk]:
    """What turns `old` into `new`, from top to bottom."""
    gone, come = _changed(old, new)
    _slide(old, gone, come)
    _slide(new, come, gone)
    found: list[Hunk] = []
    i = j = 0
    while i < len(old) or j < len(new):
        start, first = i, j
        while i < len(old) and gone[i]:
            i += 1
        while j < len(new) and come[j]:
            j += 1
        if (i, j) == (start, first):
            i, j = i + 1, j + 1
        else:
            found.append(Hunk(start, i, first, j))
    return found


def _changed(old: Lines, new: Lines) -> tuple[list[bool], list[bool]]:
    """Which lines of each side the other does not have, by a shortest script of edits."""
    gone, come = [False] * len(old), [False] * len(new)
    reaches = _reaches(old, new)
    i, j = len(old), len(new)
    for depth in range(len(reaches) - 1, 0, -1):
        reach, k = reaches[depth - 1], i - j
        if _comes_down(reach, k, depth):
            i = reach[k + 1]
            j = i - k - 1
            come[j] = True
        else:
            i = reach[k - 1]
            j = i - k + 1
            gone[i] = True
    return gone, come


def _reaches(old: Lines, new: Lines) -> list[dict[int, int]]:
    """For each number of edits, by diagonal: how many lines of `old` can be behind us then."""
    reaches: list[dict[int, int]] = []
    reach = {1: 0}
    for depth in range(len(old) + len(new) + 1):
        further: dict[int, int] = {}
        for k in range(-depth, depth + 1, 2):
            i = reach[k + 1] if _comes_down(reach, k, depth) else reach[k - 1] + 1
            while i < len(old) and i - k < len(new) and old[i] == new[i - k]:
                i += 1
            further[k] = i
            if i >= len(old) and i - k >= len(new):
                return [*reaches, further]
        reaches.append(further)
        reach = further
    return reaches


def _comes_down(reach: dict[int, int], k: int, depth: int) -> bool:
    """Whether diagonal `k` is reached by a line that comes, and not by one that goes."""
    return k == -depth or (k != depth and reach[k - 1] < reach[k + 1])


def _slide(lines: Lines, changed: list[bool], others: list[bool]) -> None:
    """Move each group of changed lines down as far as it means the same.

    Where the other side has a change on the way, the group goes no further than the last of them:
    what goes and what comes there is then one change.
    """
    gaps = _gaps(others)
    end = 0
    while (start := _find(changed, True, end)) < len(lines):
        end, size = _find(changed, False, start), 0
        while size != end - start:  # it may have grown by a neighbour, and then goes further
            size = end - start
            start, end = _up(lines, changed, start, end)
            start, end, meeting = _down(lines, changed, start, end, gaps)
        while meeting and end > meeting:
            start, end = start - 1, end - 1
            changed[start], changed[end] = True, False


def _up(lines: Lines, changed: list[bool], start: int, end: int) -> tuple[int, int]:
    while start and lines[start - 1] == lines[end - 1]:
        start, end = start - 1, end - 1
        changed[start], changed[end] = True, False
        while start and changed[start - 1]:
            start -= 1
    return start, end


def _down(
    lines: Lines, changed: list[bool], start: int, end: int, gaps: list[bool]
) -> tuple[int, int, int]:
    """Where the group begins and ends then, and where it last met a change of the other side."""
    before = changed[:start].count(False)
    meeting = end if gaps[before] else 0
    while end < len(lines) and lines[start] == lines[end]:
        changed[start], changed[end] = False, True
        start, end, before = start + 1, end + 1, before + 1
        while end < len(lines) and changed[end]:
            end += 1
        if gaps[before]:
            meeting = end
    return start, end, meeting


def _gaps(changed: list[bool]) -> list[bool]:
    """Before each line that both sides have, and at the end: is there a change?"""
    gaps = [False]
    for is_changed in changed:
        if is_changed:
            gaps[-1] = True
        else:
            gaps.append(False)
    return gaps


def _find(flags: list[bool], wanted: bool, start: int) -> int:
    """The first place from `start` on with the flag that is wanted; the end where none has it."""
    while start < len(flags) and flags[start] is not wanted:
        start += 1
    return start

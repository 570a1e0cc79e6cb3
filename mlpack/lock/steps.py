"""How far it is from one version to another, and what a person may take from that."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from packaging.version import InvalidVersion, Version

Size = Literal["epoch", "dated", "major", "minor", "patch", "stage", "unknown"]

# The first number of a version that is a year; two digits of one could be a count as well.
_YEARS = range(1990, 2100)
_PLACES: tuple[Size, ...] = ("major", "minor", "patch")

_UP = {
    "epoch": "starts a new count of versions, so the numbers cannot be compared",
    "dated": "is numbered by date, no promise can be read from it",
    "major": "is a major change",
    "minor": "is a minor change",
    "patch": "is a patch",
}
_DOWN = {
    "epoch": "is a downgrade, to an older count of versions",
    "dated": "is a downgrade, to an earlier date",
    "major": "is a downgrade, across a major version",
    "minor": "is a downgrade, by a minor version",
    "patch": "is a downgrade, by a patch",
}


@dataclass(frozen=True)
class Step:
    """`says` goes on after `numpy 1.26.4 -> 2.1.0`; `may_break` is what the numbers admit to."""

    verb: Literal["upgraded", "downgraded", "rebuilt", "changed"]
    size: Size
    says: str
    may_break: bool = False


def is_same(before: str, after: str) -> bool:
    """1.0 and 1.0.0 are one version."""
    try:
        return Version(before) == Version(after)
    except InvalidVersion:
        return before == after


def step(before: str, after: str) -> Step:
    """The way between two versions that are not the same."""
    try:
        old, new = Version(before), Version(after)
    except InvalidVersion:
        says = "follows no standard, the numbers do not say how far it goes"
        return Step("changed", "unknown", says, may_break=True)
    if is_same(old.public, new.public):
        return Step("rebuilt", "stage", "is another build of the same release")
    return _down(old, new) if new < old else _up(old, new)


def _up(old: Version, new: Version) -> Step:
    size = _size(old, new)
    if size == "stage":
        return Step("upgraded", size, _next_stage(old, new), new.is_prerelease)
    unstable = _below_a_promise(old, size)
    says = f"{_UP[size]}{unstable}{_to_a_prerelease(new)}"
    may_break = size in ("epoch", "dated", "major") or bool(unstable) or new.is_prerelease
    return Step("upgraded", size, says, may_break)


def _down(old: Version, new: Version) -> Step:
    size = _size(old, new)
    says = f"{_DOWN.get(size, 'is a downgrade')}{_to_a_prerelease(new)}"
    return Step("downgraded", size, says, may_break=True)


def _size(old: Version, new: Version) -> Size:
    if old.epoch != new.epoch:
        return "epoch"
    if old.release[0] in _YEARS or new.release[0] in _YEARS:
        return "dated"
    pairs = zip_longest(old.release, new.release, fillvalue=0)
    places = [place for place, (one, other) in enumerate(pairs) if one != other]
    return _PLACES[min(places[0], 2)] if places else "stage"


def _below_a_promise(old: Version, size: Size) -> str:
    """https://semver.org/#spec-item-4: below 1.0 anything may change."""
    if size == "minor" and old.major == 0:
        return ", and below 1.0 that may break"
    if size == "patch" and (old.major, old.minor) == (0, 0):
        return ", and below 0.1 even that may break"
    return ""


def _next_stage(old: Version, new: Version) -> str:
    if new.is_prerelease:
        return "is a later pre-release of the same version"
    if old.is_prerelease:
        return "is the release after its pre-releases"
    return "is the same release, packaged anew"


def _to_a_prerelease(new: Version) -> str:
    return ", to a pre-release" if new.is_prerelease else ""

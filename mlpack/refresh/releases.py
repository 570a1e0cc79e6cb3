"""From the files of a distribution on an index to a row for each of its minor releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version

from mlpack.catalog import Origin, Release
from mlpack.lock.distributions import admits
from mlpack.lock.model import File
from mlpack.lock.wheels import MACHINES

# What a wheel that needs no particular glibc, or one of the old names for one, runs on.
_LEGACY = {"manylinux2014": 17, "manylinux2010": 12, "manylinux1": 5}
# Older than any base image's: a tag that claims less says nothing more.
_LEAST_GLIBC = 17


@dataclass(frozen=True)
class _Wheel:
    """What the name of a wheel and its Requires-Python say of one platform."""

    version: Version
    platform: str
    pythons: frozenset[str]
    glibc: int


def releases_of(
    distribution: str, files: Iterable[File], *, pythons: Sequence[str], origin: Origin
) -> tuple[Release, ...]:
    """A row for each minor release, sorted; of platforms where all else is equal, one.

    `pythons` are those that a wheel for every Python is held against; previews are left out.
    """
    wheels = [wheel for file in files for wheel in _wheels(file, pythons)]
    wheels.sort(key=lambda wheel: (wheel.version.release[:2], wheel.platform, wheel.version))
    rows = [
        _release(distribution, list(group), origin)
        for _, group in groupby(wheels, key=lambda w: (w.version.release[:2], w.platform))
    ]
    return tuple(_merged(rows))


def _wheels(file: File, pythons: Sequence[str]) -> Iterator[_Wheel]:
    try:
        _, version, _, tags = parse_wheel_filename(file.name)
    except InvalidWheelFilename:  # a source archive, or a name from before there were rules
        return
    if version.is_prerelease or version.local:
        return
    for platform, machine in MACHINES.items():
        found = [(p, glibc) for tag in tags for p, glibc in _read(tag, machine, pythons)]
        fitting = frozenset(p for p, _ in found if admits(file.pythons, p))
        if fitting:
            yield _Wheel(version, platform, fitting, min(glibc for _, glibc in found))


def _read(tag: Tag, machine: str, pythons: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The Pythons that a tag is for, with the glibc that it needs; none for another platform."""
    glibc = _glibc(tag.platform, machine)
    if glibc is None:
        return
    own = re.fullmatch(r"cp3(\d+)", tag.interpreter)
    if own and tag.abi == "abi3":
        yield from ((p, glibc) for p in pythons if int(p.split(".")[1]) >= int(own[1]))
    elif own and tag.abi in {tag.interpreter, "none"}:
        yield f"3.{own[1]}", glibc
    elif tag.interpreter == "py3" and tag.abi == "none":
        yield from ((p, glibc) for p in pythons)


def _glibc(platform: str, machine: str) -> int | None:
    if platform == "any":
        return _LEAST_GLIBC
    found = re.fullmatch(rf"(manylinux\d+|manylinux_2_(\d+))_{machine}", platform)
    if not found:
        return None
    number = int(found[2]) if found[2] else _LEGACY.get(found[1], _LEAST_GLIBC)
    return max(number, _LEAST_GLIBC)


def _release(distribution: str, wheels: Sequence[_Wheel], origin: Origin) -> Release:
    """Of the wheels of one minor release for one platform, the oldest first."""
    patches = sorted({wheel.version for wheel in wheels})
    newest = [wheel for wheel in wheels if wheel.version == patches[-1]]
    first: dict[str, Version] = {}
    for wheel in wheels:
        for python in wheel.pythons:
            first.setdefault(python, wheel.version)
    pythons = sorted({p for wheel in newest for p in wheel.pythons}, key=_number)
    return Release(
        distribution=distribution,
        version=".".join(map(str, (*patches[0].release, 0)[:2])),
        newest=str(patches[-1]),
        pythons=tuple(pythons),
        platforms=(wheels[0].platform,),
        glibc=f"2.{max(_least(newest).values())}",
        origin=origin,
        since={p: str(first[p]) for p in pythons if first[p] > patches[0]},
    )


def _least(wheels: Iterable[_Wheel]) -> Mapping[str, int]:
    """The glibc that the most modest wheel for a Python needs."""
    least: dict[str, int] = {}
    for wheel in wheels:
        for python in wheel.pythons:
            least[python] = min(wheel.glibc, least.get(python, wheel.glibc))
    return least


def _merged(rows: Iterable[Release]) -> list[Release]:
    found: list[Release] = []
    for row in rows:
        alike = (replace(other, platforms=row.platforms) == row for other in found)
        place = next((index for index, same in enumerate(alike) if same), None)
        if place is None:
            found.append(row)
        else:
            both = (*found[place].platforms, *row.platforms)
            found[place] = replace(found[place], platforms=both)
    return found


def _number(python: str) -> int:
    return int(python.partition(".")[2])

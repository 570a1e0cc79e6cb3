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
from mlpack.lock.distributions import admits, version_in
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

    `pythons` are those that a wheel for every Python is held against; previews are left out. A
    distribution without any wheel is built wherever its source archive is admitted.
    """
    files = list(files)
    found = [wheel for file in files for wheel in _wheels(file, pythons)]
    wheels = found or [wheel for file in files for wheel in _built(file, pythons)]
    wheels.sort(key=lambda wheel: (_minor(wheel.version), wheel.platform, wheel.version))
    first: dict[tuple[int, ...], Version] = {}
    for wheel in sorted(wheels, key=lambda wheel: wheel.version):
        first.setdefault(_minor(wheel.version), wheel.version)
    rows = [
        _release(distribution, list(group), first=first[minor], origin=origin)
        for (minor, _), group in groupby(wheels, key=lambda w: (_minor(w.version), w.platform))
    ]
    return tuple(_merged(rows))


def _minor(version: Version) -> tuple[int, ...]:
    return (*version.release, 0)[:2]


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


def _built(file: File, pythons: Sequence[str]) -> Iterator[_Wheel]:
    """What a source archive becomes: the least glibc is that of where it is built."""
    version = None if file.name.endswith(".whl") else version_in(file.name)
    fitting = frozenset(p for p in pythons if admits(file.pythons, p))
    if version and fitting and not version.is_prerelease:
        for platform in MACHINES:
            yield _Wheel(version, platform, fitting, _LEAST_GLIBC)


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


def _release(
    distribution: str, wheels: Sequence[_Wheel], *, first: Version, origin: Origin
) -> Release:
    """Of the wheels of one minor release for one platform, the oldest first.

    `first` is the first patch of all, on any platform.
    """
    newest = [wheel for wheel in wheels if wheel.version == wheels[-1].version]
    since: dict[str, Version] = {}
    for wheel in wheels:
        for python in wheel.pythons:
            since.setdefault(python, wheel.version)
    pythons = sorted({p for wheel in newest for p in wheel.pythons}, key=_number)
    return Release(
        distribution=distribution,
        version=".".join(map(str, _minor(first))),
        newest=str(wheels[-1].version),
        pythons=tuple(pythons),
        platforms=(wheels[0].platform,),
        glibc=f"2.{max(_least(newest).values())}",
        origin=origin,
        since={p: str(since[p]) for p in pythons if since[p] > first},
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

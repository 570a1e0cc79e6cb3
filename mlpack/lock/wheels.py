"""Which wheels a target takes: the tags of its Python, its architecture and its glibc."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from mlpack.lock.model import Target

MACHINES = {"linux/amd64": "x86_64", "linux/arm64": "aarch64"}

# The names that some glibc versions had before PEP 600 named them all, and where each one's tags
# begin on an architecture: https://peps.python.org/pep-0600/#legacy-manylinux-tags
_LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_OLDEST = {"x86_64": 5}
_OLDEST_ELSEWHERE = 17
_NEWEST = 999


def machine(target: Target) -> str:
    """The architecture in Linux's own word for it, as `aarch64` for `linux/arm64`."""
    return MACHINES.get(target.platform, target.platform.rpartition("/")[2])


def platform_tags(target: Target) -> tuple[str, ...]:
    """`manylinux_2_36_x86_64` and all that it includes, the newest first."""
    return tuple(_platform_tags(machine(target), minor(target.glibc)))


def _platform_tags(machine: str, glibc: int) -> Iterator[str]:
    for number in range(glibc, _OLDEST.get(machine, _OLDEST_ELSEWHERE) - 1, -1):
        yield f"manylinux_2_{number}_{machine}"
        if number in _LEGACY:
            yield f"{_LEGACY[number]}_{machine}"
    yield f"linux_{machine}"


def minor(glibc: str) -> int:
    """`2.36` as 36; glibc has been at 2 since 1997."""
    return int(glibc.split(".")[1])


def rank(wheel: str, target: Target) -> tuple[int, int, str]:
    """Of a wheel that fits: the lower, the sooner it is taken; the nearest tag, the later build."""
    _, _, build, tags = parse_wheel_filename(wheel)
    places = _tags(target)
    number, rest = build or (0, "")
    return min(places[tag] for tag in tags if tag in places), -number, rest


def fits(wheel: str, target: Target) -> bool:
    """Whether the target takes a wheel of this file name."""
    try:
        return not _tags(target).keys().isdisjoint(parse_wheel_filename(wheel)[3])
    except InvalidWheelFilename:
        return False


def glibc_needed(wheels: Iterable[str], target: Target) -> str:
    """The least glibc that would take one of these wheels; empty where glibc is not what lacks."""
    newer = [wheel for wheel in wheels if fits(wheel, replace(target, glibc=f"2.{_NEWEST}"))]
    numbers = [
        min(map(int, found))
        for wheel in newer
        if (found := re.findall(rf"manylinux_2_(\d+)_{machine(target)}", wheel))
    ]
    return f"2.{min(numbers)}" if numbers else ""


@cache
def _tags(target: Target) -> dict[Tag, int]:
    """Every tag that the target takes, with its place: the most particular is the first."""
    major, number = map(int, target.python.split("."))
    name, platforms = f"cp{major}{number}", platform_tags(target)
    own = cpython_tags((major, number), [name], platforms)
    every = dict.fromkeys([*own, *compatible_tags((major, number), name, platforms)])
    return {tag: place for place, tag in enumerate(every)}

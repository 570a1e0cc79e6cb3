"""What the names of the files on an index tell: versions, wheels, Pythons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version


def nearest(wanted: str, seen: Sequence[Version]) -> list[Version]:
    """The neighbours of the version that was asked for, and the newest."""
    final = [version for version in seen if not version.is_prerelease] or list(seen)
    named = re.search(r"[=<>~!]=?\s*([\w.]+)", wanted)
    try:
        asked = Version(named[1].rstrip(".")) if named else None
    except InvalidVersion:
        asked = None
    if asked is None or not final:
        return final[-3:]
    below = [version for version in final if version <= asked][-1:]
    above = [version for version in final if version > asked][:1]
    return list(dict.fromkeys([*below, *above, final[-1]]))


def wheels_in(files: Sequence[tuple[str, str]], wanted: str = "") -> list[str]:
    names = [name for name, _ in files if name.endswith(".whl")]
    return [name for name in names if not wanted or matches(name, wanted)]


def matches(file: str, wanted: str) -> bool:
    try:
        version = version_in(file)
        return version is not None and Requirement(wanted).specifier.contains(version, True)
    except InvalidRequirement:
        return False


def admits(pythons: str, python: str) -> bool:
    """Whether a file's Requires-Python has room for some X.Y.Z of Python X.Y.

    Old files say what no standard allows, as `>=2.7.*`; pip lets those pass, and so does this.
    """
    try:
        allowed = SpecifierSet(pythons)
    except InvalidSpecifier:
        return True
    return any(allowed.contains(f"{python}.{patch}") for patch in range(100))


def file_of(url: str) -> str:
    """The name of the file that an address leads to."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


def version_at(url: str) -> str:
    """The version of the file that an address leads to; empty where its name says none."""
    return str(version_in(file_of(url)) or "")


def version_in(file: str) -> Version | None:
    try:
        is_wheel = file.endswith(".whl")
        return parse_wheel_filename(file)[1] if is_wheel else parse_sdist_filename(file)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def python_tag(wheel: str) -> str:
    found = re.search(r"-cp3(\d+)-", wheel)
    return f"3.{found[1]}" if found else ""


def number(python: str) -> tuple[int, ...]:
    """A version of Python to sort by: 3.9 before 3.10."""
    return tuple(int(part) for part in python.split("."))

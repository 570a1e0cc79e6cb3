"""The packages of a lock as constraints: a version each, and a marker where the lock forks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.utils import canonicalize_name
from packaging.version import Version

from mlpack.requirements.judgement import shown
from mlpack.requirements.model import Found
from mlpack.requirements.source import Source

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_WISH = re.compile(r"\b(?:extras?|dependency_groups)\b")


@dataclass(frozen=True)
class Locked:
    """A package of a lock; without `markers` it is for every environment."""

    line: int
    name: str
    version: str
    markers: tuple[str, ...] = ()


def constraints(source: Source, packages: Sequence[Locked], *, one_choice: str) -> Iterator[Found]:
    """`one_choice` says how to have a lock that does not leave two versions to choose from."""
    by_name: dict[str, list[Locked]] = {}
    for package in packages:
        if says := _damage(package):
            yield source.fault(package.line, says)
        else:
            by_name.setdefault(canonicalize_name(package.name), []).append(package)
    for name, several in by_name.items():
        versions = _by_version(several)
        if len(versions) == 1:
            yield source.constraint(several[0].line, f"{name}=={several[0].version}")
        elif _is_ambiguous(versions):
            first, second, *_ = versions
            says = f"{name} is here as {first} and as {second}, and nothing says when which."
            yield source.fault(versions[second].line, f"{says} {one_choice}")
        else:
            for version, package in versions.items():
                marker = _either(package.markers)
                yield source.constraint(package.line, f"{name}=={version} ; {marker}")


def _damage(package: Locked) -> str:
    if not _NAME.fullmatch(package.name):
        return "The lock is damaged: this package has no name."
    try:
        Version(package.version)
    except ValueError:
        return f"The lock is damaged: {shown(package.name)} has no version."
    for marker in package.markers:
        try:
            if not _WISH.search(marker):
                Marker(marker)
        except (ValueError, RecursionError):
            return f"The lock is damaged: {shown(marker)} is not a marker."
    return ""


def _by_version(several: Sequence[Locked]) -> dict[str, Locked]:
    """One package a version: a lock may have it from two places, each for some environments."""
    found: dict[str, Locked] = {}
    for package in several:
        first = found.get(package.version, package)
        everywhere = not (first.markers and package.markers)
        markers = () if everywhere else tuple(dict.fromkeys([*first.markers, *package.markers]))
        found[package.version] = Locked(first.line, first.name, first.version, markers)
    return found


def _is_ambiguous(versions: dict[str, Locked]) -> bool:
    """Whether two versions may be meant for one environment, as with extras that exclude others."""
    markers = [marker for package in versions.values() for marker in package.markers]
    everywhere = any(not package.markers for package in versions.values())
    return (
        everywhere
        or len(set(markers)) < len(markers)
        or any(_WISH.search(marker) for marker in markers)
    )


def _either(markers: Sequence[str]) -> str:
    return " or ".join(f"({marker})" for marker in markers) if len(markers) > 1 else markers[0]

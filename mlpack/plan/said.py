"""What a project's own requirement files say of the framework's version and of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from mlpack.requirements import Line

_EXACT = re.compile(r"===?\s*(\d+(?:\.\d+)+)")


@dataclass(frozen=True)
class Said:
    """`versions` and `pythons` are specifiers, empty where nothing was said; `where` is a place."""

    versions: str = ""
    where: str = ""
    pythons: str = ""

    @property
    def exact(self) -> str:
        """The one version that was pinned; empty where there is none."""
        found = [_EXACT.fullmatch(part.strip()) for part in self.versions.split(",")]
        return next((match[1] for match in found if match), "")

    def admits_release(self, version: str) -> bool:
        # the exact one is looked up by itself, and need not be the last patch of its release
        return bool(self.exact) or SpecifierSet(self.versions).contains(version)

    def admits_python(self, python: str) -> bool:
        """Whether some X.Y.Z of Python X.Y is allowed."""
        allowed = SpecifierSet(self.pythons)
        return any(allowed.contains(f"{python}.{patch}") for patch in (0, 99))


def said_of(distributions: Iterable[str], lines: Iterable[Line], *, pythons: str) -> Said:
    """What the lines say of any of these, where they say it of every platform."""
    asked = [(Requirement(line.text), line.where) for line in lines]
    names = {canonicalize_name(distribution) for distribution in distributions}
    own = [
        (str(wish.specifier), where)
        for wish, where in asked
        if canonicalize_name(wish.name) in names and wish.specifier and not wish.marker
    ]
    versions = ",".join(dict.fromkeys(specifier for specifier, _ in own))
    return Said(versions, ", ".join(dict.fromkeys(where for _, where in own)), pythons)

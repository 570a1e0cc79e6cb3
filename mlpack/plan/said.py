"""What a project's own requirement files say of the framework's version, build and Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from mlpack.requirements import Constraint, Line

_EXACT = re.compile(r"===?\s*(?P<version>\d+(?:\.\d+)+)(?:\+(?P<build>[\w.]+))?")


@dataclass(frozen=True)
class Said:
    """`versions` and `pythons` are specifiers, empty where nothing was said; `where` is a place.

    `named` has the place of each of the framework's distributions that is asked for by name: of
    several with the same files no other can be installed beside it.
    """

    versions: str = ""
    where: str = ""
    pythons: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def exact(self) -> str:
        """The one version that was pinned, without its build; empty where there is none."""
        return next((match["version"] for match in self._pins()), "")

    @property
    def build(self) -> str:
        """The build that was pinned, as cu121 of 2.5.1+cu121; empty where none was."""
        return next((match["build"] for match in self._pins() if match["build"]), "")

    def _pins(self) -> list[re.Match[str]]:
        found = (_EXACT.fullmatch(part.strip()) for part in self.versions.split(","))
        return [match for match in found if match]

    def admits_release(self, version: str) -> bool:
        # the exact one is looked up by itself, and need not be the last patch of its release
        return bool(self.exact) or admits(self.versions, version)

    def admits_python(self, python: str) -> bool:
        """Whether some X.Y.Z of Python X.Y is allowed."""
        return any(admits(self.pythons, f"{python}.{patch}") for patch in (0, 99))


@lru_cache(maxsize=8192)
def admits(specifier: str, version: str) -> bool:
    """An empty specifier admits everything."""
    return not specifier or SpecifierSet(specifier).contains(version)


def said_of(distributions: Iterable[str], lines: Iterable[Line], *, pythons: str) -> Said:
    """What the lines say of any of these, where they say it of every platform."""
    asked = [(Requirement(line.text), line) for line in lines]
    names = {canonicalize_name(distribution) for distribution in distributions}
    own = [
        (wish, line)
        for wish, line in asked
        if canonicalize_name(wish.name) in names and not wish.marker
    ]
    limits = [(str(wish.specifier), line.where) for wish, line in own if wish.specifier]
    return Said(
        versions=",".join(dict.fromkeys(specifier for specifier, _ in limits)),
        where=", ".join(dict.fromkeys(where for _, where in limits)),
        pythons=pythons,
        named={
            str(canonicalize_name(wish.name)): line.where
            for wish, line in own
            if not isinstance(line, Constraint)
        },
    )

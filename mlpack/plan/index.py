"""Where packages come from: indexes, pages and folders, and which package comes from which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from packaging.utils import canonicalize_name


@dataclass(frozen=True)
class Index:
    """Each part is empty where nobody said it.

    `packages` are names, or beginnings as in `corp-*`, with the address or the folder that they
    alone come from. `wheelhouse` is the one folder that the image is then built from.
    `credentials` is the id of a build secret with a .netrc, `certificates` a file of the project.
    """

    url: str = ""
    extra: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    find_links: tuple[str, ...] = ()
    wheelhouse: str = ""
    credentials: str = ""
    certificates: str = ""

    def place_of(self, package: str) -> str:
        """The address or folder that the package alone comes from; empty where there is none."""
        name = canonicalize_name(package)
        fitting = [pattern for pattern in self.packages if fnmatchcase(name, pattern)]
        return self.packages[max(fitting, key=len)] if fitting else ""

    @property
    def folders(self) -> tuple[str, ...]:
        """The project's own folders of wheels that a build reads, sorted."""
        if self.wheelhouse:
            return (self.wheelhouse,)
        places = {*self.find_links, *self.packages.values()}
        return tuple(sorted(place for place in places if not is_address(place)))

    def addresses(self, packages: Iterable[str]) -> tuple[str, ...]:
        """Indexes and pages on the network that these packages come from, the default one first."""
        own = sorted({self.place_of(package) for package in packages})
        places = dict.fromkeys([self.url, *self.extra, *own, *self.find_links])
        return tuple(filter(is_address, places))


def is_address(place: str) -> bool:
    return "://" in place

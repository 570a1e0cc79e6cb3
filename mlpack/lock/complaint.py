"""What came of a lock that could not be made, as values: who asked for what, and what there is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from mlpack.lock.distributions import admits, matches, version_in
from mlpack.lock.model import Target
from mlpack.lock.wheels import fits

FROM_PERSON = "requirements.in"
CONSTRAINT = "constraint"

_SEEN = re.compile(r"Could not find a version that satisfies.*\(from versions: ([^)]*)\)")


@dataclass(frozen=True)
class Complaint:
    """`causes` are (requirement, asker), no asker being the person; `files` are (name, Pythons).

    `pinned` are the names that the lock has so far: spelled right, and perhaps the one meant.
    `place` is the one that index.packages gives the package, `newer` are files that are left out
    for the day that they were uploaded on, `may_be_built` is whether its source serves as well.
    `askers` has the place of each line that the person, or a constraint, has said.
    """

    log: str
    target: Target
    causes: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    answers: tuple[int | str, ...] = ()
    pinned: tuple[str, ...] = ()
    place: str = ""
    newer: tuple[str, ...] = ()
    may_be_built: bool = False
    askers: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> str:
        return self.causes[0][0] if self.causes else "a package"

    @property
    def name(self) -> str:
        return re.split(r"[\s\[<>=!~;@]", self.wanted, maxsplit=1)[0]

    @property
    def where(self) -> str:
        """The place of a wish that is the person's own, with its line where it has one."""
        places = [self.place_in_project(wish, "") for wish, asker in self.causes if not asker]
        lines = [place for place in places if re.search(r":\d+$", place)]
        return (lines or places or [FROM_PERSON])[0]

    def place_in_project(self, wish: str, asker: str) -> str:
        """Who asks for it, as an error names that: a line of the project's own, or a package."""
        if asker not in ("", CONSTRAINT):
            return asker
        own = [line for line in self.askers if name_of(line) == name_of(wish)]
        same = [line for line in own if _range(line) == _range(wish)]
        places = [self.askers[line] for line in (same or own)]
        return places[0] if places else asker or FROM_PERSON

    @property
    def is_left_out(self) -> bool:
        """Whether there is what is wanted, and all of it is left out for its day."""
        there = [file for file, _ in self.files]
        left, kept = (
            [file for file in files if matches(file, self.wanted)] for files in (self.newer, there)
        )
        return bool(left) and not kept

    @property
    def seen(self) -> list[Version]:
        """The versions that there is a wheel of for the target, oldest first.

        pip says them where it is not a constraint that leaves nothing.
        """
        if found := _SEEN.search(self.log):
            return sorted(map(Version, found[1].split(", "))) if found[1] != "none" else []
        target = self.target
        fitting = [file for file, pythons in self.files if admits(pythons, target.python)]
        versions = {version_in(file) for file in fitting if fits(file, target)}
        return sorted(version for version in versions if version)

    @property
    def unfit(self) -> str:
        """The Pythons that the wanted version admits, where the target's is none of them."""
        admitted = {pythons for file, pythons in self.files if matches(file, self.wanted)}
        fitting = [pythons for pythons in admitted if admits(pythons, self.target.python)]
        return "" if fitting or not admitted else max(admitted)


def name_of(wish: str) -> str:
    """The package that a requirement, or a name with a version as in `shop 2.0`, is about."""
    return canonicalize_name(re.split(r"[\s\[<>=!~;@]", wish, maxsplit=1)[0])


def _range(wish: str) -> str:
    """The versions that a requirement admits, in one spelling."""
    try:
        return str(Requirement(wish).specifier)
    except InvalidRequirement:
        return wish

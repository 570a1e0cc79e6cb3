"""A lock as the rules read it: what it pins, for which platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock import Pin
from mlpack.lock.text import pins_of


@dataclass(frozen=True)
class Pinned:
    """The pins of the lock at `path`, by name."""

    path: str
    platform: str
    pins: Mapping[str, Pin]

    def met(self, requirement: str) -> Pin | None:
        """The pin that meets `torch<2.3` or `onnxruntime-gpu[cuda]`, if there is one."""
        wanted = Requirement(requirement)
        pin = self.pins.get(canonicalize_name(wanted.name))
        if pin and wanted.extras <= set(pin.extras):
            # one that is named by its file may have no version that can be compared
            is_met = not wanted.specifier or (
                pin.version and wanted.specifier.contains(pin.version, prereleases=True)
            )
            return pin if is_met else None
        return None

    def named(self, pattern: str) -> tuple[Pin, ...]:
        return tuple(pin for name, pin in self.pins.items() if fnmatchcase(name, pattern))


def pinned(path: str, platform: str, text: str) -> Pinned:
    """A lock that cannot be read pins nothing here; the rule `stale-lock` says what is wrong."""
    try:
        pins = {pin.name: pin for pin in pins_of(text)}
    except LockFailed:
        pins = {}
    return Pinned(path, platform, pins)

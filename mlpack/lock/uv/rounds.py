"""Runs of uv until every package with a place of its own was looked for there, and nowhere else.

uv has to be told which packages those are before it resolves, and which it will meet shows only
when it has. Without such a package among those that it meets there is one run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from packaging.utils import canonicalize_name
from packaging.version import Version

from mlpack.lock.model import Order, Pin
from mlpack.lock.uv.builds import cannot_hold_builds
from mlpack.lock.uv.places import NO_DAY, refused_by
from mlpack.lock.uv.project import PROJECT, WISHES, names_asked
from mlpack.plan import Index

# What uv says when asked to (RUST_LOG). Where it says it otherwise one day, the pins still show
# which packages were met; only an older version of what needs one may be taken, as if newer ones
# could not be had.
_MET = re.compile(r"^DEBUG Searching for a compatible version of ([A-Za-z0-9][\w.-]*)", re.M)
_PAGE = re.compile(r"Failed to fetch: `?https?://\S+/([A-Za-z0-9][\w.-]*)/(?=[`\s])")
_NO_SOURCE = re.compile(r"(?<!\S)([A-Za-z0-9][\w.-]*)\S*\s+ha(?:s|ve)\s+no\s+source\s+distribution")


@dataclass(frozen=True)
class Round:
    """`placed` come from their own place though nobody asks for them; `built` may be from source.

    uv takes no wheel of what it may build, so `wheels` are those that come as one after all.
    """

    placed: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()
    wheels: frozenset[str] = frozenset()

    def by_wheel(self, names: Collection[str]) -> Round:
        return replace(self, built=self.built - set(names), wheels=self.wheels | set(names))


@dataclass(frozen=True)
class Said:
    """What came of a round: uv's exit status, its log, and the pins."""

    round: Round
    status: int
    log: str
    pins: tuple[Pin, ...] = ()

    def version(self, name: str) -> Version | None:
        return next((Version(pin.version) for pin in self.pins if pin.name == name), None)


Run = Callable[[Round], Said]


@dataclass(frozen=True)
class Rounds:
    """`sources` are the places within reach."""

    run: Run
    order: Order
    sources: Index

    def settled(self) -> Said:
        """The last word; the pins' `via` has the person as `requirements.in`."""
        exact = {name for name in self.order.from_source if "*" not in name}
        said = self._placed(Round(built=frozenset() if self._patterns else frozenset(exact)))
        for name in sorted(said.round.built):
            said = self._by_wheel_if_newer(name, said)
        return self._without_the_needless(said)

    def _placed(self, start: Round) -> Said:
        said = self.run(start)
        fallback = None
        while following := self._next(said):
            # What was met on the way may be needed by nobody, and then stand in everybody's.
            fallback = said if self._is_sound(said) else fallback
            said = self.run(following)
        return fallback if fallback and _has_no_solution(said) else said

    def _is_sound(self, said: Said) -> bool:
        return said.status == 0 and not self._strays(said, self._pinned(said))

    def _next(self, said: Said) -> Round | None:
        now, met = said.round, _met(said.log) | self._pinned(said)
        strays = self._strays(said, met)
        built = {name for name in met if self.order.may_be_built(name)} - now.built - now.wheels
        if built and self._patterns:
            raise cannot_hold_builds(sorted(built), self._patterns)
        if strays or built:
            return replace(now, placed=now.placed | strays, built=now.built | built)
        if not said.status or not now.built:
            return None
        wheels: set[str] = {canonicalize_name(name) for name in _NO_SOURCE.findall(said.log)}
        return now.by_wheel(wheels) if wheels & now.built else None

    @property
    def _patterns(self) -> tuple[str, ...]:
        return tuple(pattern for pattern in self.sources.packages if "*" in pattern)

    def _strays(self, said: Said, names: Collection[str]) -> set[str]:
        """Packages with a place of their own that may have come from elsewhere."""
        sure = said.round.placed | names_asked(self.order)
        return {name for name in names if self.sources.place_of(name)} - sure

    def _pinned(self, said: Said) -> set[str]:
        return {pin.name for pin in said.pins if not pin.url}

    def _by_wheel_if_newer(self, name: str, said: Said) -> Said:
        built = said.version(name)
        if said.status or not built:
            return said
        other = self._placed(said.round.by_wheel([name]))
        newer = other.version(name)
        return other if newer and newer > built else said

    def _without_the_needless(self, said: Said) -> Said:
        """A package that was met but is not needed has no part in what the others come to."""
        needed = _needed(said.pins)
        if said.status or said.round.placed <= needed:
            return said
        leaner = self.run(replace(said.round, placed=said.round.placed & needed))
        if self._is_sound(leaner):
            return self._without_the_needless(leaner)
        return replace(said, pins=_without_others(said.pins, needed))


def _met(log: str) -> set[str]:
    names = (*_MET.findall(log), *_PAGE.findall(log))
    return {str(canonicalize_name(name)) for name in names} - {PROJECT}


def _has_no_solution(said: Said) -> bool:
    """Whether it is the versions that stand in the way, and no index that would not tell them."""
    kept_back = refused_by(said.log, "401") or NO_DAY.search(said.log)
    return (
        said.status != 0
        and "No solution found when resolving dependencies" in said.log
        and not kept_back
    )


def _needed(pins: Collection[Pin]) -> set[str]:
    """The packages that the person asks for, and what those need."""
    needed: set[str] = {WISHES}
    while more := {p.name for p in pins if not needed.isdisjoint(p.via)} - needed:
        needed |= more
    return needed


def _without_others(pins: Collection[Pin], needed: set[str]) -> tuple[Pin, ...]:
    return tuple(
        replace(pin, via=tuple(who for who in pin.via if who in needed))
        for pin in pins
        if pin.name in needed
    )

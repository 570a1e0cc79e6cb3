"""`docker build` again: after nothing, after a line of code, after one more dependency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.subject import LOCK, Subject
from benchmarks.table import Samples

# Small and of nothing but Python, so that the installing is measured and not the network.
MORE = ("humanize", "tabulate", "cachetools")


class Renewal(NamedTuple):
    """Seconds of the two steps from one more requirement to an image that has it."""

    lock: float
    build: float


def measure(bench: Bench) -> Iterator[Samples]:
    """Every layer that did not change is in the cache, and so is every package but the new one."""
    try:
        yield from _rebuilds(bench)
    finally:
        for subject in bench.pair.both:
            subject.relock("")
            subject.build()


def _rebuilds(bench: Bench) -> Iterator[Samples]:
    yield _of("rebuild-nothing", bench.pair.in_turn(bench.effort.rebuilds, Subject.build))
    yield _of("rebuild-code", bench.pair.in_turn(bench.effort.rebuilds, _after_code))
    reference, project = bench.pair.in_turn(bench.effort.dependencies, _one_more())
    yield _of("rebuild-dependency", ([r.build for r in reference], [r.build for r in project]))
    yield _of("lock-and-rebuild", (list(map(sum, reference)), list(map(sum, project))))


def _of(row: str, turns: tuple[list[float], list[float]]) -> Samples:
    return Samples(row, tuple(turns[0]), tuple(turns[1]))


def _after_code(subject: Subject) -> float:
    subject.touch(subject.code)
    return subject.build()


def _one_more() -> Callable[[Subject], Renewal]:
    """One more requirement each time, another one of MORE."""
    left: defaultdict[str, Iterator[str]] = defaultdict(lambda: iter(MORE))

    def renewal(subject: Subject) -> Renewal:
        seconds = subject.relock(next(left[subject.name]))
        subject.touch(LOCK)  # or a build of some earlier day would be found in the cache
        return Renewal(seconds, subject.build())

    return renewal

"""Cold start: from before `docker run` to the first right prediction, asked for every 10 ms."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.container import Container
from benchmarks.subject import Subject
from benchmarks.table import Samples


def measure(bench: Bench) -> Iterator[Samples]:
    """Of a new container each time; the first pair, which reads the images from disk, is left."""
    bench.pair.in_turn(1, _seconds)
    reference, project = bench.pair.in_turn(bench.effort.starts, _seconds)
    yield Samples("start", tuple(reference), tuple(project))


def _seconds(subject: Subject) -> float:
    with Container(subject) as container:
        return container.first_answer()

"""Memory of the one process (PSS), after load from 32 connections."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.container import Container
from benchmarks.subject import Subject
from benchmarks.table import Samples


def measure(bench: Bench) -> Iterator[Samples]:
    def after_load(subject: Subject) -> float:
        with Container(subject, core=bench.core) as container:
            container.first_answer()
            bench.client.load(container.port, connections=32, seconds=bench.effort.seconds)
            return container.memory_mb()

    reference, project = bench.pair.in_turn(bench.effort.rounds, after_load)
    yield Samples("memory", tuple(reference), tuple(project))

"""Answers a second on one core: a random forest, and a model so light that the server shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.client import Load
from benchmarks.container import Container
from benchmarks.problem import Unmeasured
from benchmarks.subject import Subject
from benchmarks.table import Samples

CONNECTIONS = (1, 8, 32)
WARM_SECONDS = 2

Running = Mapping[str, Container]


def measure(bench: Bench) -> Iterator[Samples]:
    """Both services are up on one core and are asked in turn, so that one of them always idles.

    The turns are short, for what else the machine does changes from second to second.
    """
    with _both(bench) as running:
        for connections in CONNECTIONS:
            rate = _answers_a_second(bench, running, connections)
            reference, project = bench.pair.in_turn(bench.effort.rounds, rate)
            yield Samples(f"forest-{connections}", tuple(reference), tuple(project))
    with _both(bench, model=bench.linear) as running:
        rate = _answers_a_cpu_second(bench, running)
        reference, project = bench.pair.in_turn(bench.effort.rounds, rate)
        yield Samples("linear-32", tuple(reference), tuple(project))


@contextmanager
def _both(bench: Bench, *, model: Path | None = None) -> Iterator[Running]:
    """The two services by their subject's name, warm."""
    with ExitStack() as stack:
        running = {
            subject.name: stack.enter_context(Container(subject, core=bench.core, model=model))
            for subject in bench.pair.both
        }
        for container in running.values():
            container.first_answer()
            bench.client.load(container.port, connections=8, seconds=WARM_SECONDS)
        yield running


def _answers_a_second(
    bench: Bench, running: Running, connections: int
) -> Callable[[Subject], float]:
    def rate(subject: Subject) -> float:
        load = _load(bench, running[subject.name], connections)
        return load.answers / load.seconds

    return rate


def _answers_a_cpu_second(bench: Bench, running: Running) -> Callable[[Subject], float]:
    """Of the container's processor time, so that what else runs does not count."""

    def rate(subject: Subject) -> float:
        container = running[subject.name]
        before = container.cpu_seconds()
        load = _load(bench, container, connections=32)
        return load.answers / (container.cpu_seconds() - before)

    return rate


def _load(bench: Bench, container: Container, connections: int) -> Load:
    """A service that fails under load is not compared by what is left."""
    seconds = bench.effort.seconds
    load = bench.client.load(container.port, connections=connections, seconds=seconds)
    if load.failures:
        name = container.subject.name
        raise Unmeasured(f"{name}: {load.failures} requests failed at c={connections}")
    return load

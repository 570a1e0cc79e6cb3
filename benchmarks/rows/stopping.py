"""SIGTERM while 8 clients ask, each of which stops when readiness goes, as a load balancer does."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from threading import Event

from benchmarks import digits
from benchmarks.bench import Bench
from benchmarks.container import Container
from benchmarks.process import run
from benchmarks.subject import Subject
from benchmarks.table import Samples

CLIENTS = 8
PROBE_SECONDS = 0.2
UNDISTURBED_SECONDS = 1.0


@dataclass
class Seen:
    """What one client saw."""

    lost: int = 0  # connected, but no answer with status 200
    refused: int = 0  # no connection, though the last probe found it ready
    last_answer: float = 0.0  # in seconds since 1970


@dataclass(frozen=True)
class Stop:
    lost: int
    refused: int
    code: int
    seconds: float  # from the last answer to the end of the process


def measure(bench: Bench) -> Iterator[Samples]:
    """The worst of the rounds: one request lost is lost."""
    reference, project = bench.pair.in_turn(bench.effort.rounds, _stop)
    for field in fields(Stop):
        its, mine = (max(getattr(s, field.name) for s in turn) for turn in (reference, project))
        yield Samples(f"stop-{field.name}", (its,), (mine,))


def _stop(subject: Subject) -> Stop:
    with Container(subject) as container, ThreadPoolExecutor(CLIENTS + 1) as threads:
        container.first_answer()
        gone = Event()
        threads.submit(_probe, container.port, subject.readiness, gone)
        clients = [threads.submit(_ask, container.port, gone) for _ in range(CLIENTS)]
        try:
            time.sleep(UNDISTURBED_SECONDS)
            run(["docker", "kill", "--signal", "TERM", container.name])
            code, end = container.finished()
        finally:
            gone.set()
        seen = [client.result() for client in clients]
    last = max(each.last_answer for each in seen)
    return Stop(sum(s.lost for s in seen), sum(s.refused for s in seen), code, end - last)


def _probe(port: int, readiness: str, gone: Event) -> None:
    """Sets `gone` as soon as the service is not ready."""
    while not gone.is_set():
        try:
            if digits.send(port, path=readiness, seconds=2)[0] != 200:
                gone.set()
        except (OSError, http.client.HTTPException):
            gone.set()
        gone.wait(PROBE_SECONDS)


def _ask(port: int, gone: Event) -> Seen:
    """One request after the other, over a new connection each, until `gone`."""
    seen = Seen()
    while not gone.is_set():
        try:
            status, _ = digits.send(port, digits.body())
        except ConnectionRefusedError:
            seen.refused += 1
            gone.wait(0.02)
        except (OSError, http.client.HTTPException):
            seen.lost += 1
        else:
            seen.lost += status != 200
            seen.last_answer = time.time()
    return seen

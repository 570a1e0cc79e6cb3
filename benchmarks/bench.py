"""What a measurement is given: the two subjects, the client, and how often to measure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Client
from benchmarks.subject import Pair


@dataclass(frozen=True)
class Effort:
    """How often, and how long."""

    processes: int  # starts of a mlpack command
    rounds: int  # of load, memory and stopping
    starts: int  # pairs of cold starts
    rebuilds: int  # of nothing and of a line of code
    locks: int  # by each backend, cold and warm
    dependencies: int  # rebuilds with one more, each of another package; three at most
    seconds: int  # of load at one number of connections


def effort(rounds: int, *, quick: bool) -> Effort:
    """Quick shows that every measurement works; its figures claim nothing."""
    if quick:
        return Effort(
            processes=1, rounds=1, starts=1, rebuilds=1, locks=1, dependencies=1, seconds=1
        )
    return Effort(
        processes=10,
        rounds=rounds,
        starts=max(9, rounds),
        rebuilds=9,
        locks=3,
        dependencies=3,
        seconds=3,
    )


@dataclass(frozen=True)
class Bench:
    """Everything that is measured on."""

    pair: Pair
    client: Client
    effort: Effort
    core: int | None  # the service's, where there are two to part
    linear: Path  # the light model

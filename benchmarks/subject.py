"""One of the two things compared: the hand-written reference, or the project that mlpack wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.process import seconds

LOCK = "requirements.lock"
MODEL = "model.joblib"

T = TypeVar("T")


@dataclass(frozen=True)
class Subject:
    """A folder that `docker build` takes as it is, and how to speak to what comes out.

    `code` is the file a person edits. `port_variable` moves the service to another port.
    `readiness` is the path that a load balancer would follow.
    `relock` writes the lock with the named package added to the requirements ("" adds none),
    nothing cached, and gives its seconds.
    """

    name: str
    folder: Path
    image: str
    base: str
    code: str
    port_variable: str
    readiness: str
    relock: Callable[[str], float]

    def build(self) -> float:
        """Seconds of `docker build`. Raises Unmeasured."""
        return seconds(["docker", "build", "--quiet", "--tag", self.image, "."], cwd=self.folder)

    def touch(self, path: str) -> None:
        """Add a comment that no earlier build has seen."""
        with (self.folder / path).open("a", encoding="utf-8") as file:
            file.write(f"\n# {time.time_ns()}\n")


@dataclass(frozen=True)
class Pair:
    """The reference and mlpack's project, measured in turn."""

    reference: Subject
    project: Subject

    @property
    def both(self) -> tuple[Subject, Subject]:
        return self.reference, self.project

    def in_turn(self, rounds: int, measure: Callable[[Subject], T]) -> tuple[list[T], list[T]]:
        """Each subject once a round, the one that goes first changing from round to round.

        What else the machine does then falls on both alike; round by round they can be compared.
        """
        results: dict[str, list[T]] = {self.reference.name: [], self.project.name: []}
        for number in range(rounds):
            for subject in self.both if number % 2 == 0 else reversed(self.both):
                results[subject.name].append(measure(subject))
        return results[self.reference.name], results[self.project.name]

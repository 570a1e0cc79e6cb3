"""The lock made with nothing cached: uv for the reference, `mlpack lock` for the project."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.subject import LOCK, Subject
from benchmarks.table import Samples


def measure(bench: Bench) -> Iterator[Samples]:
    """For the image's Python and the same requirements as before; the old lock is not there."""
    reference, project = bench.pair.in_turn(bench.effort.dependencies, _seconds)
    pins = (bench.pair.project.folder / LOCK).read_text(encoding="utf-8").count("==")
    note = f"{pins} packages; the reference's by uv, in a container"
    yield Samples("lock", tuple(reference), tuple(project), note)


def _seconds(subject: Subject) -> float:
    (subject.folder / LOCK).unlink()
    return subject.relock("")

"""The families in the order of the table, under the names that `--rows` takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.rows import (
    bad_requests,
    digest,
    generation,
    image,
    load,
    lock,
    memory,
    rebuild,
    start,
    stopping,
)
from benchmarks.table import Samples


@dataclass(frozen=True)
class Family:
    """`needs_images`: both images are built first. `in_quick`: part of `--quick`."""

    measure: Callable[[Bench], Iterable[Samples]]
    needs_images: bool = True
    in_quick: bool = True


FAMILIES = {
    "generation": Family(generation.measure, needs_images=False),
    "lock": Family(lock.measure, needs_images=False),
    "rebuild": Family(rebuild.measure),
    "image": Family(image.measure),
    "start": Family(start.measure),
    "memory": Family(memory.measure),
    "load": Family(load.measure),
    "bad": Family(bad_requests.measure),
    "stop": Family(stopping.measure),
    "digest": Family(digest.measure, needs_images=False, in_quick=False),
}

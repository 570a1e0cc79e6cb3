"""What the image adds to its base: bytes and layers, as the engine counts them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.problem import Unmeasured
from benchmarks.process import run
from benchmarks.subject import Subject
from benchmarks.table import Samples


def measure(bench: Bench) -> Iterator[Samples]:
    reference, project = map(_above, bench.pair.both)
    yield Samples("size", (reference[0],), (project[0],))
    yield Samples("layers", (reference[1],), (project[1],))


def _above(subject: Subject) -> tuple[float, int]:
    """MB (of a million bytes) and number of layers above the base image."""
    size, layers = _facts(subject.image)
    base_size, base_layers = _facts(subject.base)
    if layers[: len(base_layers)] != base_layers:
        raise Unmeasured(f"{subject.base} is no longer the base that {subject.name} was built on")
    return (size - base_size) / 1e6, len(layers) - len(base_layers)


def _facts(image: str) -> tuple[int, list[str]]:
    said = json.loads(run(["docker", "image", "inspect", image]))[0]
    return said["Size"], said["RootFS"]["Layers"]

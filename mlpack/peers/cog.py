"""cog.yaml, of Replicate's cog: https://github.com/replicate/cog, docs/yaml.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mlpack.peers import scripts
from mlpack.peers.collector import Collector
from mlpack.peers.common import (
    cuda,
    entry_point,
    environment,
    minor_python,
    named_after,
    packages,
    requirement_files,
    system_packages,
)
from mlpack.peers.reasons import BATCHES, CUDNN, ITSELF, LAYER
from mlpack.peers.sheet import Entry, Row, walk
from mlpack.peers.wanted import settle
from mlpack.spec import read as read_yaml


def read(into: Collector, path: Path, text: str) -> None:
    walk(read_yaml(text, into.file), ROWS, into, peer="cog.yaml")
    settle(into)


def _gpu(into: Collector, entry: Entry) -> None:
    device = "cuda" if str(entry.value).lower() in {"true", "yes", "on"} else "cpu"
    into.compute(device, entry.where, entry.text)


def _commands(into: Collector, entry: Entry) -> None:
    for where, item in entry.items():
        command = item.get("command") if isinstance(item, Mapping) else item
        if isinstance(item, Mapping) and item.get("mounts"):
            into.leave(where, "mounts", "A secret of the build goes into a layer.")
        if isinstance(command, str):
            scripts.run(into, command, where)


_TRAINING = "mlpack packages what serves: train where you trained before, and bring the model."
_BUILDS = "Variables of a build step go into a layer; environment: has those of the container."

ROWS: Mapping[str, Row] = {
    "build.gpu": _gpu,
    "build.cuda": cuda,
    "build.cudnn": CUDNN,
    "build.python_version": minor_python,
    "build.python_packages": packages,
    "build.python_requirements": requirement_files,
    "build.python_overrides": "Name a file of versions under constraints: for the lock to keep to.",
    "build.system_packages": system_packages,
    "build.pre_install": _commands,
    "build.run": _commands,
    "build.environment": _BUILDS,
    "build.sdk_version": ITSELF.format("nothing in the image imports cog"),
    "build.cog_runtime": ITSELF.format("nothing in the image imports cog"),
    "build.fast": ITSELF.format("dependencies, model and code are layers of their own"),
    "image": named_after,
    "predict": entry_point,
    "run": entry_point,
    "train": _TRAINING,
    "concurrency": BATCHES,
    "environment": environment,
    "tests": "Tests of a service are in tests/, which mlpack generates.",
    "weights": "Fetch the weights first, and name their folder under model:.",
    "model": LAYER,
}

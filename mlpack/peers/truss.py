"""config.yaml of a Truss, of Baseten: https://docs.baseten.co/reference/truss-configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mlpack.peers import scripts
from mlpack.peers.collector import Collector
from mlpack.peers.common import (
    environment,
    minor_python,
    named_after,
    packages,
    requirement_files,
    system_packages,
)
from mlpack.peers.images import based_on
from mlpack.peers.paths import brought
from mlpack.peers.reasons import BATCHES, FETCHES, ITSELF, LAYER, SCALES, SECRET
from mlpack.peers.sheet import Entry, Row, walk
from mlpack.peers.wanted import settle
from mlpack.spec import read as read_yaml

_TRUE = {"true", "yes", "on"}


def read(into: Collector, path: Path, text: str) -> None:
    walk(read_yaml(text, into.file), ROWS, into, peer="config.yaml")
    settle(into)


def _uses_gpu(into: Collector, entry: Entry) -> None:
    device = "cuda" if str(entry.value).lower() in _TRUE else "cpu"
    into.compute(device, entry.where, entry.text)


def _accelerator(into: Collector, entry: Entry) -> None:
    """`A10G`, or `A10G:2` for two of them."""
    gpu, _, count = str(entry.value).partition(":")
    into.compute("cuda", entry.where, entry.text)
    into.join("compute.gpus", [gpu], entry.where)
    if count not in {"", "1"}:
        into.leave(entry.where, entry.text, SCALES)


def _folder(into: Collector, entry: Entry) -> None:
    """Empty folders come with every new Truss."""
    for where, path in entry.texts():
        place = into.root / path
        if not path.startswith("/") and place.is_dir() and any(place.iterdir()):
            brought(into, path, where)


def _class(into: Collector, entry: Entry) -> None:
    because = (
        "mlpack serves it itself: bring `load` of that class into `load` of model.py, and its "
        "`predict`, with what is done before and after, into `predict`."
    )
    into.leave(entry.where, entry.text, because)


def _commands(into: Collector, entry: Entry) -> None:
    for where, command in entry.texts():
        scripts.run(into, command, where)


def _secrets(into: Collector, entry: Entry) -> None:
    for name in entry.value if isinstance(entry.value, Mapping) else ():
        place = entry.document.place((*entry.path, name), of_key=True)
        into.leave(f"{into.file}:{place[0]}", f"{name}: ...", SECRET)


def _base(into: Collector, entry: Entry) -> None:
    based_on(into, str(entry.value), entry.where, entry.text)


_ABOUT = "No setting says this: it is for people, and README.md is the place."

ROWS: Mapping[str, Row] = {
    "model_name": named_after,
    "description": _ABOUT,
    "model_class_name": _class,
    "model_class_filename": _class,
    "model_module_dir": _class,
    "model_framework": ITSELF.format("the requirements name the framework"),
    "model_type": ITSELF.format("model.py says what the model is"),
    "model_metadata": "mlpack shows an example in /docs: `example` of model.py returns it.",
    "input_type": "Say what a row of a request is under serving.inputs.",
    "examples_filename": "mlpack shows an example in /docs: `example` of model.py returns it.",
    "python_version": minor_python,
    "requirements": packages,
    "requirements_file": requirement_files,
    "system_packages": system_packages,
    "environment_variables": environment,
    "data_dir": _folder,
    "bundled_packages_dir": _folder,
    "external_package_dirs": _folder,
    "resources.use_gpu": _uses_gpu,
    "resources.accelerator": _accelerator,
    "resources.cpu": SCALES,
    "resources.memory": SCALES,
    "resources.node_count": SCALES,
    "resources.instance_type": SCALES,
    "secrets": _secrets,
    "runtime": BATCHES,
    "base_image.image": _base,
    "base_image.python_executable_path": "base: takes an image that has Python as `python`.",
    "base_image.docker_auth": "Log in to the registry on the machine that builds.",
    "docker_server": "mlpack brings its own server: say its port under serving.port.",
    "docker_auth": "Log in to the registry on the machine that builds.",
    "build_commands": _commands,
    "build": LAYER,
    "model_cache": FETCHES,
    "weights": FETCHES,
    "external_data": FETCHES,
    "hf_cache": FETCHES,
    "apply_library_patches": ITSELF.format("it patches no library"),
    "spec_version": ITSELF.format("its own format has a version of its own"),
    "live_reload": ITSELF.format("an image does not change when it runs"),
    "use_local_src": ITSELF.format("nothing in the image imports Truss"),
    "trt_llm": "mlpack serves no TensorRT engine: name a framework that mlpack catalog lists.",
    "train": "mlpack packages what serves: bring the model that was trained.",
}

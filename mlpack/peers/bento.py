"""bentofile.yaml, of BentoML: https://docs.bentoml.com, "Bento build options"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mlpack.peers import pip
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
from mlpack.peers.images import based_on
from mlpack.peers.paths import brought
from mlpack.peers.reasons import CONDA, ITSELF, LAYER
from mlpack.peers.sheet import Entry, Row, walk
from mlpack.peers.wanted import settle
from mlpack.requirements.pip_lines import Option
from mlpack.spec import read as read_yaml

# What its images stand on where `distro` says nothing.
_DEBIAN = "debian"


def read(into: Collector, path: Path, text: str) -> None:
    walk(read_yaml(text, into.file), ROWS, into, peer="bentofile.yaml")
    settle(into)


def _include(into: Collector, entry: Entry) -> None:
    for where, path in entry.texts():
        brought(into, path, where)


def _models(into: Collector, entry: Entry) -> None:
    for where, item in entry.items():
        tag = item.get("tag", "") if isinstance(item, Mapping) else item
        because = (
            "mlpack keeps no store of models: save this one as a file or folder of the project, "
            "and name it under model:."
        )
        into.leave(where, str(tag), because)


def _option(name: str) -> Row:
    def told(into: Collector, entry: Entry) -> None:
        for where, value in entry.texts():
            pip.told(into, Option(name, value), where)

    return told


def _pip_args(into: Collector, entry: Entry) -> None:
    pip.installed(into, str(entry.value).split(), entry.where)


def _base(into: Collector, entry: Entry) -> None:
    based_on(into, str(entry.value), entry.where, entry.text)


def _distro(into: Collector, entry: Entry) -> None:
    because = ITSELF.format("its images stand on Debian")
    if entry.value != _DEBIAN:
        because = f"{because} Packages of the system are named there as Debian has them."
    into.leave(entry.where, entry.text, because)


_WHEELS = "Put them into a folder, and name it under index.find_links."
_FROM_GIT = "No hash tells a repository: make a wheel of it, for a folder under index.find_links."

ROWS: Mapping[str, Row] = {
    "service": entry_point,
    "name": named_after,
    "description": "No setting describes the service; the title in /docs is its name.",
    "labels": "Labels go into a layer, as the block `labels` of project/Dockerfile.j2.",
    "include": _include,
    "exclude": ITSELF.format("what is not named never reaches the image"),
    "python.packages": packages,
    "python.requirements_txt": requirement_files,
    "python.lock_packages": ITSELF.format("everything is locked, with hashes"),
    "python.pack_git_packages": _FROM_GIT,
    "python.index_url": _option("--index-url"),
    "python.extra_index_url": _option("--extra-index-url"),
    "python.find_links": _option("--find-links"),
    "python.trusted_host": _option("--trusted-host"),
    "python.no_index": "Name the folders of wheels under index.find_links.",
    "python.pip_args": _pip_args,
    "python.wheels": _WHEELS,
    "conda": CONDA,
    "docker.distro": _distro,
    "docker.python_version": minor_python,
    "docker.cuda_version": cuda,
    "docker.system_packages": system_packages,
    "docker.env": environment,
    "docker.setup_script": LAYER,
    "docker.base_image": _base,
    "docker.dockerfile_template": LAYER,
    "models": _models,
    "envs": environment,
    "args": "Arguments of a build go into a layer.",
}

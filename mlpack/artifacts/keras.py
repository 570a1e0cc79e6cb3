"""Models of Keras: its own zip, and the HDF5 files of before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from mlpack.artifacts import hdf5, shapes
from mlpack.artifacts.documents import rows, table, text
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import UNREADABLE, Source
from mlpack.artifacts.zips import member

_MODULE = re.compile(r'"module"\s*:\s*"(\w+)')
_LAMBDA = re.compile(r'"class_name"\s*:\s*"Lambda"')
_IN_PYTHON = {"builtins"}


def read_zip(source: Source, archive: ZipFile) -> ModelFile | None:
    names = {*archive.namelist()}
    if not {"config.json", "metadata.json"} <= names:
        return None
    about = json.loads(member(archive, "metadata.json"))
    version = text(table(about).get("keras_version"))
    if not version:
        return None
    config = member(archive, "config.json").decode("utf-8", errors="replace")
    return _model(source, "keras", version, config)


def read_hdf5(source: Source) -> ModelFile | None:
    """One that has weights alone says no version, and is no model."""
    if not source.head.startswith(hdf5.MAGIC):
        return None
    version = hdf5.attribute(source, "keras_version")
    if not version:
        return None
    return _model(source, "keras-h5", version, hdf5.attribute(source, "model_config"))


def _model(source: Source, form: str, version: str, config: str) -> ModelFile:
    try:
        described = json.loads(config)
    except UNREADABLE:
        described = None
    inputs, width = shapes.row(list(_inputs(described)))
    others = (name for name in _MODULE.findall(config) if name not in _IN_PYTHON)
    runs_code = _LAMBDA.search(config) is not None
    kind = text(table(described).get("class_name"))
    return ModelFile(
        source.path,
        form,
        says=f"a model of Keras {version}" + (f", {kind}" if kind else ""),
        modules=tuple(dict.fromkeys(["keras", *others])),
        version=version,
        inputs=inputs,
        width=width,
        caution="loading it would run the code of its Lambda layer" if runs_code else "",
    )


def _inputs(described: Any) -> Iterator[Taken]:
    layers = rows(table(described, "config").get("layers"))
    for place, layer in enumerate(layers):
        config = table(layer, "config")
        shape = config.get("batch_shape", config.get("batch_input_shape"))
        is_input = table(layer).get("class_name") == "InputLayer" or place == 0
        if is_input and isinstance(shape, list):
            yield Taken(text(config.get("name")), _holds(text(config.get("dtype"))), _sizes(shape))


def _holds(dtype: str) -> str:
    if dtype == "string":
        return "text"
    return "number" if dtype.startswith(("float", "int", "uint", "bfloat")) else ""


def _sizes(shape: list[Any]) -> tuple[int | None, ...]:
    return tuple(size if isinstance(size, int) else None for size in shape)

"""Folders that are a model: of MLflow, spaCy, Transformers, Sentence Transformers, TensorFlow."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import Any

from mlpack.artifacts import graphs, shapes
from mlpack.artifacts.documents import json_of, rows, table, text, yaml_of
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import UNREADABLE, Source, opened
from mlpack.wording import all_of

_VERSION = re.compile(r"\d+(?:\.\d+)+(?:(?:a|b|rc|\.post|\.dev)\d+)?")
_MLFLOW_START = re.compile(rb"^flavors:", re.M)
_PYFUNC = "python_function"
_IMPORTED_AS = {"pytorch": "torch"}
_NUMBER_TYPES = {"double", "float", "integer", "long"}
_MOST_COMPONENTS = 6
_MOST_NAMES = 10_000

_WEIGHTS = {
    "*.safetensors": "torch",
    "pytorch_model*.bin": "torch",
    "tf_model.h5": "tensorflow",
    "flax_model.msgpack": "flax",
}
_TOKENIZERS = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "spiece.model")
_NOT_ONLY_TEXT = ("preprocessor_config.json", "processor_config.json")


def read_folder(root: Path, path: str) -> ModelFile | None:
    """None where it has none of the files that mark a model, or they say something else."""
    for mark, read in READERS.items():
        try:
            with opened(root, posixpath.join(path, mark)) as source:
                found = read(source, root / path)
        except UNREADABLE:
            continue
        if found:
            return replace(found, path=path)
    return None


def _mlflow(source: Source, folder: Path) -> ModelFile | None:
    if not _MLFLOW_START.search(source.head):
        return None
    try:
        said = yaml_of(source)
    except UNREADABLE:
        said = None
    flavors = table(said, "flavors")
    pyfunc = table(flavors, _PYFUNC)
    names = [name for name in flavors if isinstance(name, str) and name.isidentifier()]
    names = [name for name in names if name != _PYFUNC]
    version = text(table(said).get("mlflow_version"))
    inputs, width = _signature(text(table(said, "signature").get("inputs")))
    held = [f"{name} {_flavor_version(table(flavors, name))}".strip() for name in names]
    return ModelFile(
        source.path,
        "mlflow",
        says=f"a model of MLflow {version}".rstrip() + (f" with {all_of(held)}" if held else ""),
        modules=("mlflow", *(_IMPORTED_AS.get(name, name) for name in names)),
        version=version,
        python=text(pyfunc.get("python_version")),
        inputs=inputs,
        width=width,
    )


def _flavor_version(flavor: Mapping[str, Any]) -> str:
    """Each flavor has a name of its own for it, as in xgb_version."""
    return next((text(flavor[key]) for key in flavor if str(key).endswith("_version")), "")


def _signature(inputs: str) -> tuple[str, int | None]:
    """Columns with names are a table, and its row an object; a tensor is as wide as it says."""
    columns = rows(json.loads(inputs)) if inputs else ()
    if any(text(table(column).get("name")) for column in columns):
        return "records", None
    if len(columns) == 1 and table(columns[0]).get("type") == "tensor":
        spec = table(columns[0], "tensor-spec")
        holds = "text" if spec.get("dtype") in {"str", "object"} else "number"
        sizes = rows(spec.get("shape"))
        shape = tuple(n if isinstance(n, int) and n > 0 else None for n in sizes)
        return shapes.row([Taken("", holds, shape)])
    types = [text(table(column).get("type")) for column in columns]
    if types == ["string"]:
        return "texts", None
    return ("numbers", len(types)) if types and {*types} <= _NUMBER_TYPES else ("", None)


def _spacy(source: Source, folder: Path) -> ModelFile | None:
    said = table(json_of(source))
    specifier = text(said.get("spacy_version"))
    if not specifier or not text(said.get("lang")):
        return None
    version = _VERSION.search(specifier)
    parts = [text(part) for part in rows(said.get("pipeline"))[:_MOST_COMPONENTS]]
    name = f"{text(said.get('lang'))}_{text(said.get('name'))}".rstrip("_")
    return ModelFile(
        source.path,
        "spacy",
        says=f"a pipeline of spaCy, {name}" + (f", with {all_of(parts)}" if parts else ""),
        modules=("spacy",),
        version=version[0] if version else "",
        inputs="texts",
    )


def _sentence_transformers(source: Source, folder: Path) -> ModelFile | None:
    types = [text(table(row).get("type")) for row in rows(json_of(source))]
    if not types or not all(one.startswith("sentence_transformers.") for one in types):
        return None
    versions = table(_beside(folder, "config_sentence_transformers.json"), "__version__")
    version = text(versions.get("sentence_transformers"))
    parts = all_of([one.rpartition(".")[2] for one in types[:_MOST_COMPONENTS]])
    return ModelFile(
        source.path,
        "sentence-transformers",
        says=f"a model of Sentence Transformers {version}".rstrip() + f", {parts}",
        modules=("sentence_transformers", "transformers", "torch"),
        version=version,
        inputs="texts",
    )


def _transformers(source: Source, folder: Path) -> ModelFile | None:
    said = table(json_of(source))
    version, family = text(said.get("transformers_version")), text(said.get("model_type"))
    kinds = [text(kind) for kind in rows(said.get("architectures"))]
    names = _names(folder)
    libraries = [
        library
        for pattern, library in _WEIGHTS.items()
        if any(fnmatch(name, pattern) for name in names)
    ]
    if not (family or kinds) or not (version or libraries):
        return None
    is_of_texts = bool(names & {*_TOKENIZERS}) and not names & {*_NOT_ONLY_TEXT}
    says = f"a model of Transformers {version}".rstrip() + f", {all_of(kinds[:1]) or family}"
    return ModelFile(
        source.path,
        "transformers",
        says=says + ("" if libraries else ", without its weights"),
        modules=("transformers", *dict.fromkeys(libraries)),
        version=version,
        inputs="texts" if is_of_texts else "",
    )


def _names(folder: Path) -> set[str]:
    with os.scandir(folder) as entries:
        return {entry.name for entry in islice(entries, _MOST_NAMES)}


def _beside(folder: Path, name: str) -> Mapping[str, Any]:
    try:
        with opened(folder, name) as source:
            return table(json_of(source))
    except UNREADABLE:
        return {}


READERS: dict[str, Callable[[Source, Path], ModelFile | None]] = {
    "MLmodel": _mlflow,
    "modules.json": _sentence_transformers,
    "meta.json": _spacy,
    "saved_model.pb": lambda source, _: graphs.read_saved_model(source),
    "config.json": _transformers,
}
"""By the file that marks such a folder; the first that fits is taken."""

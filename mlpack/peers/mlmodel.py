"""MLmodel, of MLflow, with the files beside it: https://mlflow.org/docs/latest/ml/model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mlpack.peers import pip
from mlpack.peers.collector import Collector
from mlpack.peers.common import conda_packages, minor_python
from mlpack.peers.reasons import ITSELF, SECRET
from mlpack.peers.sheet import Entry, Row, odd, walk
from mlpack.peers.source import shown_path, text_of
from mlpack.peers.wanted import settle
from mlpack.requirements import Line
from mlpack.spec import Document
from mlpack.spec import read as read_yaml

_REQUIREMENTS = "requirements.txt"
_CONDA = "conda.yaml"
_PYTHON = "python_env.yaml"
_FUNCTION = "python_function"
_RELEASE = re.compile(r"\d+(\.\d+)+")


def read(into: Collector, path: Path, text: str) -> None:
    """The folder is the model; the files beside it say what it needs."""
    document = read_yaml(text, into.file)
    folder = path.parent
    flavors = document.content.get("flavors")
    flavors = flavors if isinstance(flavors, Mapping) else {}
    line = into.place(document.place(("flavors",), of_key=True)[0])
    if isinstance(flavors.get(_FUNCTION), Mapping):
        framework = _by_file(into, path.name)
        _model(into, folder, line)
        _version(into, document, framework)
    else:
        framework = next(filter(None, (_by_flavor(into, name) for name in flavors)), "")
        named = (row.get("data") for row in flavors.values() if isinstance(row, Mapping))
        file = next((name for name in named if isinstance(name, str)), "")
        _model(into, folder / file, line)
    walk(document, ROWS, into, peer="MLmodel")
    _environment(into, folder)
    settle(into, prefer=framework, prefer_where=line)


def _by_file(into: Collector, name: str) -> str:
    """The framework whose models are folders with such a file."""
    rows = into.catalog.signatures
    return next((row.framework for row in rows if name in row.files), "")


def _by_flavor(into: Collector, flavor: str) -> str:
    """A flavor is called as its library is imported, or as its format is."""
    rows = into.catalog.signatures
    found = (row for row in rows if flavor in {row.framework, *row.imports, *row.formats})
    return next((row.framework for row in found), "")


def _version(into: Collector, document: Document, framework: str) -> None:
    version = str(document.content.get("mlflow_version", ""))
    place = into.place(document.place(("mlflow_version",), of_key=True)[0])
    if framework and _RELEASE.fullmatch(version):
        into.lines.append(Line(f"{framework}=={version}", place, ""))
    elif version:
        into.leave(place, version, "It is no release: the newest is taken that all others have.")


def _model(into: Collector, model: Path, where: str) -> None:
    path = shown_path(model, into.root)
    if path == ".":
        because = (
            "The model is a folder of the project, and not the project itself: move these files "
            "into a folder, as in model, and import model/MLmodel."
        )
        into.leave(where, into.file, because)
    else:
        into.carry("model", path, where)


def _environment(into: Collector, folder: Path) -> None:
    """requirements.txt has what conda.yaml lists under pip, and any other tool reads it."""
    requirements = shown_path(folder / _REQUIREMENTS, into.root)
    if (folder / _REQUIREMENTS).is_file():
        pip.requirement_file(into, requirements, f"{requirements}:1")
    elif (folder / _CONDA).is_file():
        file = shown_path(folder / _CONDA, into.root)
        walk(read_yaml(text_of(folder / _CONDA, file), file), _CONDA_ROWS, into, peer=_CONDA)
    if "python" not in into.carried and (folder / _PYTHON).is_file():
        file = shown_path(folder / _PYTHON, into.root)
        document = read_yaml(text_of(folder / _PYTHON, file), file)
        if "python" in document.content:
            minor_python(into, Entry(document, ("python",), document.content["python"]))


def _flavor(into: Collector, entry: Entry) -> None:
    """python_function is what mlpack loads; any other flavor is the same model in its own words."""
    if not isinstance(entry.value, Mapping):
        odd(into, entry.where, entry.value)
        return
    flavors = entry.value
    because = ITSELF.format("it loads the flavor python_function, with what that names")
    if _FUNCTION not in flavors:
        because = "Bring what loads it, with the library of that name, into `load` of model.py."
    for name, value in flavors.items():
        inner = Entry(entry.document, (*entry.path, name), value)
        if name == _FUNCTION and isinstance(value, Mapping):
            _function(into, inner, because)
        else:
            into.leave(inner.where, inner.text, because)


def _function(into: Collector, entry: Entry, because: str) -> None:
    for name, value in entry.value.items():
        inner = Entry(entry.document, (*entry.path, name), value)
        if name == "python_version":
            minor_python(into, inner)
        else:
            into.leave(inner.where, inner.text, because)


_ABOUT = ITSELF.format("what is told of the model stays with it, in its folder")
_CONDA_ROWS: Mapping[str, Row] = {
    "channels": ITSELF.format("packages come from an index for pip"),
    "dependencies": conda_packages,
    "name": ITSELF.format("an image has one environment"),
}
_EXAMPLE = ITSELF.format("model.py reads the example that the model was saved with")

ROWS: Mapping[str, Row] = {
    "flavors": _flavor,
    "signature": _EXAMPLE,
    "saved_input_example_info": _EXAMPLE,
    "mlflow_version": lambda into, entry: None,
    "artifact_path": _ABOUT,
    "model_uuid": _ABOUT,
    "model_id": _ABOUT,
    "run_id": _ABOUT,
    "utc_time_created": _ABOUT,
    "model_size_bytes": _ABOUT,
    "metadata": _ABOUT,
    "prompts": _ABOUT,
    "is_signature_from_type_hint": _ABOUT,
    "type_hint_from_example": _ABOUT,
    "databricks_runtime": _ABOUT,
    "resources": "What the model calls is not known to mlpack: " + SECRET[0].lower() + SECRET[1:],
    "auth_policy": SECRET,
}

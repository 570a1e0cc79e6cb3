"""MLmodel, of MLflow, with the files beside it: https://mlflow.org/docs/latest/ml/model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlpack.peers import pip
from mlpack.peers.collector import Collector
from mlpack.peers.common import minor_python, python
from mlpack.peers.reasons import CONDA, ITSELF, SECRET
from mlpack.peers.sheet import Entry, Row, walk
from mlpack.peers.source import shown_path, text_of
from mlpack.peers.wanted import settle
from mlpack.requirements import Line
from mlpack.spec import read as read_yaml

_REQUIREMENTS = "requirements.txt"
_FUNCTION = "python_function"


def read(into: Collector, path: Path, text: str) -> None:
    """The folder is the model; the files that `env` names say what it needs."""
    document = read_yaml(text, into.file)
    folder = path.parent
    _model(into, folder)
    walk(document, ROWS, into, peer="MLmodel")
    flavors = document.content.get("flavors")
    function = flavors.get(_FUNCTION) if isinstance(flavors, Mapping) else None
    if isinstance(function, Mapping):
        _environment(into, folder, function.get("env"))
    else:
        line = document.place(("flavors",), of_key=True)[0]
        because = (
            "mlpack loads the flavor python_function, and this model has none: choose its own "
            "framework, and load it in model.py."
        )
        into.leave(into.place(line), "flavors", because)
    if version := document.content.get("mlflow_version"):
        place = into.place(document.place(("mlflow_version",), of_key=True)[0])
        into.lines.insert(0, Line(f"{_framework(into)}=={version}", place, ""))
    settle(into, prefer=_framework(into), prefer_where=into.place(1))


def _framework(into: Collector) -> str:
    """The one whose models are folders with such a file."""
    rows = into.catalog.signatures
    return next(row.framework for row in rows if "MLmodel" in row.files)


def _model(into: Collector, folder: Path) -> None:
    path = shown_path(folder, into.root)
    if path == ".":
        because = (
            "The model is a folder of the project, and not the project itself: move these files "
            "into a folder, as in model, and import model/MLmodel."
        )
        into.leave(into.place(1), into.file, because)
    else:
        into.carry("model", path, into.place(1))


def _environment(into: Collector, folder: Path, env: Any) -> None:
    """requirements.txt has what conda.yaml lists under pip, and is read by everything else too."""
    shown = shown_path(folder / _REQUIREMENTS, into.root)
    named = env if isinstance(env, Mapping) else {"conda": env or "conda.yaml"}
    conda = folder / str(named.get("conda", "conda.yaml"))
    has_file = (folder / _REQUIREMENTS).is_file()
    if has_file:
        pip.requirement_file(into, shown, f"{shown}:1")
    if conda.is_file() and conda.parent == folder:
        _conda(into, conda, with_pip=not has_file)


def _conda(into: Collector, path: Path, *, with_pip: bool) -> None:
    file = shown_path(path, into.root)
    document = read_yaml(text_of(path, file), file)
    dependencies = Entry(document, ("dependencies",), document.content.get("dependencies", []))
    for where, item in dependencies.items():
        if isinstance(item, Mapping):
            found = Entry(
                document,
                (*dependencies.path, _place_of(dependencies, item), "pip"),
                item.get("pip", []),
            )
            for place, text in found.texts() if with_pip else ():
                pip.line(into, text, place)
        elif item.startswith("python=") or item.startswith("python "):
            python(into, item.removeprefix("python").strip("=<>~ "), where, item)
        elif item.split("=")[0].split("<")[0].strip() not in {"pip", "python"}:
            into.leave(where, item, CONDA)


def _place_of(entry: Entry, item: Any) -> int:
    return int(entry.value.index(item))


def _flavor(into: Collector, entry: Entry) -> None:
    """python_function is what mlpack loads; any other flavor is the same model in its own words."""
    because = ITSELF.format("it loads the flavor python_function, with what that names")
    if not isinstance(entry.value, Mapping):
        into.leave(entry.where, entry.text, because)
        return
    for name, value in entry.value.items():
        inner = Entry(entry.document, (*entry.path, name), value)
        if name != _FUNCTION:
            into.leave(inner.where, inner.text, because)
        elif isinstance(value, Mapping):
            _function(into, inner, because)


def _function(into: Collector, entry: Entry, because: str) -> None:
    for name, value in entry.value.items():
        inner = Entry(entry.document, (*entry.path, name), value)
        if name == "python_version":
            minor_python(into, inner)
        else:
            into.leave(inner.where, inner.text, because)


_ABOUT = ITSELF.format("what is told of the model stays with it, in its folder")
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

"""Files of skops: the objects of a scikit-learn model as JSON, which is read as a pickle is."""

from __future__ import annotations

import json
from typing import Any
from zipfile import ZipFile

from mlpack.artifacts import pickles
from mlpack.artifacts.documents import table, text
from mlpack.artifacts.machine import NOTED
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.pickled import Global, Made, Told
from mlpack.artifacts.source import Source
from mlpack.artifacts.zips import member

_SCHEMA = "schema.json"


def read_zip(source: Source, archive: ZipFile) -> ModelFile | None:
    if _SCHEMA not in archive.namelist():
        return None
    schema = json.loads(member(archive, _SCHEMA))
    if not text(table(schema).get("_skops_version")):
        return None
    told = Told(is_whole=True)
    told.root = _value(schema, told)
    return pickles.described(told, source, form="skops")


def _value(node: Any, told: Told) -> object:
    if not isinstance(node, dict):
        return None
    loader, content = node.get("__loader__"), node.get("content")
    if loader == "JsonNode":
        return json.loads(text(content))
    if isinstance(content, list):
        items = [_value(item, told) for item in content]
        return tuple(items) if loader == "TupleNode" else items
    if loader == "DictNode":
        return _pairs(content, told)
    kind = Global(text(node.get("__module__")), text(node.get("__class__")))
    told.globals.setdefault(kind)
    return Made(kind, filling=_value(content, told))


def _pairs(content: Any, told: Told) -> dict[str, object]:
    found = {name: _value(node, told) for name, node in table(content).items()}
    for name in NOTED & {*found}:
        told.noted.setdefault(name, found[name])
    return found

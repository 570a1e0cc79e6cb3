"""Archives of PyTorch: what torch.save, torch.jit.save and torch.export.save write."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from mlpack.artifacts import opcodes, pickles, shapes
from mlpack.artifacts.documents import rows, table, text
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import UNREADABLE, Cursor, Metered, Source
from mlpack.artifacts.zips import member, start_of

_OLD_EXPORT = "serialized_exported_program.json"
_NO_NUMBER = 12


def read_zip(source: Source, archive: ZipFile) -> ModelFile | None:
    """All names start with the one of the archive, but for exports of before."""
    names = archive.namelist()
    top = names[0].partition("/")[0] if names else ""
    if exported := _export(names, top):
        return _exported(source, archive, exported)
    if f"{top}/data.pkl" not in names:
        return None
    content = start_of(archive, f"{top}/data.pkl")
    told = opcodes.read(Cursor(inner := Source(source.path, Metered(io.BytesIO(content)))))
    form = "torch-script" if f"{top}/constants.pkl" in names else "torch-zip"
    return pickles.described(told, inner, form=form, library="torch")


def _export(names: list[str], top: str) -> str:
    if _OLD_EXPORT in names:
        return _OLD_EXPORT
    if f"{top}/archive_format" not in names:
        return ""
    start = f"{top}/models/"
    return next((name for name in names if name.startswith(start) and name.endswith(".json")), "")


def _exported(source: Source, archive: ZipFile, program: str) -> ModelFile:
    try:
        described = json.loads(member(archive, program))
    except UNREADABLE:
        described = None
    version = text(table(described).get("torch_version")).partition("+")[0]
    inputs, width = shapes.row(list(_inputs(described)))
    return ModelFile(
        source.path,
        "torch-export",
        says=f"a program exported by PyTorch {version}".rstrip(),
        modules=("torch",),
        version=version,
        inputs=inputs,
        width=width,
    )


def _inputs(described: Any) -> Iterator[Taken]:
    values = table(described, "graph_module", "graph", "tensor_values")
    specs = rows(table(described, "graph_module", "signature").get("input_specs"))
    for spec in specs:
        if arg := table(spec, "user_input", "arg"):
            name = text(table(arg, "as_tensor").get("name"))
            yield _tensor(name, table(values, name))


def _tensor(name: str, value: Any) -> Taken:
    sizes = value.get("sizes")
    if not isinstance(sizes, list):
        return Taken(name)
    known = (table(size).get("as_int") for size in sizes)
    holds = "" if value.get("dtype") == _NO_NUMBER else "number"
    return Taken(name, holds, tuple(one if isinstance(one, int) else None for one in known))

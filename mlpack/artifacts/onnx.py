"""ONNX models, and the compact form of them that ONNX Runtime has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mlpack.artifacts import flat, shapes
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.protobuf import Message
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import Source

_HOLDS = {8: "text", 9: ""}
_ORT_MAGIC = b"ORTM"
_MOST_INPUTS = 64


def read_onnx(source: Source) -> ModelFile | None:
    """It has no magic: it is a message that has its version, its operators and a graph."""
    if source.head[:1] != b"\x08":
        return None
    model = Message(source)
    fields = list(model.fields())
    graph = next((model.inner(one) for one in fields if one.number == 7 and one.is_counted), None)
    if graph is None or not any(one.number == 8 and one.is_counted for one in fields):
        return None
    producer = f"{model.text(2)} {model.text(3)}".strip()
    opset = next((one.number(2) for one in model.messages(8) if not one.text(1)), None)
    inputs, width = shapes.row(list(_inputs(graph, lists_weights=(model.number(1) or 0) < 4)))
    return ModelFile(
        source.path,
        "onnx",
        says="an ONNX model"
        + (f" of opset {opset}" if opset else "")
        + (f", made by {producer}" if producer else ""),
        modules=("onnxruntime",),
        inputs=inputs,
        width=width,
    )


def _inputs(graph: Message, *, lists_weights: bool) -> Iterator[Taken]:
    """The first versions list the weights among the inputs."""
    weights = {tensor.text(8) for tensor in graph.messages(5)} if lists_weights else set()
    for given in graph.messages(11):
        if (name := given.text(1)) not in weights:
            tensor = next(given.messages(2, 1), None)
            yield _input(name, tensor) if tensor else Taken(name)


def _input(name: str, tensor: Message) -> Taken:
    holds = _HOLDS.get(tensor.number(1) or 0, "number")
    shape = next(tensor.messages(2), None)
    sizes = tuple(size.number(1) for size in shape.messages(1)) if shape else None
    return Taken(name, holds, sizes)


def read_ort(source: Source) -> ModelFile | None:
    if source.head[4:8] != _ORT_MAGIC:
        return None
    inputs, width = shapes.row(list(_ort_inputs(flat.root(source))))
    return ModelFile(
        source.path,
        "onnx",
        says="an ONNX model in ONNX Runtime's own format",
        modules=("onnxruntime",),
        inputs=inputs,
        width=width,
    )


def _ort_inputs(session: flat.Table) -> Iterator[Taken]:
    model = session.table(1)
    if graph := model and model.table(7):
        known = {about.text(0): about.table(2) for about in graph.tables(1)}
        for name in islice(graph.texts(5), _MOST_INPUTS):
            kind = known.get(name)
            tensor = kind.table(2) if kind and kind.number(1, 1) == 1 else None
            yield _ort_input(name, tensor) if tensor else Taken(name)


def _ort_input(name: str, tensor: flat.Table) -> Taken:
    holds = _HOLDS.get(tensor.number(0, 4), "number")
    shape = tensor.table(1)
    if shape is None:
        return Taken(name, holds)
    sizes = [one.table(0) for one in shape.tables(0)]
    return Taken(name, holds, tuple(size.number(1, 8) if size else None for size in sizes))

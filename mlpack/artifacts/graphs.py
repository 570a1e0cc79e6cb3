"""Models as graphs: ONNX and its compact form, TensorFlow's SavedModel, exports of JAX."""

from __future__ import annotations

from collections.abc import Iterator

from mlpack.artifacts import flat, shapes
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.protobuf import Message
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import Source

_MOST_INPUTS = 64
_ONNX_TEXT, _ONNX_BOOL = 8, 9
_TF_TEXT, _TF_BOOL = 7, 10
_SERVING = "serving_default"
_ORT_MAGIC = b"ORTM"
_ROOTS = range(8, 1024)
_MLIR_MAGIC = b"ML\xefR"
_IN_SHAPES, _PLATFORMS, _MLIR, _ALL_SHAPES, _INDEXES, _JAX = 3, 9, 13, 19, 22, 26


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
    inputs, width = shapes.row(list(_onnx_inputs(graph, lists_weights=(model.number(1) or 0) < 4)))
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


def _onnx_inputs(graph: Message, *, lists_weights: bool) -> Iterator[Taken]:
    """The first versions list the weights among the inputs."""
    weights = {tensor.text(8) for tensor in graph.messages(5)} if lists_weights else set()
    for given in graph.messages(11):
        if (name := given.text(1)) not in weights:
            tensor = next(given.messages(2, 1), None)
            yield _onnx_input(name, tensor) if tensor else Taken(name)


def _onnx_input(name: str, tensor: Message) -> Taken:
    kind = tensor.number(1)
    holds = {_ONNX_TEXT: "text", _ONNX_BOOL: ""}.get(kind or 0, "number")
    shape = next(tensor.messages(2), None)
    sizes = tuple(size.number(1) for size in shape.messages(1)) if shape else None
    return Taken(name, holds, sizes)


def read_ort(source: Source) -> ModelFile | None:
    if source.head[4:8] != _ORT_MAGIC:
        return None
    flat.root(source).text(0)
    says = "a model in the format of ONNX Runtime"
    return ModelFile(source.path, "onnx", says, modules=("onnxruntime",))


def read_saved_model(source: Source) -> ModelFile | None:
    """Of the file saved_model.pb; its folder is the model."""
    graphs = list(Message(source).messages(2))
    if not graphs:
        return None
    version = next((about.text(5) for about in graphs[0].messages(1)), "")
    inputs, width = shapes.row(list(_signature(graphs[0])))
    return ModelFile(
        source.path,
        "saved-model",
        says=f"a SavedModel of TensorFlow {version}".rstrip(),
        modules=("tensorflow",),
        version=version,
        inputs=inputs,
        width=width,
    )


def _signature(graph: Message) -> Iterator[Taken]:
    for entry in graph.messages(5):
        if entry.text(1) == _SERVING:
            for given in list(entry.messages(2, 1))[:_MOST_INPUTS]:
                yield _tensor(given.text(1), next(given.messages(2), None))


def _tensor(name: str, about: Message | None) -> Taken:
    if about is None:
        return Taken(name)
    holds = {_TF_TEXT: "text", _TF_BOOL: ""}.get(about.number(2) or 0, "number")
    shape = next(about.messages(3), None)
    if shape is None or shape.number(3):
        return Taken(name, holds)
    sizes = ((size.number(1) or 0) for size in shape.messages(2))
    return Taken(name, holds, tuple(size if 0 < size < 2**63 else None for size in sizes))


def read_jax(source: Source) -> ModelFile | None:
    """As jax.export serialises it: StableHLO in a table that says what it takes."""
    if int.from_bytes(source.head[:4], "little") not in _ROOTS:
        return None
    exported = flat.root(source)
    if exported.start_of(_MLIR, len(_MLIR_MAGIC)) != _MLIR_MAGIC:
        return None
    version = exported.text(_JAX)
    places = list(exported.numbers(_INDEXES))
    every = list(exported.tables(_ALL_SHAPES))
    values = [every[place] for place in places] or list(exported.tables(_IN_SHAPES))
    inputs, width = shapes.row([_value(value) for value in values[:_MOST_INPUTS]])
    return ModelFile(
        source.path,
        "stablehlo",
        says=f"an export of JAX {version}".rstrip() + " in StableHLO",
        modules=("jax",),
        version=version,
        inputs=inputs,
        width=width,
    )


def _value(value: flat.Table) -> Taken:
    sizes = value.texts(1)
    return Taken("", "number", tuple(int(size) if size.isdecimal() else None for size in sizes))

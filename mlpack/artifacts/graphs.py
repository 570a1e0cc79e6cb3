"""Models as graphs of their libraries: TensorFlow's SavedModel, exports of JAX."""

from __future__ import annotations

from collections.abc import Iterator

from mlpack.artifacts import flat, shapes
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.protobuf import Message
from mlpack.artifacts.shapes import Taken
from mlpack.artifacts.source import Source

_MOST_INPUTS = 64
_TENSORFLOW_HOLDS = {7: "text", 10: ""}
_SERVING = "serving_default"
_ROOTS = range(8, 1024)
_MLIR_MAGIC = b"ML\xefR"
_IN_SHAPES, _MLIR, _ALL_SHAPES, _INDEXES, _JAX = 3, 13, 19, 22, 26


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
    holds = _TENSORFLOW_HOLDS.get(about.number(2) or 0, "number")
    shape = next(about.messages(3), None)
    if shape is None or shape.number(3):
        return Taken(name, holds)
    return Taken(name, holds, tuple(size.number(1) for size in shape.messages(2)))


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

"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
It reads a function as jax.export writes it, weights and all, and none of the code that made it:

    (rows,) = jax.export.symbolic_shape("rows")
    takes = jax.ShapeDtypeStruct((rows, 4), "float32")
    exported = jax.export.export(jax.jit(apply), platforms=("cpu", "cuda"))(takes)
    Path("model.jax").write_bytes(exported.serialize())
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.export
import numpy as np
from numpy.typing import NDArray

LARGEST = int(os.environ.get("BATCH_MAX_SIZE", "64"))
# JAX compiles anew for each number of rows: a few sizes are compiled, and batches filled up to one.
SIZES = [2**power for power in range((LARGEST - 1).bit_length() + 1)]


class Model(NamedTuple):
    """`takes` has the shape and the kind of what `compute` is called with."""

    compute: Any
    takes: Any


def load(path: Path) -> Model:
    """The model, from the file that the setting MODEL names."""
    # JAX sizes its threads by this, once; else by all cores of the machine.
    os.environ.setdefault("NPROC", os.environ.get("OMP_NUM_THREADS", ""))
    # Raises where no GPU can be used; otherwise JAX would go on with the CPU.
    jax.devices("cuda")
    exported = jax.export.deserialize(bytearray(path.read_bytes()))
    model = Model(jax.jit(exported.call), exported.in_avals[0])
    row = np.zeros(model.takes.shape[1:])
    # Now, and not while a client waits.
    for size in SIZES:
        predict(model, np.stack([row] * size))
    return model


def example(model: Model) -> Any:
    """A row that the model can predict.

    It sets the shape of a row, warms the model up, and is shown in /docs.
    """
    return np.zeros(model.takes.shape[1:]).tolist()


def predict(model: Model, rows: NDArray[Any]) -> Any:
    """An array or a list with one output for each row, in the same order.

    The rows are finite numbers. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    parts = [rows[start : start + LARGEST] for start in range(0, len(rows), LARGEST)]
    return np.concatenate([_predict(model, part) for part in parts])


def _predict(model: Model, rows: NDArray[Any]) -> NDArray[Any]:
    size = next(size for size in SIZES if size >= len(rows))
    filled = np.zeros((size, *rows.shape[1:]), model.takes.dtype)
    filled[: len(rows)] = rows
    return np.asarray(model.compute(filled))[: len(rows)]

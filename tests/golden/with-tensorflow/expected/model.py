"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
It reads a .keras file, or the folder of a SavedModel: of a model with one input and one output.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray


class Model(NamedTuple):
    """`compute` goes from one tensor to another; `takes` has the first one's shape and kind."""

    compute: Any
    takes: Any
    network: Any  # kept, for what compute uses may live only as long as this


def load(path: Path) -> Model:
    """The model, from the file or folder that the setting MODEL names."""
    if not tf.config.list_physical_devices("GPU"):
        # TensorFlow would go on with the CPU, and be slow without a word.
        raise RuntimeError("TensorFlow sees no GPU: was the container given one?")
    # Layers come one after the other: the CPUs are best spent inside each.
    threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    return of_folder(path) if path.is_dir() else of_file(path)


def of_file(path: Path) -> Model:
    """A .keras file: the network as one function for any number of rows."""
    # A .keras file may hold the code of a Lambda layer: safe_mode refuses to run it.
    network = tf.keras.models.load_model(path, compile=False, safe_mode=True)
    (entry,) = network.inputs
    takes = tf.TensorSpec(entry.shape, entry.dtype)
    # Called like this a small network answers in 0.1 ms, where network.predict() takes 40.
    compute = tf.function(network, input_signature=[takes], autograph=False)
    return Model(compute.get_concrete_function(), takes, network)


def of_folder(path: Path) -> Model:
    """A SavedModel: what it says it serves. Its graph can read and write files: trust it first."""
    network = tf.saved_model.load(str(path))
    signature = network.signatures["serving_default"]
    ((name, takes),) = signature.structured_input_signature[1].items()
    (output,) = signature.structured_outputs

    def compute(rows: Any) -> Any:
        return signature(**{name: rows})[output]

    return Model(compute, takes, network)


def example(model: Model) -> Any:
    """A row that the model can predict; where it takes any size, of size 1.

    It sets the shape of a row, warms the model up, and is shown in /docs.
    """
    return np.zeros([size or 1 for size in model.takes.shape[1:]]).tolist()


def predict(model: Model, rows: NDArray[Any]) -> Any:
    """An array or a list with one output for each row, in the same order.

    The rows are finite numbers. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    kind = model.takes.dtype.as_numpy_dtype
    return model.compute(tf.constant(rows.astype(kind))).numpy()

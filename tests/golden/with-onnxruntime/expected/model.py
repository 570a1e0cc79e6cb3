"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray


def load(path: Path) -> Any:
    """The model, from the .onnx file that the setting MODEL names."""
    options = onnxruntime.SessionOptions()
    # The service sizes it by the CPU of the container; else a thread for every core of the machine.
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    # CUDA lies in packages of its own, where the loader does not look.
    onnxruntime.preload_dlls()
    wanted = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(path, options, providers=wanted)
    # It goes on with the CPU where CUDA cannot be used, and nobody would know.
    if "CUDAExecutionProvider" not in session.get_providers():
        raise RuntimeError(
            "CUDA cannot be used: was the container started with --gpus? "
            "The log names a library that is missing."
        )
    return session


def example(model: Any) -> Any:
    """A row that the model can predict.

    It sets the shape of a row, warms the model up, and is shown in /docs.
    """
    shape = model.get_inputs()[0].shape[1:]
    # A size that the model leaves open has a name in place of a number.
    return np.zeros([size if isinstance(size, int) else 1 for size in shape]).tolist()


def predict(model: Any, rows: NDArray[Any]) -> Any:
    """An array or a list with one output for each row, in the same order.

    This is the model's first output. The rows are finite numbers. Raise ValueError for rows that
    the model cannot take: their sender is told so (422), and the other requests of the batch are
    answered as usual.
    """
    name = model.get_inputs()[0].name
    return model.run(None, {name: rows.astype(np.float32)})[0]

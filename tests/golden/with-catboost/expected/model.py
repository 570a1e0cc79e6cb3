"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoost  # type: ignore[import-untyped]
from numpy.typing import NDArray

# The service sizes it by the CPU of the container; else CatBoost takes every core of the machine.
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def load(path: Path) -> Any:
    """The model, from the .cbm file of save_model that the setting MODEL names."""
    return CatBoost().load_model(path, format="cbm")


def example(model: Any) -> list[float]:
    """A row that the model can predict.

    It sets how many numbers a row must have, warms the model up, and is shown in /docs.
    """
    return [0.0] * len(model.feature_names_)


def predict(model: Any, rows: NDArray[np.float64]) -> Any:
    """An array or a list with one output for each row, in the same order.

    The rows are finite numbers. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    kind = "Class" if len(model.classes_) else "RawFormulaVal"
    outputs = model.predict(rows, prediction_type=kind, thread_count=THREADS)
    # Of several classes, each comes in a row of its own.
    return outputs.ravel() if kind == "Class" else outputs

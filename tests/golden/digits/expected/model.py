"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray


def load(path: Path) -> Any:
    """The model, from the file that the setting MODEL names."""
    # A model trained with n_jobs=-1 would spread every small batch over threads: far slower.
    joblib.parallel_config(backend="sequential")
    return joblib.load(path)


def example(model: Any) -> list[float]:
    """A row that the model can predict.

    It sets how many numbers a row must have, warms the model up, and is shown in /docs.
    """
    return [0.0] * model.n_features_in_


def predict(model: Any, rows: NDArray[np.float64]) -> Any:
    """An array or a list with one output for each row, in the same order.

    The rows are finite numbers. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    return model.predict(rows)

"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray


def load(path: Path) -> lightgbm.Booster:
    """The model, from the text file of save_model that the setting MODEL names."""
    return lightgbm.Booster(model_file=path)


def example(model: lightgbm.Booster) -> list[float]:
    """A row that the model can predict.

    It sets how many numbers a row must have, warms the model up, and is shown in /docs.
    """
    return [0.0] * model.num_feature()


def predict(model: lightgbm.Booster, rows: NDArray[np.float64]) -> Any:
    """An array or a list with one output for each row, in the same order.

    Of a classifier these are probabilities: the file has no names of classes. The rows are finite
    numbers. Raise ValueError for rows that the model cannot take: their sender is told so (422),
    and the other requests of the batch are answered as usual.
    """
    return model.predict(rows)

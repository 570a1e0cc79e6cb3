"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import xgboost
from numpy.typing import NDArray


def load(path: Path) -> xgboost.Booster:
    """The model, from the .ubj or .json file of save_model that the setting MODEL names."""
    booster = xgboost.Booster(model_file=path)
    # As XGBClassifier and XGBRegressor do where the training was stopped early.
    if "best_iteration" in booster.attributes():
        booster = booster[: booster.best_iteration + 1]
    booster.set_param({"device": "cuda"})
    # XGBoost goes on with the CPU where it finds no GPU, and nobody would know.
    settings = json.loads(booster.save_config())["learner"]["generic_param"]
    if settings["device"] == "cpu":
        raise RuntimeError("no GPU is found: was the container started with --gpus?")
    return booster


def example(model: xgboost.Booster) -> list[float]:
    """A row that the model can predict.

    It sets how many numbers a row must have, warms the model up, and is shown in /docs.
    """
    return [0.0] * model.num_features()


def predict(model: xgboost.Booster, rows: NDArray[np.float64]) -> Any:
    """An array or a list with one output for each row, in the same order.

    Of a classifier these are probabilities: the file has no names of classes. The rows are finite
    numbers. Raise ValueError for rows that the model cannot take: their sender is told so (422),
    and the other requests of the batch are answered as usual.
    """
    return model.predict(xgboost.DMatrix(rows))

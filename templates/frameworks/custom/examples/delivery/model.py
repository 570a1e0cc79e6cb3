"""The model behind the service: minutes of a delivery, a line over its distance for each vehicle.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import json
from pathlib import Path
from typing import Any

Model = dict[str, dict[str, float]]


def load(path: Path) -> Model:
    """The model, from the file that the setting MODEL names."""
    model: Model = json.loads(path.read_text(encoding="utf-8"))
    return model


def example(model: Model) -> dict[str, Any]:
    """A row that the model can predict.

    It says what a row is, warms the model up, and is shown in /docs.
    """
    return {"kilometres": 3.0, "vehicle": next(iter(model))}


def predict(model: Model, rows: list[dict[str, Any]]) -> list[float]:
    """The minutes of each delivery, in the same order.

    Raises ValueError for a vehicle that the model does not know: its sender is told so (422).
    """
    minutes = []
    for row in rows:
        if row["vehicle"] not in model:
            raise ValueError(f"vehicle must be one of {', '.join(model)}")
        line = model[row["vehicle"]]
        minutes.append(line["start"] + line["per_km"] * row["kilometres"])
    return minutes

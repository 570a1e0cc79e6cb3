"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import json
from pathlib import Path
from typing import Any


def load(path: Path) -> Any:
    """The model, from the file that the setting MODEL names."""
    return json.loads(path.read_text(encoding="utf-8"))


def example(model: Any) -> str:
    """A row that the model can predict.

    It says what a row is, warms the model up, and is shown in /docs.
    """
    return "a text"


def predict(model: Any, rows: list[str]) -> Any:
    """An array or a list with one output for each row, in the same order.

    Here each row comes back as it is. Raise ValueError for rows that the model cannot take: their
    sender is told so (422), and the other requests of the batch are answered as usual.
    """
    return rows

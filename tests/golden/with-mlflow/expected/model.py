"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
It reads the folder of a saved model, of any flavor that has a python_function. What the model
computes with is named in a file of that folder, which mlpack.yaml takes as it is:

    requirements: [model/requirements.txt]

Where that file asks for mlflow itself, its server comes too; mlflow-skinny is enough.
"""

from pathlib import Path
from typing import Any, NamedTuple

import mlflow.pyfunc
import pandas as pd  # type: ignore[import-untyped]


class Model(NamedTuple):
    """`sample` is the first row of the input example that the model was saved with."""

    function: Any
    sample: Any


def load(path: Path) -> Model:
    """The model, from the folder that the setting MODEL names."""
    # Most flavors are pickles inside, and run what is in them: serve none that you do not trust.
    function = mlflow.pyfunc.load_model(str(path))
    sample = function.metadata.load_input_example(str(path))
    if not isinstance(sample, pd.DataFrame):
        raise TypeError("the model has no table as input_example: save it with one")
    return Model(function, sample[:1])


def example(model: Model) -> dict[str, Any]:
    """A record that the model can predict.

    Its keys and kinds are those of every record; it warms the model up, and is shown in /docs.
    """
    record: dict[str, Any] = model.sample.to_dict("records")[0]
    return record


def predict(model: Model, rows: list[dict[str, Any]]) -> Any:
    """An array or a list with one output for each row, in the same order.

    Raise ValueError for rows that the model cannot take: their sender is told so (422), and the
    other requests of the batch are answered as usual.
    """
    # JSON may write 59.0 as 59, and MLflow takes no whole number where it was shown another.
    table = pd.DataFrame(rows).astype(model.sample.dtypes)
    outputs = model.function.predict(table)
    return outputs.to_dict("records") if isinstance(outputs, pd.DataFrame) else outputs

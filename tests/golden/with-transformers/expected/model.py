"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of texts, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

from transformers import pipeline

# As in cpu or cuda. Where there is no such device, load fails: nothing falls back to the CPU.
DEVICE = os.environ.get("DEVICE", "cpu")


def load(path: Path) -> Any:
    """The model and its tokenizer, from the folder that the setting MODEL names.

    Only safetensors are read, and no code that came with the model is run.
    """
    # token-classification, text-generation and more take texts in the same way.
    return pipeline(
        "text-classification",
        model=str(path),
        tokenizer=str(path),
        device=DEVICE,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def example(model: Any) -> str:
    """A text that the model can predict. It warms the model up, and is shown in /docs."""
    return "This is what I was looking for."


def predict(model: Any, rows: list[str]) -> Any:
    """A list with one output for each text, in the same order.

    Raise ValueError for texts that the model cannot take: their sender is told so (422), and the
    other requests of the batch are answered as usual.
    """
    # A text longer than the model reads is cut, where its tokenizer says how long that is.
    return model(rows, batch_size=len(rows), truncation=True)

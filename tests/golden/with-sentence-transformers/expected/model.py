"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of texts, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

from sentence_transformers import SentenceTransformer

# As in cpu or cuda. Where there is no such device, load fails: nothing falls back to the CPU.
DEVICE = os.environ.get("DEVICE", "cpu")


def load(path: Path) -> SentenceTransformer:
    """The model, from the folder that the setting MODEL names.

    Where the folder has safetensors, those are read. No code that came with the model is run.
    """
    return SentenceTransformer(str(path), device=DEVICE, trust_remote_code=False)


def example(model: SentenceTransformer) -> str:
    """A text that the model can predict. It warms the model up, and is shown in /docs."""
    return "What is the capital of France?"


def predict(model: SentenceTransformer, rows: list[str]) -> Any:
    """An array or a list with one embedding for each text, in the same order.

    Raise ValueError for texts that the model cannot take: their sender is told so (422), and the
    other requests of the batch are answered as usual.
    """
    # Of length one, so that the product of two embeddings is how alike their texts are.
    return model.encode(
        rows,
        batch_size=len(rows),
        normalize_embeddings=True,
        show_progress_bar=False,
    )

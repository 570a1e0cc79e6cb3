"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of rows, always from the same thread.
"""

import os
from pathlib import Path
from typing import Any

from llama_cpp import Llama

# Tokens of an answer, at most.
LONGEST = 64


def load(path: Path) -> Llama:
    """The model, from the .gguf file that the setting MODEL names."""
    return Llama(
        model_path=str(path),
        # Tokens of a prompt and its answer together, at most.
        n_ctx=2048,
        # The service sizes it by the CPU of the container.
        n_threads=int(os.environ.get("OMP_NUM_THREADS", "1")),
        verbose=False,
    )


def example(model: Llama) -> str:
    """A prompt that the model can answer: it warms the model up, and is shown in /docs."""
    return "Once upon a time"


def predict(model: Llama, rows: list[str]) -> list[str]:
    """What the model says after each prompt, in the same order.

    Raise ValueError for prompts that the model cannot take: their sender is told so (422), and
    the other requests of the batch are answered as usual.
    """
    texts: list[str] = []
    for prompt in rows:
        answer: Any = model.create_completion(
            prompt, max_tokens=LONGEST, temperature=0.0
        )
        texts.append(answer["choices"][0]["text"])
    return texts

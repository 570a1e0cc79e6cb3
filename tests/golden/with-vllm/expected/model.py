"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of texts, always from the same thread.
"""

from pathlib import Path

from vllm import LLM, SamplingParams

# The likeliest words, and at most so many: what a request may cost has a limit.
SAMPLING = SamplingParams(temperature=0.0, max_tokens=128)


def load(path: Path) -> LLM:
    """The model, from the folder that the setting MODEL names.

    Only safetensors are read, and no code that came with the model is run.
    """
    return LLM(model=str(path), load_format="safetensors", trust_remote_code=False)


def example(model: LLM) -> str:
    """A text that the model can go on from. It warms the model up, and is shown in /docs."""
    return "The capital of France is"


def predict(model: LLM, rows: list[str]) -> list[str]:
    """A list with one output for each text, in the same order: how it goes on.

    Raise ValueError for texts that the model cannot take: their sender is told so (422), and the
    other requests of the batch are answered as usual.
    """
    answers = model.generate(rows, SAMPLING, use_tqdm=False)
    return [answer.outputs[0].text for answer in answers]

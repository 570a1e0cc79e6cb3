"""The model behind the service. This file is yours: make load and predict what your model needs.

The service calls load once, then predict for every batch of texts, always from the same thread.
It reads the folder that nlp.to_disk() writes: data, and the names of the parts that read it.
"""

from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc


def load(path: Path) -> Language:
    """The model, from the folder that the setting MODEL names."""
    return spacy.load(path)


def example(model: Language) -> str:
    """A text that the model can read: it warms the model up, and is shown in /docs."""
    return "This is a text like those that the model was trained on."


def predict(model: Language, rows: list[str]) -> list[dict[str, Any]]:
    """A value for JSON for each text, in the same order.

    Raise ValueError for texts that the model cannot take: their sender is told so (422), and the
    other requests of the batch are answered as usual.
    """
    return [found_in(document) for document in model.pipe(rows)]


def found_in(document: Doc) -> dict[str, Any]:
    """What the model says of a text; places are counted in characters."""
    return {
        "categories": document.cats,
        "entities": [
            {
                "text": entity.text,
                "label": entity.label_,
                "start": entity.start_char,
                "end": entity.end_char,
            }
            for entity in document.ents
        ],
    }

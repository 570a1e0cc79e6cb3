"""Trains the folder model: what a customer's message is about, and which order it names.

Needs spaCy in the version that mlpack.yaml names; run it as `python train.py`. request.json holds
a message of each category; the order number in the first is found by a rule.
"""

from pathlib import Path

import spacy
from spacy.training import Example
from thinc.api import fix_random_seed

MODEL = Path(__file__).with_name("model")
MESSAGES = {
    "billing": [
        "I was charged twice for order 4711",
        "Please refund my last invoice",
        "Where can I download the invoice for March?",
        "Why was I charged for shipping?",
        "The refund is not on my card yet",
        "The invoice shows the wrong amount",
    ],
    "delivery": [
        "The parcel has not arrived yet",
        "My order 815 is late again",
        "The courier left the parcel with a neighbour",
        "When will the parcel arrive?",
        "The box was damaged when it arrived",
        "Can the courier come on Saturday?",
    ],
    "account": [
        "I cannot log in to my account",
        "How do I change my password?",
        "Please delete my account",
        "The link to reset my password does not work",
        "I want to change my email address",
        "My login is locked",
    ],
}


def main() -> None:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    # A bag of words of 1024 rows is enough for a few sentences, and small enough for a repository.
    words = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True}
    words |= {"ngram_size": 1, "no_output_layer": False, "length": 1024}
    nlp.add_pipe("textcat", config={"model": words})
    examples = [
        Example.from_dict(
            nlp.make_doc(text), {"cats": {name: float(name == category) for name in MESSAGES}}
        )
        for category, texts in MESSAGES.items()
        for text in texts
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(100):
        nlp.update(examples, sgd=optimizer)
    print(f"accuracy on what it learnt from: {nlp.evaluate(examples)['cats_micro_f']:.3f}")

    rules = nlp.add_pipe("entity_ruler")
    rules.add_patterns([{"label": "ORDER", "pattern": [{"LOWER": "order"}, {"LIKE_NUM": True}]}])
    nlp.to_disk(MODEL)


if __name__ == "__main__":
    main()

"""Trains the model in the folder model: whether a guest liked a hotel or not.

Needs Transformers and PyTorch in the versions that mlpack.yaml names; run it as `python train.py`.
The sentences are put together from a few words, so the model knows those words alone; a real one
is trained in the same way, from a model that has read more.
"""

from itertools import product
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordLevel
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
)

MODEL = Path(__file__).with_name("model")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
THINGS = [
    "room",
    "bed",
    "bath",
    "food",
    "coffee",
    "staff",
    "view",
    "street",
    "lift",
    "price",
]
LIKED = ["clean", "quiet", "kind", "fresh", "good", "bright", "warm", "fair"]
DISLIKED = ["dirty", "loud", "rude", "stale", "bad", "dark", "cold", "high"]
WORDS = ["the", "was", "very", "not", "and", "a", ",", ".", "!"]
LABELS = ["disliked", "liked"]


def sentences() -> list[tuple[str, int]]:
    """Every thing with every judgement, plain and turned around, and whether it is praise."""
    words = [(word, 1) for word in LIKED] + [(word, 0) for word in DISLIKED]
    plain = [(f"the {t} was", w, liked) for t, (w, liked) in product(THINGS, words)]
    said = [(f"{start} {w}", liked) for start, w, liked in plain]
    said += [(f"{start} very {w} !", liked) for start, w, liked in plain]
    said += [(f"{start} not {w} .", 1 - liked) for start, w, liked in plain]
    return Random(0).sample(said, len(said))


def tokenizer() -> PreTrainedTokenizerFast:
    words = [*SPECIAL, *WORDS, *THINGS, *LIKED, *DISLIKED]
    vocabulary = {word: number for number, word in enumerate(words)}
    inner = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    inner.normalizer = normalizers.Lowercase()
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    inner.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        model_max_length=32,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


def untrained(words: int) -> BertForSequenceClassification:
    return BertForSequenceClassification(
        BertConfig(
            vocab_size=words,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=32,
            id2label=dict(enumerate(LABELS)),
            label2id={label: number for number, label in enumerate(LABELS)},
        )
    )


def main() -> None:
    torch.manual_seed(0)
    texts, likes = zip(*sentences(), strict=True)
    reader = tokenizer()
    rows = reader(list(texts), padding=True, return_tensors="pt")
    labels = torch.tensor(likes)
    test = torch.arange(len(texts)) % 5 == 0

    model = untrained(len(reader))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    model.train()
    for _ in range(80):
        optimizer.zero_grad()
        training = {name: values[~test] for name, values in rows.items()}
        model(**training, labels=labels[~test]).loss.backward()
        optimizer.step()

    model.eval()
    with torch.inference_mode():
        held_out = {name: values[test] for name, values in rows.items()}
        right = model(**held_out).logits.argmax(dim=1) == labels[test]
    print(f"held-out accuracy: {right.double().mean():.3f}")
    model.save_pretrained(MODEL)
    reader.save_pretrained(MODEL)


if __name__ == "__main__":
    main()

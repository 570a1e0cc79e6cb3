"""Makes the model in the folder model: texts on the same topic lie close to each other.

Needs Sentence Transformers in the version that mlpack.yaml names; run it as `python train.py`.
A text is the middle of its words, and a word lies near the middle of its topic. A real model is
saved, loaded and served in the same way.
"""

from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordLevel

MODEL = Path(__file__).with_name("model")
TOPICS = {
    "food": "eat cook bread cheese soup dinner kitchen oven taste hungry",
    "travel": "train station ticket flight airport hotel road map journey luggage",
    "weather": "rain snow sun wind cloud storm cold warm sky forecast",
    "music": "song guitar piano concert band sing melody drum listen choir",
}
SIZE = 16


def main() -> None:
    numbers = np.random.default_rng(0)
    words = ["[UNK]"]
    places = [np.zeros(SIZE)]  # a word of no topic moves a text nowhere
    for text in TOPICS.values():
        middle = numbers.normal(size=SIZE)
        for word in text.split():
            words.append(word)
            places.append(middle + 0.3 * numbers.normal(size=SIZE))

    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    embedding = StaticEmbedding(
        tokenizer, embedding_weights=np.array(places, dtype=np.float32)
    )
    SentenceTransformer(modules=[embedding]).save_pretrained(
        str(MODEL), create_model_card=False
    )


if __name__ == "__main__":
    main()

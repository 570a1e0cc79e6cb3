"""Trains model.keras: from which of three grapes a wine was made, by 13 measures of it.

Needs scikit-learn, for its data, and TensorFlow in the version that mlpack.yaml names; run it as
`python train.py`. request.json holds a wine of each grape, in the order of the three outputs:
the largest number of each answer stands first, then second, then third.
"""

from pathlib import Path

import keras
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

MODEL = Path(__file__).with_name("model.keras")


def main() -> None:
    wines, grapes = load_wine(return_X_y=True)
    train_wines, test_wines, train_grapes, test_grapes = train_test_split(
        wines, grapes, test_size=0.25, random_state=0, stratify=grapes
    )
    keras.utils.set_random_seed(0)
    # Whoever asks sends the measures as they are: the model brings them to one scale itself.
    scale = keras.layers.Normalization()
    scale.adapt(train_wines)
    model = keras.Sequential(
        [
            keras.Input((wines.shape[1],)),
            scale,
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train_wines, train_grapes, epochs=100, verbose=0)
    _, accuracy = model.evaluate(test_wines, test_grapes, verbose=0)
    print(f"held-out accuracy: {accuracy:.3f}")
    model.save(MODEL)


if __name__ == "__main__":
    main()

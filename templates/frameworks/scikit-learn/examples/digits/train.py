"""Trains model.joblib: which digit is drawn in an image of 8 x 8 pixels.

Needs scikit-learn in the version that mlpack.yaml names; run it as `python train.py`.
"""

from pathlib import Path

import joblib
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

MODEL = Path(__file__).with_name("model.joblib")


def main() -> None:
    images, digits = load_digits(return_X_y=True)
    train_images, test_images, train_digits, test_digits = train_test_split(
        images, digits, test_size=0.25, random_state=0, stratify=digits
    )
    # A support vector machine keeps only the images near its borders: it is more accurate here
    # than a forest of trees, and compressed it is small enough to live in the repository.
    model = SVC(gamma=0.001)
    model.fit(train_images, train_digits)
    print(f"held-out accuracy: {model.score(test_images, test_digits):.3f}")
    joblib.dump(model, MODEL, compress=3)


if __name__ == "__main__":
    main()

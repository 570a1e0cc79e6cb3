"""Trains model.txt: which of three growers made a wine, from thirteen measures of it.

Needs LightGBM in the version that mlpack.yaml names, and scikit-learn; run it as `python train.py`.
request.json holds a wine of each grower that the training did not see; the answer to each row is
the probability of every grower, so that the largest stands first, second and third.
"""

import json
from pathlib import Path

from lightgbm import LGBMClassifier
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

FOLDER = Path(__file__).parent


def main() -> None:
    measures, growers = load_wine(return_X_y=True)
    train_measures, test_measures, train_growers, test_growers = train_test_split(
        measures, growers, test_size=0.25, random_state=0, stratify=growers
    )
    model = LGBMClassifier(n_estimators=20, num_leaves=4, min_child_samples=5, verbose=-1)
    model.fit(train_measures, train_growers)
    print(f"held-out accuracy: {model.score(test_measures, test_growers):.3f}")
    # LightGBM's own format is plain text: reading it cannot run code.
    model.booster_.save_model(FOLDER / "model.txt")
    rows = [test_measures[test_growers == grower][0].tolist() for grower in model.classes_]
    (FOLDER / "request.json").write_text(json.dumps({"inputs": rows}) + "\n")


if __name__ == "__main__":
    main()

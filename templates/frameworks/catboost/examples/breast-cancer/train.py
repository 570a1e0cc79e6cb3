"""Trains model.cbm: whether a tumour is benign or malignant, from thirty measures of its cells.

Needs CatBoost in the version that mlpack.yaml names, and scikit-learn; run it as `python train.py`.
request.json holds two tumours that the training did not see: one malignant, then one benign.
"""

import json
from pathlib import Path

from catboost import CatBoostClassifier
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

FOLDER = Path(__file__).parent


def main() -> None:
    tumours = load_breast_cancer()
    kinds = tumours.target_names[tumours.target]
    train_cells, test_cells, train_kinds, test_kinds = train_test_split(
        tumours.data, kinds, test_size=0.25, random_state=0, stratify=kinds
    )
    model = CatBoostClassifier(
        iterations=60, depth=3, random_seed=0, verbose=False, allow_writing_files=False
    )
    model.fit(train_cells, train_kinds)
    print(f"held-out accuracy: {model.score(test_cells, test_kinds):.3f}")
    # CatBoost's own format: no pickle, so that reading it cannot run code.
    model.save_model(FOLDER / "model.cbm")
    rows = [test_cells[test_kinds == kind][0].tolist() for kind in ("malignant", "benign")]
    (FOLDER / "request.json").write_text(json.dumps({"inputs": rows}) + "\n")


if __name__ == "__main__":
    main()

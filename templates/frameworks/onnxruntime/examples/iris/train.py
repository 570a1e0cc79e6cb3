"""Trains model.onnx: which of three kinds of iris a flower is, from four measures of it.

Needs scikit-learn and skl2onnx; run it as `python train.py`. The service needs neither of them.
request.json holds a flower of each kind that the training did not see: setosa, versicolor and
virginica, in this order.
"""

import json
from pathlib import Path

from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).parent


def main() -> None:
    flowers = load_iris()
    kinds = flowers.target_names[flowers.target]
    train_flowers, test_flowers, train_kinds, test_kinds = train_test_split(
        flowers.data.astype("float32"), kinds, test_size=0.25, random_state=0, stratify=kinds
    )
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(train_flowers, train_kinds)
    print(f"held-out accuracy: {model.score(test_flowers, test_kinds):.3f}")
    # Its first output is the kind; without zipmap, the second is a plain array of probabilities.
    graph = to_onnx(model, train_flowers[:1], options={"zipmap": False})
    (FOLDER / "model.onnx").write_bytes(graph.SerializeToString())
    rows = [test_flowers[test_kinds == kind][0].round(1).tolist() for kind in flowers.target_names]
    (FOLDER / "request.json").write_text(json.dumps({"inputs": rows}) + "\n")


if __name__ == "__main__":
    main()

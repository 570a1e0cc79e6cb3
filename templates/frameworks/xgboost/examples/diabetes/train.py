"""Trains model.ubj: how far diabetes goes on within a year, from ten measures of a patient.

Needs XGBoost in the version that mlpack.yaml names, and scikit-learn; run it as `python train.py`.
request.json holds two patients whom the training did not see: the answer is 236 and 244, and
321 and 215 were measured. Ten measures tell no more than a third of what is to come.
"""

import json
from pathlib import Path

import xgboost
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

FOLDER = Path(__file__).parent


def main() -> None:
    measures, progress = load_diabetes(return_X_y=True)
    train_measures, test_measures, train_progress, test_progress = train_test_split(
        measures, progress, test_size=0.25, random_state=0
    )
    model = xgboost.XGBRegressor(n_estimators=120, max_depth=2, learning_rate=0.05)
    model.fit(train_measures, train_progress)
    print(f"held-out R2: {model.score(test_measures, test_progress):.3f}")
    # XGBoost's own format: no pickle, so that reading it cannot run code, and any release reads it.
    model.save_model(FOLDER / "model.ubj")
    rows = test_measures[:2].round(4).tolist()
    (FOLDER / "request.json").write_text(json.dumps({"inputs": rows}) + "\n")


if __name__ == "__main__":
    main()

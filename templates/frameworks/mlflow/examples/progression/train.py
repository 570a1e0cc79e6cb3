"""Trains the folder model: how far diabetes will be in a year, by ten measures of a patient.

Needs the packages of model/requirements.txt; run it as `python train.py`. request.json holds the
measures of two patients: the answers are 213 and 67, and it was 151 and 75.
"""

import shutil
from importlib.metadata import version
from pathlib import Path

import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MODEL = Path(__file__).with_name("model")
# Named here, for MLflow would ask for the whole of itself, and for what it finds beside it.
NEEDED = ["mlflow-skinny", "pandas", "scikit-learn", "skops"]


def main() -> None:
    data = load_diabetes(as_frame=True, scaled=False)
    train_patients, test_patients, train_progress, test_progress = train_test_split(
        data.data, data.target, test_size=0.25, random_state=0
    )
    model = make_pipeline(StandardScaler(), Ridge())
    model.fit(train_patients, train_progress)
    print(f"held-out R2: {model.score(test_patients, test_progress):.3f}")

    shutil.rmtree(MODEL, ignore_errors=True)
    mlflow.sklearn.save_model(
        model,
        MODEL,
        signature=infer_signature(train_patients, model.predict(train_patients)),
        input_example=train_patients.head(1),
        pip_requirements=[f"{name}=={version(name)}" for name in NEEDED],
    )


if __name__ == "__main__":
    main()

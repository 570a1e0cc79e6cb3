import joblib

from src.features.build_features import build


def load_model(path):
    return joblib.load(path)


def predict(model, rows):
    return model.predict(build(rows))

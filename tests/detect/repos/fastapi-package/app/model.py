import joblib


def load():
    return joblib.load("models/digits.joblib")

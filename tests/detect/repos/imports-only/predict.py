import cv2
import joblib
import yaml
from sklearn.pipeline import Pipeline

from features import build


def load():
    return joblib.load("model.joblib")


def predict(model, rows):
    return model.predict(build(rows))

import torch


def predict(x):
    return x

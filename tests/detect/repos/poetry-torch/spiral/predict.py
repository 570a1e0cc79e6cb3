import torch


def load(path):
    return torch.export.load(path).module()


def predict(model, rows):
    return model(torch.tensor(rows))

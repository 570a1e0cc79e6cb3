import torch


def load_model(path):
    return torch.jit.load(path)


def predict(model, batch):
    return model(batch)

import torch

model = torch.load("m.pt").to("cuda")


def predict(x):
    return model(x)

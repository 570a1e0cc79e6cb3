import torch
from cog import BasePredictor, Input, Path


class Predictor(BasePredictor):
    def setup(self):
        self.model = torch.load("weights.pth").cuda()

    def predict(self, image: Path = Input()) -> str:
        return self.model(image)

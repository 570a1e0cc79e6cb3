import xgboost


class Net:
    def forward(self, x):
        return x

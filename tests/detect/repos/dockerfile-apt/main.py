import lightgbm

booster = lightgbm.Booster(model_file="model.txt")


def predict(rows):
    return booster.predict(rows)

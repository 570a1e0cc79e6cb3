import lightgbm as lgb

booster = lgb.Booster(model_file="model.txt")


def score(rows):
    return booster.predict(rows)

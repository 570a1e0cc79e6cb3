from catboost import CatBoostClassifier

model = CatBoostClassifier()
model.load_model("artifacts/model.cbm")


def predict(rows):
    return model.predict(rows).tolist()

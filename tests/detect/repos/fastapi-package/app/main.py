from fastapi import FastAPI

from app.model import load

app = FastAPI()
model = load()


@app.post("/predict")
def predict(rows: list[list[float]]):
    return model.predict(rows).tolist()

from tensorflow import keras

model = keras.models.load_model("model.keras")


def predict(rows):
    return model.predict(rows)

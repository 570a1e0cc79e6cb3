import model


def predict(rows):
    return model.Net().forward(rows)

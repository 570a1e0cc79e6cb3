import pickle

from helpers import clean

model = pickle.load(open("clf.pkl", "rb"))


def predict(rows):
    return model.predict(clean(rows))

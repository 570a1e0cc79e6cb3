import spacy

nlp = spacy.load("model")


def predict(texts):
    return [doc.cats for doc in nlp.pipe(texts)]

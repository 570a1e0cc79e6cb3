from sentence_transformers import SentenceTransformer

model = SentenceTransformer("model")


def embed(texts):
    return model.encode(texts)

import jax


def load():
    return jax.export.deserialize(b"")


def predict(fn, rows):
    return fn(rows)

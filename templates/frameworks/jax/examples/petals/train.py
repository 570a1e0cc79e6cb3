"""Trains model.jax: which of three irises a flower is, by the size of its sepals and petals.

Needs scikit-learn, for its data, flatbuffers, and JAX in the version that mlpack.yaml names; run
it as `python train.py`. request.json holds a flower of each kind, in the order of the three
outputs: the largest number of each answer stands first, then second, then third.
"""

from pathlib import Path
from typing import Any

import jax
import jax.export
import jax.numpy as jnp
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

MODEL = Path(__file__).with_name("model.jax")
Weights = dict[str, Any]


def logits(weights: Weights, flowers: jax.Array) -> jax.Array:
    scaled = (flowers - weights["mean"]) / weights["spread"]
    hidden = jnp.tanh(scaled @ weights["first"] + weights["bias"])
    return hidden @ weights["last"]


def loss(weights: Weights, flowers: jax.Array, kinds: jax.Array) -> jax.Array:
    likely = jax.nn.log_softmax(logits(weights, flowers))
    return -likely[jnp.arange(len(kinds)), kinds].mean()


@jax.jit
def improved(weights: Weights, flowers: jax.Array, kinds: jax.Array) -> Weights:
    slopes = jax.grad(loss)(weights, flowers, kinds)
    learnt = {name: weights[name] - 0.3 * slopes[name] for name in ("first", "bias", "last")}
    return {**weights, **learnt}


def main() -> None:
    flowers, kinds = load_iris(return_X_y=True)
    train_flowers, test_flowers, train_kinds, test_kinds = train_test_split(
        flowers.astype("float32"), kinds, test_size=0.25, random_state=0, stratify=kinds
    )
    first, last = jax.random.split(jax.random.key(0))
    weights = {
        "mean": train_flowers.mean(axis=0),
        "spread": train_flowers.std(axis=0),
        "first": jax.random.normal(first, (4, 16)) / 2,
        "bias": jnp.zeros(16),
        "last": jax.random.normal(last, (16, 3)) / 4,
    }
    for _ in range(500):
        weights = improved(weights, train_flowers, train_kinds)
    right = logits(weights, test_flowers).argmax(axis=1) == test_kinds
    print(f"held-out accuracy: {right.mean():.3f}")

    # Exported for any number of rows, and for both devices: the service may run on either.
    (rows,) = jax.export.symbolic_shape("rows")
    takes = jax.ShapeDtypeStruct((rows, 4), "float32")
    classify = jax.jit(lambda flowers: jax.nn.softmax(logits(weights, flowers)))
    exported = jax.export.export(classify, platforms=("cpu", "cuda"))(takes)
    MODEL.write_bytes(exported.serialize())


if __name__ == "__main__":
    main()

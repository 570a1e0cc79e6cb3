"""Projects and images that the engine tests share; each is made once a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from containers import build, docker

from mlpack.cli.app import run

TOY_MODEL = '''
"""A model whose answers and delays the tests can choose."""

import time


def load(path):
    return path.read_text()


def example(model):
    return [0.0, 0.0]


def predict(model, rows):
    """The sum of each row; its first number is a wish: -1 fails, -2 breaks, -3 exits, above 0 waits."""
    if (rows[:, 0] == -3).any():
        raise SystemExit(3)
    if (rows[:, 0] == -1).any():
        raise ValueError("a row that this model refuses")
    if (rows[:, 0] == -2).any():
        raise RuntimeError("the model is broken")
    time.sleep(rows[:, 0].clip(0).max())
    return rows.sum(axis=1)
'''


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled example, as the README's first command makes it."""
    folder = tmp_path_factory.mktemp("example") / "demo"
    assert run(["init", "--example", "digits", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def digits_image(digits: Path) -> Iterator[str]:
    yield build(digits, "mlpack-test-digits")
    docker("image", "rm", "--force", "mlpack-test-digits", ok=False)


@pytest.fixture(scope="session")
def toy_image(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The example's service around a model that waits, fails and breaks on demand."""
    folder = tmp_path_factory.mktemp("toy") / "toy"
    shutil.copytree(digits, folder)
    (folder / "model.py").write_text(TOY_MODEL)
    (folder / "model.joblib").write_text("toy")
    yield build(folder, "mlpack-test-toy")
    docker("image", "rm", "--force", "mlpack-test-toy", ok=False)

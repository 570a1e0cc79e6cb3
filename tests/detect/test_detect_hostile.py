"""Folders that mean harm, or are too much: an answer within a second, and nothing of them is run."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from detected import CATALOG

from mlpack.detect import Detected, detect

MIB = 2**20


class Evil:
    """Loading it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def malicious_pickle(root: Path) -> None:
    (root / "model.pkl").write_bytes(pickle.dumps(Evil(root / "was-loaded")))


def code_that_acts(root: Path) -> None:
    act = "import pathlib\npathlib.Path(__file__).with_name('was-run').mkdir()\n"
    for name in ("setup.py", "conftest.py", "app.py", "sitecustomize.py", "model.py"):
        (root / name).write_text(act)


def sparse_model(root: Path) -> None:
    with (root / "model.joblib").open("wb") as file:
        file.truncate(2 * 1024 * MIB)
    with (root / "requirements.txt").open("wb") as file:
        file.truncate(2 * 1024 * MIB)


def loop_of_links(root: Path) -> None:
    (root / "inner").mkdir()
    (root / "inner" / "again").symlink_to(root, target_is_directory=True)
    (root / "model.pkl").symlink_to(root / "model.pkl")
    (root / "requirements.txt").symlink_to("/dev/zero")


def link_out_of_the_folder(root: Path) -> None:
    outside = root.parent / "outside.txt"
    outside.write_text("torch==2.6.0\n")
    (root / "requirements.txt").symlink_to(outside)


def yaml_bomb(root: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, 12):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]")
    bomb = "\n".join(
        [*lines, "dependencies: *a11", "build: *a11", "service: *a11", "flavors: *a11"]
    )
    for name in ("environment.yml", "cog.yaml", "bentofile.yaml", "MLmodel", "config.yaml"):
        (root / name).write_text(bomb)


def large_notebook(root: Path) -> None:
    head = '{"cells": [{"cell_type": "code", "source": ["import torch\\n"], "outputs": ["'
    tail = '"]}], "metadata": {"language_info": {"version": "3.12.1"}}}'
    with (root / "large.ipynb").open("w") as file:
        file.write(head)
        for _ in range(100):
            file.write("A" * MIB)
        file.write(tail)


def many_files(root: Path) -> None:
    (root / "data").mkdir()
    for number in range(50_000):
        os.close(os.open(root / "data" / f"{number}.json", os.O_CREAT | os.O_WRONLY))


def deep_code(root: Path) -> None:
    (root / "a.py").write_text("x = " + "-" * 100_000 + "1\n")
    (root / "b.py").write_text("x = " + "1+" * 50_000 + "1\n")
    (root / "c.py").write_text("(" * 100_000)
    (root / "d.py").write_text("".join(f"{' ' * n}if 1:\n" for n in range(400)))
    (root / "e.py").write_bytes(b"\xff\xfe\x00bad")
    (root / "pyproject.toml").write_text("x = " + "[" * 100_000)
    (root / "n.ipynb").write_text("[" * 100_000)


def odd_kinds(root: Path) -> None:
    """What is there by a known name is no file, or one that nobody may read."""
    for name in (
        "pyproject.toml",
        "setup.py",
        "Pipfile",
        "environment.yml",
        "Procfile",
        "cog.yaml",
    ):
        (root / name).mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "requirements.txt")
        os.mkfifo(root / "model.pkl")
    (root / "setup.cfg").write_text("[options]\n")
    (root / "setup.cfg").chmod(0)


HOSTILE = [
    *(malicious_pickle, code_that_acts, sparse_model, loop_of_links, link_out_of_the_folder),
    *(yaml_bomb, large_notebook, many_files, deep_code, odd_kinds),
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_folder_is_read_in_under_a_second_and_nothing_in_it_is_run(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    make(root)
    before = sorted(path.name for path in root.iterdir())
    detect(Path(__file__).parent / "repos" / "empty-folder", CATALOG)  # the tables are read once

    start = time.perf_counter()
    detected = detect(root, CATALOG)
    seconds = time.perf_counter() - start

    assert isinstance(detected, Detected)
    assert seconds < 1
    assert sorted(path.name for path in root.iterdir()) == before


def test_a_notebook_of_any_size_still_names_its_packages(tmp_path: Path) -> None:
    large_notebook(tmp_path)

    detected = detect(tmp_path, CATALOG)

    framework = detected.guess("framework")
    assert framework
    assert (framework.value, framework.confidence) == ("pytorch", "likely")


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    link_out_of_the_folder(root)

    detected = detect(root, CATALOG)

    assert [guess.setting for guess in detected.guesses] == ["name"]

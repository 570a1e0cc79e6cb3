"""The rules beneath detection: versions as Poetry writes them, ranks of frameworks, what is walked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from detected import CATALOG

from mlpack.catalog import numbers
from mlpack.detect import detect
from mlpack.detect.folder import walk
from mlpack.detect.pyproject import pep440
from mlpack.spec.unknown import unknown_release

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("*", ""),
        ("1.5.2", "==1.5.2"),
        ("^1.5", ">=1.5,<2"),
        ("^0.3.2", ">=0.3.2,<0.4"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("~1.5.2", ">=1.5.2,<1.6"),
        ("~1", ">=1,<2"),
        (">=1.2, <2", ">=1.2,<2"),
        ("~=1.5.0", "~=1.5.0"),
    ],
)
def test_a_version_of_poetry_is_written_as_pip_writes_it(written: str, meant: str) -> None:
    assert pep440(written) == meant


def test_no_two_frameworks_outrank_each_other() -> None:
    below = {row.framework: {*row.outranks} for row in CATALOG.signatures}
    for name in below:
        below[name] |= {CATALOG.framework(name).stands_on} - {""}

    for name in below:
        reached, todo = set(), [*below[name]]
        while todo:
            one = todo.pop()
            if one not in reached:
                reached.add(one)
                todo += below[one]
        assert name not in reached


def test_environments_caches_and_what_lies_too_deep_are_not_walked(tmp_path: Path) -> None:
    kept = ["a/b/c/d/e/kept.py", "app.py"]
    skipped = [
        *(".git/config.py", "node_modules/x.py", "__pycache__/y.py", "env/lib/z.py"),
        *("a/b/c/d/e/f/deep.py", "build/w.py"),
    ]
    for name in (*kept, *skipped, "env/pyvenv.cfg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    folder = walk(tmp_path)

    assert folder.files == ("app.py", "a/b/c/d/e/kept.py")
    assert folder.environments == ("env",)
    assert folder.is_cut


def test_what_mlpack_wrote_is_no_evidence(tmp_path: Path) -> None:
    (tmp_path / ".mlpack").mkdir()
    (tmp_path / "serve").mkdir()
    (tmp_path / "serve" / "app.py").write_text("import torch\n")
    made = "# Made by mlpack from mlpack.yaml: what the service needs.\n"
    (tmp_path / "requirements.in").write_text(f"{made}tensorflow==2.18.*\n")
    (tmp_path / "Dockerfile").write_text(f"{made}FROM python:3.11-slim\n")

    detected = detect(tmp_path, CATALOG)

    assert [guess.setting for guess in detected.guesses] == ["name"]
    assert detected.notes == ()


def test_a_lock_without_its_source_keeps_the_extras(tmp_path: Path) -> None:
    held = " \\\n    --hash=sha256:" + "0" * 64 + "\n"
    lines = [
        "scikit-learn==1.7.2",
        "fastapi[standard]==0.115.0",
        'numpy==2.3.1 ; python_version > "3"',
    ]
    (tmp_path / "requirements.txt").write_text("".join(f"{line}{held}" for line in lines))

    guess = detect(tmp_path, CATALOG).guess("requirements")

    assert guess is not None
    assert guess.value == tuple(lines[1:])


@pytest.mark.parametrize(
    ("asked", "framework", "note"),
    [
        (">=1.5", "scikit-learn==1.7.*", ()),
        (">=1.5,<1.9", "scikit-learn==1.7.*", ()),
        (
            ">=1.8",
            "scikit-learn",
            (
                "model.joblib was written by scikit-learn 1.7.2, and not by the newest "
                "scikit-learn: see that it loads.",
            ),
        ),
    ],
)
def test_within_a_range_the_release_that_wrote_the_model_is_meant(
    asked: str, framework: str, note: tuple[str, ...], tmp_path: Path
) -> None:
    model = HERE / "repos" / "model-of-another-release" / "model.joblib"
    shutil.copy(model, tmp_path)
    (tmp_path / "requirements.txt").write_text(f"scikit-learn{asked}\n")
    (tmp_path / "requirements-gpu.txt").write_text("scikit-learn<1.9\n")

    detected = detect(tmp_path, CATALOG)
    guess = detected.guess("framework")

    assert guess is not None
    assert (guess.value, detected.notes) == (framework, note)


def test_versions_of_another_tool_that_the_catalogue_has_not_are_said(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.7-slim\nRUN pip install scikit-learn==0.24.2\n"
    )

    detected = detect(tmp_path, CATALOG)
    rows = CATALOG.framework("scikit-learn").releases
    first = min((row.version for row in rows), key=numbers)
    python, framework = detected.guess("python"), detected.guess("framework")

    assert python is not None
    assert framework is not None
    assert (framework.value, framework.confidence) == (f"scikit-learn=={first}.*", "likely")
    assert [note.partition(": ")[::2] for note in detected.notes] == [
        (
            "Dockerfile:2 scikit-learn==0.24.2",
            f"{unknown_release_of('scikit-learn==0.24.2')} scikit-learn=={first}.* is taken: see "
            "that the model loads with it.",
        ),
        ("Dockerfile:1 names Python 3.7", f"the nearest that works here is {python.value}."),
    ]


def unknown_release_of(wish: str) -> str:
    known = CATALOG.known.framework("scikit-learn")
    return next(says for _, says in unknown_release(wish, lambda: known))


def test_the_same_folder_says_the_same_whatever_its_order_on_disk(tmp_path: Path) -> None:
    names = ["b.py", "a.py", "c.py"]
    for root, order in ((tmp_path / "one", names), (tmp_path / "two", reversed(names))):
        (root / "svc").mkdir(parents=True)
        for name in order:
            (root / "svc" / name).write_text("import xgboost\nimport lightgbm\n")

    assert detect(tmp_path / "one/svc", CATALOG) == detect(tmp_path / "two/svc", CATALOG)

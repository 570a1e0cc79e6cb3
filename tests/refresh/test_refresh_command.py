"""`python -m mlpack.refresh` in a checkout of its own, as those who keep the catalogue run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from local_index import Index

ROOT = Path(__file__).parent.parent.parent
TABLE = "templates/frameworks/scikit-learn/versions.toml"
INSTALLERS = "mlpack/catalog/data/installers.toml"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """mlpack, and scikit-learn as its only framework."""
    unread = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "mlpack", tmp_path / "mlpack", ignore=unread)
    for name in ("layer.toml", "files.toml", "frameworks/scikit-learn", "serving"):
        source, target = ROOT / "templates" / name, tmp_path / "templates" / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    return tmp_path


def refresh(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mlpack.refresh", *arguments],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


def texts(checkout: Path) -> list[str]:
    return [(checkout / name).read_text() for name in (TABLE, INSTALLERS)]


def change(checkout: Path, name: str, old: str, new: str) -> None:
    before = (checkout / name).read_text()
    assert old in before
    (checkout / name).write_text(before.replace(old, new))


def without_old_releases(checkout: Path) -> None:
    """The answers that the tests keep begin with 1.7."""
    lines = (checkout / TABLE).read_text().splitlines(keepends=True)
    kept = [line for line in lines if not any(f'"1.{old}"' in line for old in (3, 4, 5, 6))]
    (checkout / TABLE).write_text("".join(kept))


def test_a_table_that_is_behind_is_renewed_and_then_it_is_not(checkout: Path) -> None:
    without_old_releases(checkout)
    right = [text.partition("\n\n")[2] for text in texts(checkout)]
    change(checkout, TABLE, 'newest = "1.9.1"', 'newest = "1.9.0"')
    change(checkout, INSTALLERS, 'version = "0.13.8"', 'version = "0.13.7"')

    before = refresh(checkout, "--check")
    renewed = refresh(checkout)
    after = refresh(checkout, "--check")

    assert (before.returncode, before.stdout) == (
        1,
        "is behind  scikit-learn\nis behind  installers\n",
    )
    assert (renewed.returncode, renewed.stdout) == (
        0,
        "renewed  scikit-learn\nrenewed  installers\n",
    )
    assert (after.returncode, after.stdout) == (0, "")
    assert [text.partition("\n\n")[2] for text in texts(checkout)] == right


def test_nothing_is_written_where_rows_have_vanished(checkout: Path) -> None:
    change(checkout, INSTALLERS, 'version = "0.13.8"', 'version = "0.13.7"')
    before = texts(checkout)

    stopped = refresh(checkout)

    assert stopped.returncode == 1
    assert "scikit-learn 1.6 for Python 3.9, 3.10, 3.11, 3.12 and 3.13" in stopped.stderr
    assert stopped.stderr.endswith("Nothing was written.\n")
    assert texts(checkout) == before


def test_an_index_that_cannot_be_reached_is_said(checkout: Path, index: Index) -> None:
    index.instead.clear()

    stopped = refresh(checkout)

    assert stopped.returncode == 5
    assert "The index has no files of scikit-learn." in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_framework_that_is_not_there_is_named_with_the_nearest(checkout: Path) -> None:
    stopped = refresh(checkout, "scikit-lern")

    assert stopped.returncode == 2
    assert stopped.stderr == (
        "There is no table of releases for scikit-lern. Did you mean scikit-learn?\n"
    )

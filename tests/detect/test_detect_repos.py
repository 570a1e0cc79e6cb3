"""Small repos, shaped like those that people have: what mlpack says of each, as it was reviewed.

`python tests/detect/test_detect_repos.py` renews them after a wanted change; look at the diff then.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from detected import CATALOG, shown

from mlpack.api.project import project_from
from mlpack.detect import Detected, detect
from mlpack.peers import nested
from mlpack.spec import Document

HERE = Path(__file__).parent
REPOS = sorted(path.name for path in (HERE / "repos").iterdir())
of_each_repo = pytest.mark.parametrize("name", REPOS)


def reviewed(name: str) -> Path:
    return HERE / "expected" / f"{name}.yaml"


@of_each_repo
def test_a_repo_says_what_was_reviewed(name: str) -> None:
    detected = detect(HERE / "repos" / name, CATALOG)

    assert shown(detected) == reviewed(name).read_text(encoding="utf-8")


@of_each_repo
def test_what_a_repo_says_resolves_together(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    shutil.copytree(HERE / "repos" / name, root)
    detected = detect(root, CATALOG)

    if detected.guess("framework"):
        project = project_from(Document("mlpack.yaml", settings(detected)), root)

        assert project.plan.name == str(detected.guesses[0].value)


def settings(detected: Detected) -> dict[str, object]:
    chosen = [guess for guess in detected.guesses if guess.confidence != "possible"]
    return nested({guess.setting: guess.value for guess in chosen})


@of_each_repo
def test_evidence_is_of_files_that_are_there_and_of_lines_that_they_have(name: str) -> None:
    root = HERE / "repos" / name
    detected = detect(root, CATALOG)

    for guess in (*detected.guesses, *detected.others):
        assert guess.evidence, guess
        for place in (p for one in guess.evidence for p in one.where.split(", ")):
            file, _, line = place.rpartition(":")
            if line.isdecimal():
                assert 1 <= int(line) <= (root / file).read_bytes().count(b"\n") + 1, place
            else:
                assert (root / place).exists(), place


def test_there_are_at_least_forty_repos_and_each_was_reviewed() -> None:
    kept = sorted(path.stem for path in (HERE / "expected").iterdir())

    assert len(REPOS) >= 40
    assert kept == REPOS


@of_each_repo
def test_detection_leaves_a_folder_as_it_was(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    shutil.copytree(HERE / "repos" / name, root)
    before = listed(root)

    detect(root, CATALOG)

    assert listed(root) == before


def listed(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


if __name__ == "__main__":
    for name in REPOS:
        text = shown(detect(HERE / "repos" / name, CATALOG))
        reviewed(name).write_text(text, encoding="utf-8", newline="\n")

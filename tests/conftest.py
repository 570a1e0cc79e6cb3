"""What every room's tests may use: mlpack as a person runs it, and a project to run it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from engine_plugin import pytest_collection_modifyitems
from projects import Said, made_project

from mlpack.cli.app import run

__all__ = ["pytest_collection_modifyitems"]


@pytest.fixture
def mlpack(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs `mlpack ARGUMENTS` in the current folder; its exit code and both streams."""
    monkeypatch.setenv("COLUMNS", "80")

    def called(*arguments: str) -> Said:
        capfd.readouterr()
        code = run(list(arguments))
        return Said(code, *capfd.readouterr())

    return called


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a generated project with a fresh lock."""
    root = made_project(tmp_path / "digits")
    monkeypatch.chdir(root)
    return root

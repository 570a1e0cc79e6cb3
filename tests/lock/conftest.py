"""A small index, and a machine whose own pip settings point to it alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_index import Index, served


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No setting of pip or uv of the machine that runs the tests, and no cache of theirs."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "pip"))
    monkeypatch.setenv("PIP_TOOLS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    return monkeypatch


@pytest.fixture
def index(machine: pytest.MonkeyPatch) -> Iterator[Index]:
    """shop needs till (<3), till needs nothing; each has two or more versions."""
    index = Index()
    index.add("shop", "1.0", "till>=1,<2")
    index.add("shop", "2.0", "till>=1,<3")
    for version in ("1.0", "1.5", "2.0", "3.0"):
        index.add("till", version)
    with served(index):
        machine.setenv("PIP_INDEX_URL", index.url)
        yield index


@pytest.fixture
def other() -> Iterator[Index]:
    """A second index, which nobody's own settings know."""
    with served(Index()) as index:
        yield index

"""A small index and the real uv, for locks in the format that it writes today."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "lock"))

from local_index import Index, served


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Index]:
    """shop 2 is for Python 3.12 and newer; till has one version for each shop."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    index = Index()
    index.add("shop", "1.0", "till==1.5")
    index.add("shop", "2.0", "till==2.0", pythons=">=3.12")
    index.add("till", "1.5")
    index.add("till", "2.0")
    index.add("win", "1.0")
    for version in ("2.0", "2.0+cpu"):
        index.add("torch", version)
    with served(index):
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.url)
        yield index


@pytest.fixture
def uv(index: Index) -> Callable[..., None]:
    """Runs uv in a folder; its index is the small one."""
    path = import_module("uv").find_uv_bin()

    def run(folder: Path, *arguments: str) -> None:
        subprocess.run(
            [path, *arguments, "--no-python-downloads", f"--python={sys.executable}"],
            cwd=folder,
            check=True,
            capture_output=True,
        )

    return run

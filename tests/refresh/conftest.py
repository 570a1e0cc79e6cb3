"""Real answers of an index, as they were on 2026-11-20, from a server on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_index import Index, served

from mlpack.catalog import Catalog
from mlpack.layers import open_layers

ANSWERS = Path(__file__).parent / "answers"
HEAD = '# Releases.\nsource = "the package index"\nas_of = "2026-01-01"\n\n'
VARIANT = '    {name = "cpu", device = "cpu", line = "torch=={version}", because = "x"},\n'


@pytest.fixture(autouse=True)
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Index]:
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "pip"))
    pages = {f"/simple/{path.stem}/": path.read_bytes() for path in ANSWERS.glob("*.json")}
    with served(Index(as_json=True, instead=pages)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        yield index


@pytest.fixture
def catalog(tmp_path: Path) -> Callable[..., Catalog]:
    """The catalogue with a team's frameworks: each by its name, its tables and what it stands on."""

    def made(*, stands_on: str = "", **rows: str) -> Catalog:
        layer = tmp_path / "team"
        layer.mkdir(exist_ok=True)
        (layer / "layer.toml").write_text('name = "team"\n')
        for name, text in rows.items():
            folder = layer / "frameworks" / name
            folder.mkdir(parents=True, exist_ok=True)
            under = f'stands_on = "{stands_on}"\n' if stands_on and stands_on != name else ""
            (folder / "framework.toml").write_text(
                f'title = "{name}"\nmodel = "model.bin"\ninputs = "numbers"\n{under}'
            )
            (folder / "versions.toml").write_text(f"{HEAD}release = [\n{text}]\n")
            if not under:
                (folder / "variants.toml").write_text(f"{HEAD}variant = [\n{VARIANT}]\n")
        return Catalog(open_layers(("./team",), tmp_path))

    return made

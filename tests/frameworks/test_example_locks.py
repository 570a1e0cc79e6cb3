"""The locks of the bundled examples: made from what the examples ask for today."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack import api
from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.lock import fingerprint

CATALOG = Catalog(open_layers((), Path()))


@pytest.mark.parametrize("name", CATALOG.examples)
def test_the_lock_of_an_example_is_fresh_where_it_brings_one(name: str, tmp_path: Path) -> None:
    for path, data in CATALOG.example_files(name).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    inputs = api.lock_inputs(api.open_project(tmp_path))

    locks = {path: tmp_path / path for path in inputs if (tmp_path / path).exists()}
    stale = [
        path
        for path, lock in locks.items()
        if f"inputs: {fingerprint(inputs[path])}" not in lock.read_text(encoding="utf-8")
    ]
    assert stale == []

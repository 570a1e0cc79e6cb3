"""The model of every example that mlpack brings is recognised as its framework's."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import CHECKOUT

from mlpack.artifacts import ModelFile, probe
from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.spec import read, spec_from

CATALOG = Catalog(open_layers((), Path()))
FOLDERS = CHECKOUT / "templates" / "frameworks"
EXAMPLES = sorted(
    path.parent
    for path in FOLDERS.glob("*/examples/*/mlpack.yaml")
    if any(row.formats for row in CATALOG.signatures if row.framework == path.parts[-4])
)


def frameworks_of(found: ModelFile) -> list[str]:
    by_format = [row.framework for row in CATALOG.signatures if found.format in row.formats]
    by_module = [row.framework for row in CATALOG.signatures if found.modules[0] in row.imports]
    return by_format or by_module


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_model_of_an_example_is_recognised_as_its_framework(folder: Path) -> None:
    spec = spec_from(read((folder / "mlpack.yaml").read_text(encoding="utf-8")), CATALOG.known)

    found = probe(folder, spec.model.path)

    assert found
    assert frameworks_of(found) == [spec.framework.name]
    assert found.caution == ""

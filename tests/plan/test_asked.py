"""The lines of requirements.in: those of the release and the build that were chosen, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up import plan_of
from projects import put

from mlpack.catalog import Catalog
from mlpack.errors import LayerFault
from mlpack.layers import open_layers
from mlpack.plan import resolve
from mlpack.spec import Known, read, spec_from

LAYER = Path(__file__).parent / "layer"


def lines_of(text: str) -> tuple[str, ...]:
    """Those that the framework asks for."""
    paragraphs = plan_of(text).requirements
    return tuple(line for p in paragraphs if p.asker.startswith("framework:") for line in p.lines)


@pytest.mark.parametrize(
    ("wishes", "lines"),
    [
        ("framework: flame", ("flame==2.3.*",)),
        ("framework: flame==2.2.0", ("flame==2.2.0",)),
        ("framework: flame==2.0.*", ("flame==2.0.*", "numpy<2")),
        ("framework: flame==2.2.*\ncompute: cuda", ("flame==2.2.*", "flame-kernels")),
        (
            "framework: {name: flame, version: 2.1.*, extras: [vision]}",
            ("flame==2.1.*", "flamevision==0.16.*"),
        ),
        (
            "framework: {name: hearth, version: 5.1.*, extras: [vision]}\ncompute: {cuda: 12}",
            ("hearth==5.1.*", "hearth-flame==2.2.*", "flame==2.2.*", "flamevision==0.17.*"),
        ),
        ("framework: plain", ()),
        ("framework: plain\nserving: {inputs: arrays}", ("numpy",)),
        ("framework: plain\nserving: {inputs: texts}", ()),
    ],
)
def test_a_row_is_asked_for_by_the_releases_builds_extras_and_rows_that_it_is_for(
    wishes: str, lines: tuple[str, ...]
) -> None:
    assert lines_of(wishes) == lines


def test_a_line_that_names_a_version_nobody_says_is_the_layers_fault(tmp_path: Path) -> None:
    texts = {
        path.relative_to(LAYER).as_posix(): path.read_text() for path in LAYER.rglob("flame/*.toml")
    }
    row = '\n[[requirement]]\nline = "smoke=={smoke}"\nbecause = "It rises."\n'
    texts["frameworks/flame/framework.toml"] += row
    put(tmp_path / "layer", texts)
    catalog = Catalog(open_layers(["./layer"], tmp_path))

    with pytest.raises(LayerFault) as caught:
        resolve(spec_from(read("name: a\nframework: flame"), Known()), catalog)

    assert caught.value.where == "frameworks/flame"
    assert caught.value.says == "smoke=={smoke} names smoke, and Flame 2.3 says no version of it."

"""All that could be asked for is tried, each combination once, and what is refused is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from projects import CHECKOUT

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import refused_by, resolve
from mlpack.product import counted, specs
from mlpack.spec import Spec

CATALOG = Catalog(open_layers([str(CHECKOUT / "tests" / "plan" / "layer")], Path()))


def test_every_combination_is_asked_for_once() -> None:
    found = list(specs(CATALOG, "kiln"))

    versions = {"1.0.*", "1.1.*"}
    pythons = {python.version for python in CATALOG.pythons}
    # a CPU, a GPU, its two CUDAs, and the least driver of each major
    ways = 1 + 1 + 2 + len(CATALOG.cuda_majors)
    platforms = {("linux/amd64",), ("linux/arm64",)}
    assert len(found) == len({spec.model_dump_json() for spec in found})
    assert len(found) == (
        len(versions) * len(pythons) * ways * len(CATALOG.style_names) * len(platforms)
    )
    assert {spec.framework.version for spec in found} == versions
    assert {spec.python for spec in found} == pythons
    assert {spec.platforms for spec in found} == platforms
    assert {spec.compute.cuda for spec in found} == {None, "auto", "12", "13.0"}


def test_one_that_stands_on_another_is_asked_for_with_the_cudas_of_that() -> None:
    assert {spec.compute.cuda for spec in specs(CATALOG, "hearth")} == {
        None,
        "auto",
        "11.8",
        "12.6",
        "13.0",
    }


def test_one_without_releases_is_asked_for_without_a_version() -> None:
    assert {spec.framework.version for spec in specs(CATALOG, "plain")} == {""}


@pytest.mark.parametrize("framework", ["flame", "hearth", "kiln", "plain"])
def test_what_is_accepted_resolves_and_what_is_refused_says_by_which_setting(
    framework: str,
) -> None:
    some = list(specs(CATALOG, framework))[::3]

    assert [refused_by(spec, CATALOG) for spec in some] == list(map(refusal, some))


def refusal(spec: Spec) -> str:
    try:
        resolve(spec, CATALOG)
    except Incompatible as error:
        return error.setting
    return ""


def test_what_is_refused_is_counted_by_the_setting_that_stands_in_the_way() -> None:
    reasons = Counter(refused_by(spec, CATALOG) for spec in specs(CATALOG, "flame"))

    count = counted(CATALOG, "flame")

    assert count.accepted == reasons[""] > 0
    assert count.refused == {setting: n for setting, n in sorted(reasons.items()) if setting}
    assert count.specs == sum(reasons.values())

"""Rows read together: the builds of a release, what they need, versions in few words."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import CHECKOUT

from mlpack.catalog import Catalog, builds_of, computing, least_driver, spans
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers([str(CHECKOUT / "tests" / "plan" / "layer")], Path()))


@pytest.mark.parametrize(
    ("versions", "says"),
    [
        ([], ""),
        (["3.12"], "3.12"),
        (["3.12", "3.13"], "3.12, 3.13"),
        (["3.8", "3.9", "3.10", "3.11"], "3.8 to 3.11"),
        (["3.8", "3.10", "3.11", "3.12"], "3.8, 3.10 to 3.12"),
        (["2.9", "2.10", "2.11", "3.0"], "2.9 to 2.11, 3.0"),
    ],
)
def test_versions_that_follow_on_each_other_are_told_by_their_ends(
    versions: list[str], says: str
) -> None:
    assert spans(versions) == says


def test_the_builds_of_a_release_are_those_of_its_package_its_version_and_its_platforms() -> None:
    flame, kiln = CATALOG.framework("flame"), CATALOG.framework("kiln")

    found = {
        (row.version, row.platforms): tuple(v.name for v in builds_of(flame, row))
        for row in flame.releases
    }
    packages = {
        (row.distribution, row.version): tuple(v.name for v in builds_of(kiln, row))
        for row in kiln.releases
    }

    both = ("linux/amd64", "linux/arm64")
    assert found == {
        ("2.0", both): ("cpu", "cu118"),
        ("2.1", both[:1]): ("cpu", "cu130", "cu126", "cu118"),
        ("2.1", both[1:]): ("cpu", "cu130"),
        ("2.2", both): ("cpu", "cu130", "cu126"),
        ("2.3", both[:1]): ("cpu", "cu130"),
    }
    assert packages == {
        ("kiln", "1.0"): ("cpu",),
        ("kiln", "1.1"): ("cpu",),
        ("kiln-gpu", "1.0"): ("cuda12",),
        ("kiln-gpu", "1.1"): ("cuda13",),
    }


def test_the_least_driver_is_that_of_the_major() -> None:
    drivers = {v.name: least_driver(v, CATALOG) for v in CATALOG.framework("flame").variants}

    assert drivers == {
        "cpu": "",
        "cu130": "580.65.06",
        "cu126": "525.60.13",
        "cu118": "450.80.02",
    }


def test_a_framework_computes_by_the_one_that_it_stands_on() -> None:
    names = {
        name: computing(CATALOG.framework(name), CATALOG).name
        for name in ("flame", "hearth", "plain")
    }

    assert names == {"flame": "flame", "hearth": "flame", "plain": "plain"}


def test_the_branch_of_a_toolkits_driver_is_known_while_nvidias_table_has_it() -> None:
    branches = {cuda: CATALOG.driver_of(cuda) for cuda in ("12.2", "12.6", "13.0")}

    assert {cuda: row and row.branch for cuda, row in branches.items()} == {
        "12.2": "535",
        "12.6": None,
        "13.0": "580",
    }

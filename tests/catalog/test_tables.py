"""The tables of facts: their form, their order, and that they agree with each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import pytest
from facts import CATALOG, DATA, PLATFORMS, Table, natural, numbers, own_tables
from packaging.utils import canonicalize_name

TABLES = own_tables()
OWN = {table.kind: table for table in TABLES if table.path.parent == DATA}
PYTHONS = [python.version for python in CATALOG.pythons]
SUITES = {suite.name: suite for suite in CATALOG.suites}
MAJORS = {row.version: row for row in CATALOG.cuda_majors}
TOOLKITS = {row.version: row for row in CATALOG.toolkits}

# What each table is sorted by; what is not here is sorted by its first column.
ORDERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "base": lambda row: numbers(row["python"]),
    "cuda_image": lambda row: numbers(row["cuda"]),
    "cuda_major": lambda row: numbers(row["version"]),
    "driver": lambda row: numbers(row["branch"]),
    "gpu": lambda row: (numbers(row["capability"]), natural(row["name"])),
    "python": lambda row: numbers(row["version"]),
    "release": lambda row: (row["distribution"], numbers(row["version"]), row["platforms"]),
    "toolkit": lambda row: numbers(row["version"]),
}
# Rows of prose, which are paragraphs of their own.
PROSE = {"pitfall"}
# Rows that stand in the order in which they are tried or looked up.
IN_ORDER_OF_PREFERENCE = {
    "compiler",
    "cuda_package",
    "installer",
    "kernels",
    "pitfall",
    "route",
    "variant",
}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_table_says_what_it_is_where_it_was_read_and_when(table: Table) -> None:
    head = table.text.partition("\nsource = ")[0]

    assert re.fullmatch(r"# [^a-z](.|\n# )+\.", head)
    assert table.content["source"].strip()
    assert date.fromisoformat(table.content["as_of"]) <= date.today()


@pytest.mark.parametrize("table", [t for t in TABLES if t.kind not in PROSE], ids=str)
def test_a_table_has_one_row_a_line(table: Table) -> None:
    opening = f"{table.kind} = ["
    block = table.text.partition(f"\n{opening}\n")[2].partition("\n]\n")[0].splitlines()

    assert len(block) == len(table.rows)
    assert [line for line in block if not re.fullmatch(r"    \{.+\},", line)] == []


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t.kind not in IN_ORDER_OF_PREFERENCE], ids=str
)
def test_a_table_is_sorted(table: Table) -> None:
    order = ORDERS.get(table.kind, lambda row: str(next(iter(row.values()))))

    keys = [order(row) for row in table.rows]

    assert keys == sorted(keys)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_table_has_no_row_twice(table: Table) -> None:
    rows = [repr(row) for row in table.rows]

    assert [row for row in rows if rows.count(row) > 1] == []


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("base", ("image",)),
        ("cuda_image", ("cuda",)),
        ("cuda_major", ("version",)),
        ("distribution", ("name",)),
        ("driver", ("branch",)),
        ("gpu", ("name",)),
        ("python", ("version",)),
        ("suite", ("name",)),
        ("system_need", ("distribution",)),
        ("toolkit", ("version",)),
    ],
)
def test_what_a_row_is_looked_up_by_is_there_once(kind: str, columns: tuple[str, ...]) -> None:
    keys = [tuple(row[column].casefold() for column in columns) for row in OWN[kind].rows]

    assert [key for key in keys if keys.count(key) > 1] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_column_is_written_in_its_own_form(table: Table) -> None:
    forms = {
        "as_of": r"\d{4}-\d\d-\d\d",
        "capability": r"\d+\.\d",
        "deletable": r"(\d{4}-\d\d-\d\d)?",
        "digest": r"(sha256:[0-9a-f]{64})?",
        "distribution": r"[a-z0-9]+(-[a-z0-9]+)*",
        "driver": r"\d+(\.\d+)*",
        "end_of_life": r"(\d{4}-\d\d-\d\d)?",
        "glibc": r"2\.\d+",
        "newest": r"\d+(\.\d+)+(\.post\d+)?",
        "released": r"\d{4}-\d\d-\d\d",
        "unconfirmed": r"\S.*[^.]",
        "url": r"https://\S+[^/]",
    }

    for row in table.rows:
        for column, form in forms.items():
            if column in row:
                assert re.fullmatch(form, row[column]), (column, row)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_day_is_one_of_the_calendar(table: Table) -> None:
    days = ("deletable", "end_of_life", "released")

    for day in (row[name] for row in table.rows for name in days if row.get(name)):
        assert date.fromisoformat(day).isoformat() == day


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_row_names_platforms_and_pythons_that_exist(table: Table) -> None:
    for row in table.rows:
        assert set(row.get("platforms", [])) <= PLATFORMS
        for python in row.get("pythons", []):
            assert python in PYTHONS or numbers(python) < numbers(PYTHONS[0]), row


def test_every_suite_of_debian_has_a_base_for_every_python_and_its_glibc() -> None:
    debian = {name for name, suite in SUITES.items() if suite.family == "debian"}

    assert {(base.suite, base.python) for base in CATALOG.bases} == {
        (suite, python) for suite in debian for python in PYTHONS
    }
    assert [b.image for b in CATALOG.bases if b.glibc != SUITES[b.suite].glibc] == []


def test_of_two_suites_for_a_python_the_newer_is_preferred() -> None:
    for python in PYTHONS:
        glibcs = [numbers(base.glibc) for base in CATALOG.bases if base.python == python]
        assert glibcs == sorted(glibcs, reverse=True)


def test_a_suite_has_its_own_python_or_none_that_is_known() -> None:
    assert {suite.python for suite in CATALOG.suites} - {""} <= set(PYTHONS)
    assert {suite.family for suite in CATALOG.suites} == {"debian", "ubuntu"}


def test_a_suite_renames_packages_of_bookworm_alone() -> None:
    assert SUITES["bookworm"].renamed == {}
    for suite in CATALOG.suites:
        assert not set(suite.renamed) & set(suite.renamed.values())


def test_every_toolkit_is_of_a_major_with_a_least_driver_and_came_with_that_or_a_newer_one() -> (
    None
):
    for toolkit in CATALOG.toolkits:
        major = MAJORS[toolkit.version.partition(".")[0]]
        assert toolkit.newest.startswith(f"{toolkit.version}.")
        assert numbers(toolkit.driver) >= numbers(major.driver)


def test_a_newer_major_needs_a_newer_driver_and_a_newer_gpu() -> None:
    floors = [(numbers(row.driver), numbers(row.capability)) for row in CATALOG.cuda_majors]

    assert floors == sorted(floors)
    assert {row.cuda for row in CATALOG.drivers} <= set(MAJORS)


def test_every_image_of_cuda_is_of_a_toolkit_and_stands_on_known_suites() -> None:
    assert [image.cuda for image in CATALOG.cuda_images] == list(TOOLKITS)
    for image in CATALOG.cuda_images:
        assert image.newest.startswith(f"{image.cuda}.")
        assert numbers(image.newest) <= numbers(TOOLKITS[image.cuda].newest)
        assert image.systems
        assert set(image.systems) <= {n for n, s in SUITES.items() if s.family == "ubuntu"}
        assert re.fullmatch(r"cudnn[89]?", image.cudnn)


def test_an_image_of_cuda_has_a_day_of_deletion_where_its_driver_has_an_end() -> None:
    for image in CATALOG.cuda_images:
        driver = CATALOG.driver_of(image.cuda)
        assert bool(image.deletable) == bool(driver and driver.end_of_life), image.cuda
        assert not driver or image.deletable >= driver.end_of_life


def test_every_gpu_is_one_that_some_cuda_computes_on() -> None:
    least = min(numbers(row.capability) for row in CATALOG.cuda_majors)

    assert [gpu.name for gpu in CATALOG.gpus if numbers(gpu.capability) < least] == []


def test_a_family_of_gpus_keeps_together() -> None:
    families = [gpu.family for gpu in CATALOG.gpus]

    assert [family for family, _ in groupby(families)] == list(dict.fromkeys(families))


@pytest.mark.parametrize("need", CATALOG.system_needs, ids=lambda need: need.distribution)
def test_a_need_names_its_packages_sorted_and_says_why(need: Any) -> None:
    packages = (*need.run, *need.build)

    assert need.distribution == canonicalize_name(need.distribution)
    assert packages
    assert [name for name in packages if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name)] == []
    assert (list(need.run), list(need.build)) == (sorted(need.run), sorted(need.build))
    assert re.fullmatch(r"(It|Its|Oracle's) .+\.", need.because)


def test_a_renamed_package_is_one_that_something_needs_or_that_people_ask_for() -> None:
    needed = {name for need in CATALOG.system_needs for name in (*need.run, *need.build)}
    asked_for = {"libasound2", "libgl1-mesa-glx"}

    assert {name for suite in CATALOG.suites for name in suite.renamed} <= needed | asked_for

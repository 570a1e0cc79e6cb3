"""The names of distributions: each row in its form, and no import without a likeliest owner."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources

import pytest
from packaging.utils import canonicalize_name

from mlpack.catalog import Distribution, distributions_of, known_distributions

ROWS = known_distributions()
BY_NAME = {row.name: row for row in ROWS}
SHARED = [m for m, n in Counter(m for row in ROWS for m in row.modules).items() if n > 1]


def names(rows: tuple[Distribution, ...]) -> list[str]:
    return [row.name for row in rows]


def test_a_row_is_a_line_and_the_lines_are_sorted() -> None:
    text = resources.files("mlpack.catalog").joinpath("data/distributions.toml").read_text("utf-8")

    written = re.findall(r'^    \{name = "([^"]+)".*\},$', text, re.MULTILINE)

    assert written == [row.name for row in ROWS]
    assert written == sorted(set(written))


def test_a_row_has_its_normal_name_and_says_nothing_twice() -> None:
    for row in ROWS:
        assert row.name == canonicalize_name(row.name)
        assert row.imports != (row.name.replace("-", "_"),), row
        assert len(set(row.modules)) == len(row.modules), row
        assert all(part.isidentifier() for m in row.modules for part in m.split(".")), row


@pytest.mark.parametrize("module", SHARED)
def test_an_import_of_several_has_them_in_one_order(module: str) -> None:
    found = names(distributions_of(module))

    # each stands after the one before it, so none is claimed twice by oversight
    assert [BY_NAME[name].after for name in found] == ["", *found[:-1]]


def test_to_stand_after_another_is_to_share_an_import_with_it() -> None:
    for row in ROWS:
        assert not row.after or set(row.modules) & set(BY_NAME[row.after].modules), row


def test_a_name_that_a_distribution_is_known_as_is_no_others_name() -> None:
    known_as = [name for row in ROWS for name in row.known_as]

    assert known_as == [canonicalize_name(name) for name in known_as]
    assert len(known_as) == len(set(known_as))
    assert set(known_as) & set(BY_NAME) == set()


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("sklearn.linear_model", ["scikit-learn"]),
        ("numpy", ["numpy"]),
        ("PIL.Image", ["pillow"]),
        ("google.cloud.storage.blob", ["google-cloud-storage"]),
        ("psycopg2", ["psycopg2-binary", "psycopg2"]),
        ("google", []),
        ("my_code", []),
    ],
)
def test_a_module_leads_to_the_distributions_that_have_it(module: str, found: list[str]) -> None:
    assert names(distributions_of(module)) == found

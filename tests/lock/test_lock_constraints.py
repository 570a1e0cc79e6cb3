"""Constraints, days and pins that are kept: what holds a resolution without being asked for."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from local_index import Index
from orders import on_linux, pins, refusal, versions
from packaging.version import Version

from mlpack.lock import Pin

pytestmark = on_linux

knows_days = pytest.mark.skipif(
    Version(version("pip")) < Version("26"), reason="needs pip 26: pip install --upgrade pip"
)


def test_a_constraint_holds_for_what_anything_needs_and_asks_for_nothing(index: Index) -> None:
    made = pins("shop", constraints=("till==1.5", "nowhere==1.0"))

    assert made == (
        Pin("shop", "2.0", (), via=("requirements.in",)),
        Pin("till", "1.5", (), via=("shop",)),
    )


def test_a_constraint_with_a_marker_holds_where_that_does_and_leaves_none(index: Index) -> None:
    constraints = ('Till[x]==1.5 ; sys_platform == "linux"', 'shop==1.0 ; sys_platform == "win32"')

    made = pins("shop", "till", constraints=constraints)

    assert made == (
        Pin("shop", "2.0", (), via=("requirements.in",)),
        Pin("till", "1.5", (), via=("requirements.in", "shop")),
    )


def test_a_constraint_in_a_conflict_is_one_of_its_sides(index: Index) -> None:
    refused = refusal("shop", "till>=2", constraints=('till<2 ; sys_platform == "linux"',))

    assert refused.says == (
        "These cannot be had together: requirements.in asks for till>=2; "
        'constraint asks for till<2 ; sys_platform == "linux".'
    )
    assert refused.hint == "Loosen or drop the version of till that you ask for."


def test_a_constraint_on_who_asks_is_one_of_the_sides(index: Index) -> None:
    refused = refusal("shop", "till>=2", constraints=("shop==1.0",))

    assert refused.says == (
        "These cannot be had together: requirements.in asks for till>=2; "
        "shop 1.0 asks for till<2,>=1; constraint asks for shop==1.0."
    )


def test_a_constraint_that_there_is_no_version_for_is_named_alone(index: Index) -> None:
    refused = refusal("shop", constraints=("till==1.7",))

    assert refused.says == (
        "There is no till==1.7 among the 4 versions on the index (constraint asked for it)."
    )
    assert "has wheels of 1.5, 2.0 and 3.0" in refused.hint


def test_a_constraint_that_has_no_part_in_a_fault_is_not_named(index: Index) -> None:
    constraints = ("till<3", "tilll<3")

    assert refusal("till==1.7", constraints=constraints).says == (
        "There is no till==1.7 among the 4 versions on the index."
    )
    assert refusal("tilll", constraints=constraints).says == (
        "There is no package tilll on the index."
    )


def test_a_kept_pin_of_who_asks_gives_way_too(index: Index) -> None:
    index.add("shop", "3.0", "till>=3")
    kept = (Pin("shop", "2.0", ()), Pin("till", "2.0", ()))

    assert versions("shop", "till==3.0", kept=kept) == {"shop": "3.0", "till": "3.0"}


def test_a_kept_pin_stays_when_another_gives_way(index: Index) -> None:
    index.add("shop", "3.0", "till>=3")
    index.add("bag", "1.0")
    index.add("bag", "2.0")
    kept = (Pin("bag", "1.0", ()), Pin("shop", "2.0", ()))

    assert versions("shop", "bag", "till==3.0", kept=kept) == {
        "bag": "1.0",
        "shop": "3.0",
        "till": "3.0",
    }


def test_a_kept_pin_is_no_side_of_a_conflict(index: Index) -> None:
    refused = refusal("shop==1.0", "till>=2", kept=(Pin("till", "2.0", ()),))

    assert refused.says == (
        "These cannot be had together: requirements.in asks for till>=2; "
        "shop 1.0 asks for till<2,>=1."
    )


def test_a_package_that_is_to_be_upgraded_is_not_kept(index: Index) -> None:
    kept = (Pin("shop", "1.0", ()), Pin("till", "1.0", ()))

    found = versions("shop", "till", kept=kept, upgrade_packages=("Till",))

    assert found == {"shop": "1.0", "till": "1.5"}


@knows_days
def test_what_was_uploaded_after_the_day_is_left_out(index: Index) -> None:
    index.days = dict.fromkeys(index.files, "2026-11-01T23:59:59Z")
    index.days["till-2.0-py3-none-any.whl"] = "2026-11-02T00:00:00Z"

    assert versions("shop", exclude_newer="2026-11-01") == {"shop": "2.0", "till": "1.5"}
    assert versions("shop", exclude_newer="2026-11-02") == {"shop": "2.0", "till": "2.0"}


@knows_days
def test_a_version_of_a_later_day_says_so(index: Index) -> None:
    index.days = dict.fromkeys(index.files, "2026-11-02T00:00:00Z")

    refused = refusal("till==2.0", exclude_newer="2026-11-01")

    assert (refused.says, refused.where) == (
        "Every till==2.0 that is there was uploaded after the day that lock.exclude_newer names.",
        "lock.exclude_newer",
    )


@knows_days
def test_an_index_that_does_not_say_when_is_refused(index: Index) -> None:
    refused = refusal("till", exclude_newer="2026-11-01")

    assert refused.says == (
        f"{index.url}/till/ does not say when its files were uploaded, "
        "so none can be left out by its day."
    )


@pytest.mark.skipif(Version(version("pip")) >= Version("26"), reason="needs an older pip than 26")
def test_a_pip_that_knows_no_days_is_refused(index: Index) -> None:
    refused = refusal("till", exclude_newer="2026-11-01")

    assert refused.says.startswith(f"pip {version('pip')} cannot leave out what was uploaded")
    assert "pip install --upgrade pip" in refused.hint

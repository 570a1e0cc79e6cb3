"""Packages that may be built from source: what is built, under what, and what is not."""

from __future__ import annotations

import pytest
from local_index import Index, source
from orders import HERE, OWN, PLATFORM, on_linux, pins, refusal, versions

from mlpack.lock import Pin, Target
from mlpack.lock.pip_tools.interpreters import number

pytestmark = on_linux

NOWHERE = Target("3.99", PLATFORM)


def test_what_a_source_needs_is_learnt_by_its_build(index: Index) -> None:
    index.add_source("raw", "1.0", source("raw", "1.0", "till<2"))
    heard: list[str] = []

    made = pins("raw", from_source=("raw",), progress=heard.append)

    assert OWN is not None
    assert made == (
        Pin("raw", "1.0", (), via=("requirements.in",)),
        Pin("till", "1.5", (), via=("raw",)),
    )
    assert heard[1:] == [
        f"Running the build of raw-1.0.tar.gz under Python {OWN.full}, to know what it needs"
    ]


def test_a_build_for_a_python_that_is_not_here_says_that_it_may_be_wrong(index: Index) -> None:
    needs = f'till<2; python_version == "{NOWHERE.python}"'
    index.add_source("raw", "1.0", source("raw", "1.0", needs))
    heard: list[str] = []

    made = pins("raw", target=NOWHERE, from_source=("raw",), progress=heard.append)

    assert OWN is not None
    assert [pin.name for pin in made] == ["raw", "till"]
    assert heard[1:] == [
        f"Running the build of raw-1.0.tar.gz under Python {OWN.full}, to know what it needs; "
        f"that may not be what it needs with {NOWHERE}"
    ]


def test_a_wheel_is_taken_where_the_version_has_one(index: Index) -> None:
    index.add_source("till", "3.0", source("till", "3.0", "nowhere"))
    heard: list[str] = []

    made = pins("till", from_source=("till",), progress=heard.append)

    assert made == (Pin("till", "3.0", (), via=("requirements.in",)),)
    assert len(heard) == 1


def test_the_newest_version_counts_though_only_an_older_one_has_a_wheel(index: Index) -> None:
    index.add_source("till", "4.0", source("till", "4.0"))

    assert versions("till", from_source=("till",)) == {"till": "4.0"}
    assert versions("till") == {"till": "3.0"}


def test_source_may_be_allowed_for_all_names_that_begin_alike(index: Index) -> None:
    index.add_source("corp_raw", "1.0", source("corp_raw", "1.0"))

    assert versions("corp-raw", from_source=("corp-*",)) == {"corp-raw": "1.0"}


def test_a_source_archive_by_its_address_is_built_where_that_is_allowed(index: Index) -> None:
    index.add_source("raw", "1.0", source("raw", "1.0", "till<2"))
    address = index.url.replace("/simple", "/files/raw-1.0.tar.gz")

    made = pins(f"raw @ {address}", from_source=("raw",))

    assert made == (
        Pin("raw", "1.0", (), url=address, via=("requirements.in",)),
        Pin("till", "1.5", (), via=("raw",)),
    )


@pytest.mark.parametrize("target", [HERE, NOWHERE], ids=str)
def test_what_nobody_allowed_is_not_run_by_its_address_either(
    index: Index, target: Target, tmp_path_factory: pytest.TempPathFactory
) -> None:
    trace = tmp_path_factory.mktemp("trace") / "it-ran"
    index.add_source("raw", "1.0", source("raw", "1.0", first=f"open({str(trace)!r}, 'w')"))
    address = index.url.replace("/simple", "/files/raw-1.0.tar.gz")
    index.add("bag", "1.0", f"raw @ {address}")

    by_the_person = refusal(f"raw @ {address}", target=target)
    by_a_package = refusal("bag", target=target, from_source=("bag",))

    assert by_the_person.says.startswith("raw has no wheel, only source (raw-1.0.tar.gz)")
    assert by_a_package.says.startswith("raw has no wheel, only source (raw-1.0.tar.gz)")
    assert "bag" in by_a_package.says
    assert not trace.exists()


def test_a_build_that_fails_is_told_by_its_last_word(index: Index) -> None:
    index.add_source("raw", "1.0", source("raw", "1.0", first="raise SystemExit('no compiler')"))

    refused = refusal("raw", from_source=("raw",))

    assert (refused.says, refused.where) == (
        "The build of raw-1.0.tar.gz failed, so what it needs is not known: no compiler",
        "lock.from_source",
    )


def test_a_source_that_is_something_else_than_its_name_says_so(index: Index) -> None:
    index.add_source("raw", "1.0", source("raw", "7.0"))

    assert refusal("raw==1.0", from_source=("raw",)).says == (
        "raw==1.0 has no wheel, and what its source says of itself is something else."
    )


def test_a_build_sees_the_python_that_it_runs_under(index: Index) -> None:
    """And not the target's, though pip is told the target's."""
    index.add("helper", "1.0")
    elsewhere = f"{number(HERE.python)[0]}.{number(HERE.python)[1]}"
    needs = (f'helper; python_version == "{elsewhere}"', 'nowhere; python_version == "3.99"')
    index.add_source("raw", "1.0", source("raw", "1.0", requires=needs))

    assert versions("raw", target=NOWHERE, from_source=("raw",)) == {"raw": "1.0"}
    assert "/files/helper-1.0-py3-none-any.whl" in index.asked

"""What a person is told when the index has no answer; each message whole."""

from __future__ import annotations

import pytest
from local_index import Index
from orders import HERE, on_linux, pins, refusal, versions

pytestmark = on_linux


def test_an_unknown_package_is_named(index: Index) -> None:
    refused = refusal("shop", "tilll")

    assert refused.says == "There is no package tilll on the index."
    assert refused.where == "requirements.in"
    assert refused.hint == (
        "Look at the spelling, or name the index that has it under index: in mlpack.yaml."
    )


def test_an_unknown_package_that_another_needs_is_named_with_it(index: Index) -> None:
    index.add("bag", "1.0", "nowhere")

    assert refusal("bag").says == (
        "There is no package nowhere on the index (bag 1.0 asked for it)."
    )


def test_an_unknown_package_is_answered_with_the_one_that_was_meant(index: Index) -> None:
    assert refusal("pandsa").hint == (
        "Did you mean pandas? If not, look at the spelling, or name the index that has it "
        "under index: in mlpack.yaml."
    )


def test_a_dead_package_by_an_imports_name_is_answered_with_the_living_one(index: Index) -> None:
    index.add_source("sklearn", "0.0")

    refused = refusal("sklearn")

    assert refused.says.startswith("sklearn has no wheel, only source (sklearn-0.0.tar.gz), ")
    assert refused.hint.startswith("Did you mean scikit-learn? If not, allow it by name (lock: ")


def test_a_version_that_does_not_exist_is_answered_with_the_nearest(index: Index) -> None:
    refused = refusal("till==1.7")

    assert refused.says == "There is no till==1.7 among the 4 versions on the index."
    assert refused.hint == f"{HERE} has wheels of 1.5, 2.0 and 3.0."


def test_a_version_for_another_python_says_for_which(index: Index) -> None:
    index.add("till", "4.0", pythons=">=3.98")

    refused = refusal("till==4.0")

    assert refused.says == f"till==4.0 is for Python >=3.98, the image has Python {HERE.python}."
    assert refused.hint == f"{HERE} has wheels of 3.0."


def test_a_version_without_a_wheel_for_the_target_says_so(index: Index) -> None:
    index.add("till", "4.0", tag="cp39-cp39-win_amd64")

    assert refusal("till==4.0").says == f"till==4.0 has no wheel for {HERE}."


def test_a_package_without_any_wheel_gets_a_way_out(index: Index) -> None:
    index.add_source("raw", "1.0")

    refused = refusal("raw")

    assert refused.says == (
        "raw has no wheel, only source (raw-1.0.tar.gz), and source is built where it is allowed "
        "by name alone."
    )
    assert "lock: {from_source: [raw]}" in refused.hint


def test_a_conflict_names_both_sides(index: Index) -> None:
    refused = refusal("shop==2.0", "till==3.0")

    assert refused.says == (
        "These cannot be had together: requirements.in asks for till==3.0; "
        "shop 2.0 asks for till<3,>=1."
    )
    assert refused.hint == "Loosen or drop the version of till that you ask for."


def test_a_conflict_between_two_packages_names_both(index: Index) -> None:
    index.add("bank", "1.0", "till==3.0")

    refused = refusal("shop==2.0", "bank")

    assert refused.says == (
        "These cannot be had together: shop 2.0 asks for till<3,>=1; bank 1.0 asks for till==3.0."
    )


def test_an_index_that_wants_a_password_says_where_to_put_it(index: Index) -> None:
    index.password = "right"

    refused = refusal("shop")

    assert refused.says == (
        "The package index wants a name and a password. requirements.lock is left as it was."
    )
    assert "~/.netrc" in refused.hint


def test_a_wrong_password_is_never_shown(index: Index, machine: pytest.MonkeyPatch) -> None:
    index.password = "right"
    machine.setenv("PIP_INDEX_URL", index.url.replace("//", "//me:wr0ng@"))

    refused = refusal("shop")

    assert "wr0ng" not in f"{refused.says} {refused.hint}"
    assert refused.says.startswith("The package index wants a name and a password.")


def test_the_right_password_reaches_the_index_and_not_the_lock(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    index.password = "right"
    machine.setenv("PIP_INDEX_URL", index.url.replace("//", "//me:right@"))

    assert "right" not in str(pins("shop"))


def test_without_network_the_old_lock_stands(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    machine.setenv("PIP_RETRIES", "0")

    refused = refusal("shop")

    assert refused.says == (
        "The package index could not be reached. requirements.lock is left as it was."
    )


def test_an_extra_that_is_not_there_is_named(index: Index) -> None:
    index.add("web", "1.0", 'till; extra == "fast"')

    refused = refusal("web[fats]")

    assert refused.says == "web 1.0 has no extra fats."
    assert refused.hint == "Look at its spelling, or ask for web alone."


def test_an_extra_that_a_package_asks_for_in_vain_is_its_own_affair(index: Index) -> None:
    index.add("bag", "1.0", "till[none]")

    assert versions("bag") == {"bag": "1.0", "till": "3.0"}

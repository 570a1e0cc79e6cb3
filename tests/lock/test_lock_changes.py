"""What changed between two locks, as a person is told it; each sentence whole."""

from __future__ import annotations

import pytest

from mlpack.lock import Pin
from mlpack.lock.changes import PinChange, changes, summary

A, B, C = ("sha256:" + letter * 64 for letter in "abc")
ADDRESS = "https://files.example/shop-2.0-py3-none-any.whl"


def pin(version: str, *hashes: str, name: str = "shop", **more: object) -> Pin:
    # a version has files of its own, unless a test says which
    return Pin(name, version, hashes or (f"sha256:{version}",), **more)


def said(before: Pin, after: Pin) -> str:
    return "\n".join(change.says for change in changes([before], [after]))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("1.26.4", "2.1.0", "is a major change"),
        ("1.26.4", "1.27", "is a minor change"),
        ("1.26.4", "1.26.5", "is a patch"),
        ("1.26", "1.26.0.1", "is a patch"),
        ("0.9.1", "1.0", "is a major change"),
        ("0.8.4", "0.9.0", "is a minor change, and below 1.0 that may break"),
        ("0.8.4", "0.8.5", "is a patch"),
        ("0.0.4", "0.0.5", "is a patch, and below 0.1 even that may break"),
        ("1.26.4", "2.0.0rc1", "is a major change, to a pre-release"),
        ("2.0.0rc1", "2.0.0rc2", "is a later pre-release of the same version"),
        ("2.0.0rc2", "2.0.0", "is the release after its pre-releases"),
        ("2.0.0", "2.0.0.post1", "is the same release, packaged anew"),
        ("2024.1", "2025.2", "is numbered by date, no promise can be read from it"),
        ("19.3", "2025.2", "is numbered by date, no promise can be read from it"),
        ("24.2", "25.0", "is a major change"),
        ("3.0", "1!1.0", "starts a new count of versions, so the numbers cannot be compared"),
        ("2.1.0", "1.26.4", "is a downgrade, across a major version"),
        ("2.1.0", "2.0.9", "is a downgrade, by a minor version"),
        ("2.1.1", "2.1.0", "is a downgrade, by a patch"),
        ("2.1.0", "2.1.0rc1", "is a downgrade, to a pre-release"),
        ("2.1.0.post1", "2.1.0", "is a downgrade"),
        ("2025.2", "2024.1", "is a downgrade, to an earlier date"),
        ("1!1.0", "3.0", "is a downgrade, to an older count of versions"),
        ("2.13.0", "2.13.0+cpu", "is another build of the same release"),
        ("2.13.0+cu126", "2.13.0+cpu", "is another build of the same release"),
        ("2.13.0+cpu", "2.14.0+cpu", "is a minor change"),
        ("2004d", "2004e", "follows no standard, the numbers do not say how far it goes"),
    ],
)
def test_another_version_says_what_may_be_expected_of_it(
    before: str, after: str, says: str
) -> None:
    assert said(pin(before), pin(after)) == f"shop {before} -> {after} {says}"


def test_a_lock_that_pins_the_same_has_no_changes() -> None:
    before = [pin("1.0", A, B, via=("web",)), pin("2.0", C, name="till")]
    after = [pin("2.0", C, name="till"), pin("1.0.0", B, A, via=("bag",))]

    assert changes(before, after) == ()
    assert summary(changes(before, after)) == "the same packages and files"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ((A,), (A, B), "1 was added"),
        ((A,), (A, B, C), "2 were added"),
        ((A, B), (A,), "1 was withdrawn"),
        ((A, B), (A, C), "1 was added and 1 was withdrawn"),
    ],
)
def test_other_files_of_a_version_are_counted(
    before: tuple[str, ...], after: tuple[str, ...], says: str
) -> None:
    (change,) = changes([pin("2.0", *before)], [pin("2.0", *after)])

    assert change.verb == "changed"
    assert change.says == f"shop 2.0 has other files for the same version: {says}"


def test_a_version_without_one_file_of_before_is_an_alarm() -> None:
    found = changes([pin("2.0", A, B)], [pin("2.0", C)])

    assert found == (
        PinChange(
            "shop",
            "replaced",
            "2.0",
            "2.0",
            "shop 2.0 has entirely other bytes under the same version, not one file is as it was: "
            "find out why before you build",
            may_break=True,
        ),
    )


def test_what_is_new_says_who_needs_it() -> None:
    five = ("a", "b", "c", "d", "e")

    assert [change.says for change in changes([], [pin("1.0")])] == ["shop 1.0 is added"]
    assert [change.says for change in changes([], [pin("1.0", via=("web",))])] == [
        "shop 1.0 is added, web needs it"
    ]
    assert [change.says for change in changes([], [pin("1.0", via=("bag", "web"))])] == [
        "shop 1.0 is added, bag and web need it"
    ]
    assert [change.says for change in changes([], [pin("1.0", via=five)])] == [
        "shop 1.0 is added, a, b, c and 2 more need it"
    ]
    assert [
        change.says for change in changes([], [pin("1.0", via=("requirements.in", "web"))])
    ] == ["shop 1.0 is added, requirements.in asks for it"]


def test_what_is_gone_is_no_longer_needed() -> None:
    found = changes([pin("1.0", via=("web",))], [])

    says = "shop 1.0 is removed, nothing needs it any more"
    assert found == (PinChange("shop", "removed", "1.0", "", says),)


def test_a_file_named_by_its_address_is_told_from_one_of_the_index() -> None:
    of_index, of_address = pin("2.0", A, B), pin("2.0", A, url=ADDRESS)

    assert said(of_index, of_address) == f"shop 2.0 now comes from {ADDRESS}"
    assert said(of_address, of_index) == "shop 2.0 now comes from the index"
    assert said(of_index, pin("2.0", C, url=ADDRESS)) == (
        f"shop 2.0 now comes from {ADDRESS}, and its bytes are others"
    )
    assert said(pin("1.0"), of_address) == (
        f"shop 1.0 -> 2.0 is a major change; it now comes from {ADDRESS}"
    )


def test_an_address_that_does_not_tell_its_version_is_shown_itself() -> None:
    named, other = "https://files.example/shop.whl", "https://files.example/new/shop.whl"

    found = changes([pin("", A, url=named)], [pin("", A, url=other)])

    assert [(change.before, change.after) for change in found] == [(named, other)]


def test_extras_and_the_condition_of_a_pin_are_changes_too() -> None:
    linux, arm = 'sys_platform == "linux"', 'platform_machine == "aarch64"'

    assert said(pin("1.0"), pin("1.0", extras=("web",))) == (
        "shop 1.0 is now installed with the extra web"
    )
    assert said(pin("1.0", extras=("fast", "web")), pin("1.0", extras=("till",))) == (
        "shop 1.0 is now installed with the extra till; "
        "it is now installed without the extras fast and web"
    )
    assert said(pin("1.0"), pin("1.0", marker=linux)) == f"shop 1.0 is now only for {linux}"
    assert said(pin("1.0", marker=linux), pin("1.0")) == f"shop 1.0 is no longer only for {linux}"
    assert said(pin("1.0", marker=linux), pin("1.0", marker=arm)) == (
        f"shop 1.0 is now for {arm}, no longer for {linux}"
    )


def test_a_package_has_one_change_that_says_all_of_it() -> None:
    found = changes([pin("1.0")], [pin("2.0", extras=("web",))])

    says = "shop 1.0 -> 2.0 is a major change; it is now installed with the extra web"
    assert found == (PinChange("shop", "upgraded", "1.0", "2.0", says, "major", may_break=True),)


BEFORE = [
    pin("1.0", name="atlas"),
    pin("2.0", name="bread"),
    pin("1.0", name="cargo"),
    pin("1.0", A, name="delta"),
    pin("0.1", name="eagle"),
    pin("1.0", name="fable"),
    pin("1.0", name="grape"),
]
AFTER = [
    pin("1.1", name="atlas"),
    pin("1.9", name="bread"),
    pin("2.0", name="cargo"),
    pin("1.0", B, name="delta"),
    pin("0.2", name="eagle"),
    pin("1.0+cpu", name="fable"),
    pin("1.0", name="haven"),
]


def test_what_matters_most_stands_first_and_the_rest_by_name() -> None:
    found = changes(BEFORE, AFTER)

    assert [(change.name, change.verb) for change in found] == [
        ("delta", "replaced"),
        ("bread", "downgraded"),
        ("cargo", "upgraded"),
        ("eagle", "upgraded"),
        ("atlas", "upgraded"),
        ("fable", "rebuilt"),
        ("grape", "removed"),
        ("haven", "added"),
    ]
    assert found == changes(BEFORE[::-1], AFTER[::-1])


def test_the_summary_counts_each_kind_and_the_majors_of_it() -> None:
    assert summary(changes(BEFORE, AFTER)) == (
        "1 with entirely other bytes, 3 upgraded (1 major), 1 downgraded (1 major), 1 rebuilt, "
        "1 added, 1 removed"
    )

"""What there is no lock of: uv's reasons in the words of a person."""

from __future__ import annotations

import os

import pytest
from local_index import Index
from uv_orders import HERE, PLATFORM, needs_uv, refusal

from mlpack.lock.wheels import MACHINES

pytestmark = needs_uv

OTHER_MACHINE = next(machine for name, machine in MACHINES.items() if name != PLATFORM)


@pytest.fixture
def shelf(index: Index) -> Index:
    index.add("box", "1.0", "nowhere")
    index.add("bank", "1.0", "till==3.0")
    index.add("late", "1.0", pythons=">=3.99")
    index.add("win", "1.0", tag="cp39-cp39-win_amd64")
    index.add("new", "1.0", tag=f"py3-none-manylinux_2_39_{MACHINES[PLATFORM]}")
    index.add("alien", "1.0", tag=f"py3-none-manylinux_2_17_{OTHER_MACHINE}")
    index.add("web", "1.0", 'till; extra == "fast"')
    index.add("far", "1.0", "till>=7")
    index.add_source("raw", "1.0")
    index.add_source("raw", "2.0")
    return index


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["shop", "tilll"], "There is no package tilll on the index."),
        (["box"], "There is no package nowhere on the index (box asked for it)."),
        (["till==1.7"], "There is no till==1.7 on the index."),
        (["till>9"], "There is no till>9 on the index."),
        (["till ~= 2.1"], "There is no till ~= 2.1 on the index."),
        (["far"], "There is no till>=7 on the index (far asked for it)."),
        (["late==1.0"], f"late==1.0 is for Python >=3.99, the image has Python {HERE.python}."),
        (["win==1.0"], f"win==1.0 has no wheel for {HERE}."),
        (["new==1.0"], f"new==1.0 needs glibc 2.39, the image has {HERE.glibc}."),
        (["alien==1.0"], f"alien==1.0 has no wheel for {HERE}."),
        (["raw"], "raw has no wheel, only source, and source is built where it is allowed"),
        (
            ["shop==2.0", "till==3.0"],
            "These cannot be had together: requirements.in asks for till==3.0; "
            "shop>=2.0 asks for till>=1,<3.",
        ),
        (
            ["shop==2.0", "bank"],
            "These cannot be had together: bank asks for till==3.0; shop>=2.0 asks for till>=1,<3.",
        ),
        (
            ['till >= 2 ; sys_platform == "linux"', "till<2"],
            "These cannot be had together: requirements.in asks for "
            'till >= 2 ; sys_platform == "linux" and till<2.',
        ),
        (["web[fats]"], "web 1.0 has no extra fats."),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_there_is_no_lock_of_is_said_as_with_pip_tools(
    shelf: Index, lines: list[str], says: str
) -> None:
    assert refusal(*lines).says.startswith(says)


@pytest.mark.parametrize(
    ("lines", "constraints", "says"),
    [
        (
            ["till>=2"],
            ['till<2 ; os_name == "posix"'],
            "These cannot be had together: requirements.in asks for till>=2; "
            'constraint asks for till<2 ; os_name == "posix".',
        ),
        (
            ["bank"],
            ["till~=2.0"],
            "These cannot be had together: bank asks for till==3.0; constraint asks for till~=2.0.",
        ),
        (
            ["bank"],
            ["till!=3.0"],
            "These cannot be had together: bank asks for till==3.0; constraint asks for till!=3.0.",
        ),
        (
            ["bank", "shop==2.0"],
            ["till!=1.0", "shop==2.0"],
            "These cannot be had together: bank asks for till==3.0; shop>=2.0 asks for till>=1,<3.",
        ),
        (
            ["shop"],
            ["till==7"],
            "These cannot be had together: constraint asks for till==7; "
            "shop<=1.0 asks for till>=1,<2; shop>=2.0 asks for till>=1,<3.",
        ),
        (["till"], ["till>8"], "There is no till>8 on the index (constraint asked for it)."),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_constraint_that_took_part_is_named(
    shelf: Index, lines: list[str], constraints: list[str], says: str
) -> None:
    assert refusal(*lines, constraints=tuple(constraints)).says == says


def test_what_comes_from_a_place_of_its_own_is_a_side_like_any_other(shelf: Index) -> None:
    refused = refusal("shop==2.0", "till==3.0", packages={"till": shelf.url})

    assert refused.says == (
        "These cannot be had together: requirements.in asks for till==3.0; "
        "shop>=2.0 asks for till>=1,<3."
    )


@pytest.mark.parametrize("status", [429, 503])
def test_an_index_that_fails_is_out_of_reach(
    index: Index, machine: pytest.MonkeyPatch, status: int
) -> None:
    machine.setenv("UV_HTTP_RETRIES", "0")
    index.unknown = status

    assert refusal("nowhere").says == (
        "The package index could not be reached. requirements.lock is left as it was."
    )


def test_what_was_not_foreseen_is_one_line_of_uvs(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("UV_CACHE_DIR", os.devnull)

    refused = refusal("shop")

    assert refused.says.startswith("uv stopped: ")
    assert refused.says.endswith(" requirements.lock is left as it was.")
    assert "\n" not in refused.says

"""The other backend: the same locks as pip-tools makes, and the same words where there is none."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from local_index import Index, served, wheel
from test_lock_cross import add_choices
from test_lock_make import HERE, PLATFORM, inputs, refusal, versions

from mlpack.lock import Difference, Inputs, Target, fingerprint, make, read, verify
from mlpack.lock.uv import Uv, found
from mlpack.lock.wheels import MACHINES

pytestmark = pytest.mark.skipif(
    not (found() and PLATFORM), reason="needs uv: pip install 'mlpack[uv]'; and Linux with glibc"
)
NOWHERE = Target("3.99", PLATFORM, "2.36")


def by_uv(*lines: str, target: Target = HERE) -> Inputs:
    return replace(inputs(*lines, target=target), backend="uv")


def pins(text: str) -> str:
    return text.partition("\n\n")[2]


def test_the_whole_lock_is_pip_tools_own_but_for_who_made_it(index: Index) -> None:
    text = make(by_uv("Shop"))

    assert text == (
        f"# 2 packages for Python {HERE.python} on {HERE.platform} with glibc {HERE.glibc}, "
        "each file known by its hash.\n"
        f"# Renew with `mlpack lock`; made by {Uv().version()}.\n"
        f"# inputs: {fingerprint(by_uv('shop'))}\n"
        "\n"
        "shop==2.0 \\\n"
        f"    --hash={index.hash('shop-2.0-py3-none-any.whl')}\n"
        "    # via requirements.in\n"
        "till==2.0 \\\n"
        f"    --hash={index.hash('till-2.0-py3-none-any.whl')}\n"
        "    # via shop\n"
    )
    assert read(text).backend == "uv"


def test_uv_and_pip_tools_choose_alike_for_a_python_that_is_not_here(index: Index) -> None:
    add_choices(index, NOWHERE)
    index.add("web", "1.0", 'till; extra == "fast"')
    index.add("page", "1.0", "web[fast]", "web")
    index.add_source("web", "1.0")
    index.add_source("web", "2.0")
    index.add("ahead", "1.0")
    index.add("ahead", "2.0rc1")
    lines = ("fast", "page", "web", 'bag ; sys_platform == "linux"', "gone; os_name=='nt'", "ahead")
    index.add("bag", "1.0", "setuptools", 'gone; platform_release >= "20"')
    index.add("setuptools", "80.0")

    ours = make(inputs(*lines, target=NOWHERE))

    assert pins(make(by_uv(*lines, target=NOWHERE))) == pins(ours)
    assert versions(ours) == {
        "ahead": "1.0",
        "bag": "1.0",
        "fast": "2.0",
        "page": "1.0",
        "setuptools": "80.0",
        "shop": "2.0",
        "till": "1.5",
        "web": "1.0",
    }


@pytest.mark.parametrize(
    ("glibc", "fast"), [("2.17", "1.0"), ("2.30", "2.0"), ("2.36", "2.0"), ("2.41", "3.0")]
)
def test_a_wheel_for_a_newer_glibc_than_the_images_is_not_chosen(
    index: Index, glibc: str, fast: str
) -> None:
    for version, needed in (("1.0", "2_17"), ("2.0", "2_28"), ("3.0", "2_39")):
        index.add("fast", version, tag=f"py3-none-manylinux_{needed}_{MACHINES[PLATFORM]}")

    text = make(by_uv("fast", target=Target("3.99", PLATFORM, glibc)))

    assert versions(text) == {"fast": fast}


def test_a_glibc_that_uv_has_no_word_for_is_refused(index: Index) -> None:
    refused = refusal(by_uv("shop", target=Target("3.99", PLATFORM, "2.12")))

    assert refused.says == (
        f"{Uv().version()} cannot lock for Python 3.99 on {PLATFORM} with glibc 2.12."
    )


def test_pins_that_still_fit_are_kept_and_named_ones_renewed(index: Index) -> None:
    before = make(by_uv("shop<2", "till<1.5"))

    kept = make(by_uv("shop", "till"), previous=before)
    renewed = make(by_uv("shop", "till"), previous=before, upgrade_packages=["till"])

    assert versions(kept) == {"shop": "1.0", "till": "1.0"}
    assert versions(renewed) == {"shop": "1.0", "till": "1.5"}


def test_a_wheel_by_its_address_is_pinned_by_its_hash(index: Index) -> None:
    address = index.url.replace("/simple", "/files/shop-1.0-py3-none-any.whl")

    text = make(by_uv(f"shop @ {address}"))

    assert pins(text) == pins(make(inputs(f"shop @ {address}")))
    assert make(by_uv(f"shop @ {address}"), previous=text) == text


def test_the_machines_own_settings_leave_no_trace(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean = make(by_uv("shop"))
    (tmp_path / "till-2.9-py3-none-any.whl").write_bytes(wheel("till", "2.9"))
    (tmp_path / "uv.toml").write_text('resolution = "lowest"\n')
    machine.setenv("UV_CONFIG_FILE", str(tmp_path / "uv.toml"))
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))
    machine.setenv("PIP_EXTRA_INDEX_URL", f"file://{tmp_path}/simple")
    machine.setenv("UV_FIND_LINKS", str(tmp_path))
    machine.setenv("UV_RESOLUTION", "lowest")
    machine.setenv("UV_PRERELEASE", "allow")

    assert make(by_uv("shop")) == clean


def test_options_among_the_lines_mean_what_they_mean_to_pip(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "my wheels").mkdir()
    (tmp_path / "my wheels/own-1.0-py3-none-any.whl").write_bytes(wheel("own", "1.0", "till"))
    (tmp_path / "my wheels/till-4.0rc1-py3-none-any.whl").write_bytes(wheel("till", "4.0rc1"))
    machine.chdir(tmp_path)
    machine.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    lines = ("own", "--find-links=my wheels", f"--index-url {index.url}", "--pre")

    text = make(by_uv(*lines))

    assert versions(text) == {"own": "1.0", "till": "4.0rc1"}
    assert pins(make(inputs(*lines))) == pins(text)
    assert str(tmp_path) not in text


def test_without_an_index_only_folders_count(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "till-9.0-py3-none-any.whl").write_bytes(wheel("till", "9.0"))
    machine.setenv("PIP_NO_INDEX", "1")
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))

    assert versions(make(by_uv("till"))) == {"till": "9.0"}
    assert index.asked == []


def test_the_right_password_reaches_the_index_and_not_the_lock(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    index.password = "right"
    machine.setenv("PIP_INDEX_URL", index.url.replace("//", "//me:right@"))

    assert "right" not in make(by_uv("shop"))


def test_an_index_of_uvs_own_outweighs_pips(index: Index, machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    machine.setenv("UV_DEFAULT_INDEX", index.url)

    assert versions(make(by_uv("till"))) == {"till": "3.0"}


def test_both_backends_agree_where_nothing_differs(index: Index) -> None:
    add_choices(index, NOWHERE)

    assert verify(inputs("fast", "shop", target=NOWHERE)) == ()


def test_a_package_that_they_pin_differently_is_shown_with_both(index: Index) -> None:
    # uv holds a Python against the lower bound of Requires-Python alone, and pip against the whole.
    index.add("late", "1.0")
    index.add("late", "2.0", "till", pythons=">=3.8,<3.99")

    assert verify(inputs("late", target=NOWHERE)) == (
        Difference("late", {"pip-tools": "1.0", "uv": "2.0"}),
        Difference("till", {"pip-tools": "", "uv": "3.0"}),
    )


def test_of_several_indexes_the_best_version_counts_as_with_pip(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    further = Index()
    further.add("till", "2.5")
    with served(further):
        machine.setenv("PIP_EXTRA_INDEX_URL", further.url)

        assert versions(make(by_uv("shop"))) == {"shop": "2.0", "till": "2.5"}
        assert verify(inputs("shop")) == ()


def test_without_uv_the_refusal_says_how_to_have_it(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.setitem(sys.modules, "uv", None)
    machine.setenv("PATH", str(tmp_path))

    refused = refusal(by_uv("shop"))

    assert (refused.exit_code, refused.says) == (5, "There is no uv to lock with.")
    assert refused.hint == "pip install 'mlpack[uv]'"


def test_uv_is_found_on_the_path_where_mlpack_has_none(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "uv").symlink_to(found())
    machine.setitem(sys.modules, "uv", None)
    machine.setenv("PATH", str(tmp_path))

    assert found() == str(tmp_path / "uv")
    assert Uv().version().startswith("uv ")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["shop", "tilll"], "There is no package tilll on the index."),
        (["box"], "There is no package nowhere on the index (box asked for it)."),
        (["till==1.7"], "There is no till==1.7 on the index."),
        (["till>9"], "There is no till>9 on the index."),
        (["late==1.0"], f"late==1.0 is for Python >=3.99, the image has Python {HERE.python}."),
        (["win==1.0"], f"win==1.0 has no wheel for {HERE}."),
        (["new==1.0"], f"new==1.0 needs glibc 2.39, the image has {HERE.glibc}."),
        (["raw"], "raw has no wheel, only source, and what a build of it here would need and give"),
        (
            ["shop==2.0", "till==3.0"],
            "These cannot be had together: requirements.in asks for till==3.0; "
            "shop>=2.0 asks for till>=1,<3.",
        ),
        (
            ["shop==2.0", "bank"],
            "These cannot be had together: bank asks for till==3.0; shop>=2.0 asks for till>=1,<3.",
        ),
        (["web[fats]"], "web 1.0 has no extra fats."),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_there_is_no_lock_of_is_said_as_with_pip_tools(
    index: Index, lines: list[str], says: str
) -> None:
    index.add("box", "1.0", "nowhere")
    index.add("bank", "1.0", "till==3.0")
    index.add("late", "1.0", pythons=">=3.99")
    index.add("win", "1.0", tag="cp39-cp39-win_amd64")
    index.add("new", "1.0", tag=f"py3-none-manylinux_2_39_{MACHINES[PLATFORM]}")
    index.add("web", "1.0", 'till; extra == "fast"')
    index.add_source("raw", "1.0")

    assert refusal(by_uv(*lines)).says.startswith(says)


def test_a_wrong_password_is_asked_for_and_never_shown(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    index.password = "right"
    machine.setenv("PIP_INDEX_URL", index.url.replace("//", "//me:wr0ng@"))

    refused = refusal(by_uv("shop"))

    assert "wr0ng" not in f"{refused.says} {refused.hint}"
    assert refused.says.startswith("The package index wants a name and a password.")


def test_without_network_the_old_lock_stands(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    machine.setenv("PIP_RETRIES", "0")

    assert refusal(by_uv("shop")).says == (
        "The package index could not be reached. requirements.lock is left as it was."
    )


def test_what_was_not_foreseen_is_one_line_of_uvs(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.setenv("UV_CACHE_DIR", os.devnull)

    refused = refusal(by_uv("shop"))

    assert refused.says.startswith("uv stopped: ")
    assert refused.says.endswith(" requirements.lock is left as it was.")
    assert "\n" not in refused.says

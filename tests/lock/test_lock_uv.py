"""The other backend: what uv resolves for a target, and what of this machine has no part in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from local_index import Index, served, wheel
from uv_orders import HERE, NOWHERE, PLATFORM, needs_uv, order, pins, refusal, versions

from mlpack.lock import Pin, Target
from mlpack.lock.model import ignore
from mlpack.lock.uv.backend import Uv, found
from mlpack.lock.wheels import MACHINES, machine

pytestmark = needs_uv


def test_pins_have_no_hashes_and_say_who_asks_for_them(index: Index) -> None:
    assert pins("Shop", "till") == (
        Pin("shop", "2.0", (), via=("requirements.in",)),
        Pin("till", "2.0", (), via=("requirements.in", "shop")),
    )


def test_what_is_asked_for_with_an_extra_and_without_is_one_pin(index: Index) -> None:
    index.add("web", "1.0", 'till; extra == "fast"')
    index.add("page", "1.0", "web[fast]", "web")

    assert pins("page", "web") == (
        Pin("page", "1.0", (), via=("requirements.in",)),
        Pin("till", "3.0", (), via=("web",)),
        Pin("web", "1.0", (), extras=("fast",), via=("page", "requirements.in")),
    )


def test_a_marker_that_holds_is_kept_as_the_person_wrote_it(index: Index) -> None:
    lines = ('till ; sys_platform == "linux" and os_name=="posix"', "gone; os_name == 'nt'")

    marker = 'sys_platform == "linux" and os_name == "posix"'
    assert pins(*lines) == (Pin("till", "3.0", (), marker=marker, via=("requirements.in",)),)


def test_the_target_decides_and_not_the_python_that_runs_uv(index: Index) -> None:
    tag, arch = "cp399", machine(NOWHERE)
    index.add("fast", "1.0")
    index.add("fast", "2.0", 'till<2; python_version == "3.99"', tag=f"{tag}-{tag}-linux_{arch}")
    index.add("fast", "3.0", tag="cp39-cp39-win_amd64")
    index.add("ahead", "1.0")
    index.add("ahead", "2.0rc1")

    assert versions("fast", "ahead", target=NOWHERE) == {
        "ahead": "1.0",
        "fast": "2.0",
        "till": "1.5",
    }


@pytest.mark.parametrize(
    ("glibc", "fast"), [("2.17", "1.0"), ("2.30", "2.0"), ("2.36", "2.0"), ("2.41", "3.0")]
)
def test_a_wheel_for_a_newer_glibc_than_the_images_is_not_chosen(
    index: Index, glibc: str, fast: str
) -> None:
    for version, needed in (("1.0", "2_17"), ("2.0", "2_28"), ("3.0", "2_39")):
        index.add("fast", version, tag=f"py3-none-manylinux_{needed}_{MACHINES[PLATFORM]}")

    assert versions("fast", target=Target("3.99", PLATFORM, glibc)) == {"fast": fast}


def test_a_glibc_that_uv_has_no_word_for_is_refused(index: Index) -> None:
    refused = refusal("shop", target=Target("3.99", PLATFORM, "2.12"))

    assert refused.says == (
        f"{Uv().version()} cannot lock for Python 3.99 on {PLATFORM} with glibc 2.12."
    )


def test_pins_that_still_fit_are_kept_and_named_ones_renewed(index: Index) -> None:
    before = pins("shop<2", "till<1.5")

    assert versions("shop", "till", kept=before) == {"shop": "1.0", "till": "1.0"}
    assert versions("shop", "till>=1.5", kept=before) == {"shop": "1.0", "till": "1.5"}
    assert versions("shop", "till", kept=before, upgrade_packages=("till",)) == {
        "shop": "1.0",
        "till": "1.5",
    }


def test_a_wheel_by_its_address_is_pinned_by_it(index: Index) -> None:
    address = index.url.replace("/simple", "/files/shop-1.0-py3-none-any.whl")

    found = pins(f"shop @ {address}")

    assert found == (
        Pin("shop", "1.0", (), url=address, via=("requirements.in",)),
        Pin("till", "1.5", (), via=("shop",)),
    )
    assert pins(f"shop @ {address}", kept=found) == found


def test_constraints_hold_for_what_is_needed_and_ask_for_nothing(index: Index) -> None:
    constraints = ("till!=2.0,<3", "gone==1.0", 'shop<2 ; os_name == "nt"')

    assert pins("shop", constraints=constraints) == (
        Pin("shop", "2.0", (), via=("requirements.in",)),
        Pin("till", "1.5", (), via=("shop",)),
    )


def test_the_machines_own_settings_leave_no_trace(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean = pins("shop")
    (tmp_path / "till-2.9-py3-none-any.whl").write_bytes(wheel("till", "2.9"))
    (tmp_path / "uv.toml").write_text('resolution = "lowest"\n')
    (tmp_path / "till.txt").write_text("till<2\n")
    machine.setenv("UV_CONFIG_FILE", str(tmp_path / "uv.toml"))
    machine.setenv("UV_CONSTRAINT", str(tmp_path / "till.txt"))
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))
    machine.setenv("PIP_EXTRA_INDEX_URL", f"file://{tmp_path}/simple")
    machine.setenv("UV_FIND_LINKS", str(tmp_path))
    machine.setenv("UV_RESOLUTION", "lowest")
    machine.setenv("UV_PRERELEASE", "allow")
    machine.setenv("UV_EXCLUDE_NEWER", "2001-01-01")
    machine.setenv("RUST_LOG", "trace")

    assert pins("shop") == clean


def test_an_index_of_uvs_own_outweighs_pips(index: Index, machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    machine.setenv("UV_DEFAULT_INDEX", index.url)

    assert versions("till") == {"till": "3.0"}


def test_of_several_indexes_the_best_version_counts_as_with_pip(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    further = Index()
    further.add("till", "2.5")
    with served(further):
        machine.setenv("PIP_EXTRA_INDEX_URL", further.url)

        assert versions("shop") == {"shop": "2.0", "till": "2.5"}


def test_without_uv_the_refusal_says_how_to_have_it(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.setitem(sys.modules, "uv", None)
    machine.setenv("PATH", str(tmp_path))

    refused = refusal("shop")

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


def test_it_says_what_it_is_at(index: Index) -> None:
    heard: list[str] = []

    Uv().resolve(order("till"), heard.append)

    assert heard == [f"Locking for {HERE} with {Uv().version()}"]
    assert Uv().resolve(order(), ignore) == ()

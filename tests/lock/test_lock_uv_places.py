"""Packages with a place of their own: they come from there, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from local_index import Index, served, wheel
from uv_orders import HERE, Watched, asked_by, needs_uv, pins, refusal, versions

from mlpack.lock import Pin

pytestmark = needs_uv


@pytest.fixture
def own(index: Index) -> Iterator[Index]:
    """A place of its own for `torch`; it has other packages too, which are nobody's business."""
    index.add("torch", "9.0", "till<2")
    index.add("app", "1.0", "torch", "till")
    own = Index()
    own.add("torch", "2.0+cpu", "till")
    own.add("till", "8.0")
    with served(own):
        yield own


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_one_that_is_asked_for_comes_from_its_place_at_once(own: Index, watched: Watched) -> None:
    found = watched.versions("torch", packages={"torch": own.url})

    assert found == {"till": "3.0", "torch": "2.0+cpu"}
    assert len(watched.told) == 1


def test_one_that_others_need_comes_from_its_place(own: Index) -> None:
    assert pins("app", packages={"torch": own.url}) == (
        Pin("app", "1.0", (), via=("requirements.in",)),
        Pin("till", "3.0", (), via=("app", "torch")),
        Pin("torch", "2.0+cpu", (), via=("app",)),
    )


def test_who_asks_is_said_as_without_places(own: Index, index: Index) -> None:
    index.add("vision", "1.0", "torch")

    assert asked_by("app", "torch>=2", "vision", packages={"torch": own.url}) == {
        "app": ("requirements.in",),
        "till": ("app", "torch"),
        "torch": ("app", "requirements.in", "vision"),
        "vision": ("requirements.in",),
    }


def test_where_nobody_meets_one_there_is_one_run(own: Index, watched: Watched) -> None:
    found = watched.versions("shop", packages={"torch": own.url, "corp-*": "http://127.0.0.1:9/s"})

    assert found == {"shop": "2.0", "till": "2.0"}
    assert len(watched.told) == 1
    assert own.asked == []


def test_one_that_is_nowhere_else_is_found(own: Index, index: Index) -> None:
    own.add("hidden", "1.0", "till<3")
    index.add("needy", "1.0", "hidden")

    assert asked_by("needy", packages={"hidden": own.url}) == {
        "hidden": ("needy",),
        "needy": ("requirements.in",),
        "till": ("hidden",),
    }


def test_no_older_version_is_taken_for_what_only_its_place_has(own: Index, index: Index) -> None:
    own.add("torch", "10.0")
    index.add("app", "2.0", "torch>=10")

    assert versions("app", packages={"torch": own.url}) == {"app": "2.0", "torch": "10.0"}


def test_what_was_met_and_is_not_needed_leaves_no_trace(own: Index, index: Index) -> None:
    index.add("app", "2.0", "torch>=20")
    index.add("app", "1.0", "till")
    own.add("torch", "3.0", "till<2")

    assert versions("app", packages={"torch": own.url}) == {"app": "1.0", "till": "3.0"}


def test_what_was_met_and_cannot_be_had_is_in_nobodys_way(own: Index, index: Index) -> None:
    index.add("app", "2.0", "torch>=20")
    index.add("app", "1.0", "till>=3")
    own.add("torch", "3.0", "till<2")
    del own.files["torch-2.0+cpu-py3-none-any.whl"]

    assert versions("app", packages={"torch": own.url}) == {"app": "1.0", "till": "3.0"}


def test_a_pattern_stands_for_every_name_that_begins_so(own: Index, index: Index) -> None:
    own.add("corp_one", "1.0", "corp-two")
    own.add("corp_two", "2.0", "till")
    index.add("corp_two", "9.0")
    index.add("app", "2.0", "corp-one")

    assert versions("app", packages={"corp-*": own.url}) == {
        "app": "2.0",
        "corp-one": "1.0",
        "corp-two": "2.0",
        "till": "3.0",
    }


def test_a_folder_is_a_place_as_well(own: Index, tmp_path: Path) -> None:
    folder = tmp_path / "own, wheels"
    folder.mkdir()
    for name, version in (("torch", "3.0"), ("till", "9.0")):
        (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(wheel(name, version))

    found = versions("app", packages={"torch": str(folder)}, find_links=())

    assert found == {"app": "1.0", "till": "3.0", "torch": "3.0"}


def test_neither_further_indexes_nor_folders_add_to_a_place(own: Index, tmp_path: Path) -> None:
    (tmp_path / "torch-99.0-py3-none-any.whl").write_bytes(wheel("torch", "99.0"))
    further = Index()
    further.add("torch", "98.0")
    with served(further):
        found = versions(
            "app",
            packages={"torch": own.url},
            extra=(further.url,),
            find_links=(str(tmp_path),),
        )

    assert found == {"app": "1.0", "till": "3.0", "torch": "2.0+cpu"}


def test_a_pin_of_what_has_a_place_is_kept(own: Index) -> None:
    before = pins("app", packages={"torch": own.url})
    own.add("torch", "3.0")

    assert pins("app", packages={"torch": own.url}, kept=before) == before


def test_constraints_hold_for_what_has_a_place(own: Index) -> None:
    own.add("torch", "3.0")

    found = versions("app", packages={"torch": own.url}, constraints=("torch!=3.0", "till<2"))

    assert found == {"app": "1.0", "till": "1.5", "torch": "2.0+cpu"}


def test_markers_and_extras_of_what_has_a_place_are_kept(own: Index) -> None:
    own.add("torch", "3.0", 'till; extra == "fast"')

    found = pins('torch[fast]>=2 ; sys_platform == "linux"', packages={"torch": own.url})

    marker = 'sys_platform == "linux"'
    assert found == (
        Pin("till", "3.0", (), via=("torch",)),
        Pin("torch", "3.0", (), marker=marker, extras=("fast",), via=("requirements.in",)),
    )


def test_one_that_is_asked_for_elsewhere_alone_is_not_asked_for(own: Index) -> None:
    lines = ("app", 'torch ; sys_platform == "win32"')

    assert asked_by(*lines, packages={"torch": own.url})["torch"] == ("app",)


def test_an_address_of_a_wheel_outweighs_a_place(own: Index, index: Index) -> None:
    address = index.url.replace("/simple", "/files/torch-9.0-py3-none-any.whl")

    found = versions("app", f"torch @ {address}", packages={"torch": own.url})

    assert found == {"app": "1.0", "till": "1.5", "torch": "9.0"}


def test_nothing_of_the_folders_above_counts(
    own: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "above"\nversion = "0"\n[tool.uv.workspace]\nmembers = ["nowhere"]\n'
    )
    machine.setattr("tempfile.tempdir", str(tmp_path))

    assert versions("torch", packages={"torch": own.url}) == {"till": "3.0", "torch": "2.0+cpu"}


def test_one_that_its_place_lacks_is_said_with_the_place(own: Index) -> None:
    refused = refusal("app", packages={"app": own.url})

    assert (refused.where, refused.says) == (
        "index.packages",
        f"There is no package app at {own.url}.",
    )


def test_a_version_that_its_place_lacks_is_said_with_the_place(own: Index) -> None:
    refused = refusal("torch>4", packages={"torch": own.url})

    assert refused.says == f"There is no torch>4 at {own.url}."
    assert refused.hint == f"{HERE} has wheels of 2.0+cpu."


def test_a_place_out_of_reach_is_named(own: Index, machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_RETRIES", "0")

    refused = refusal("app", packages={"torch": "http://127.0.0.1:9/simple/"})

    assert (refused.where, refused.says) == (
        "index.packages",
        "http://127.0.0.1:9/simple/ could not be reached. requirements.lock is left as it was.",
    )

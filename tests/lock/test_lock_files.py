"""Every file of a pin with its hash, from wherever its package comes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from local_index import Index, wheel

from mlpack.errors import LockFailed
from mlpack.lock.index.files import files_of
from mlpack.lock.model import File, Order, Pin, Target, ignore
from mlpack.lock.text import pins_in
from mlpack.plan import Index as Sources

SHOP = Pin("shop", "1.0", ())
TILL = Pin("till", "1.5", ())
LINUX = "cp312-cp312-manylinux_2_17_x86_64"
TARGET = Target("3.12", "linux/amd64", "2.36")
OLD_STANDS = "requirements.lock is left as it was."
EXAMPLE = Path(__file__).parents[2] / "templates/frameworks/scikit-learn/examples/digits"


def order(*, offline: bool = False, from_source: tuple[str, ...] = (), **sources: object) -> Order:
    return Order((), TARGET, sources=Sources(**sources), from_source=from_source, offline=offline)  # type: ignore[arg-type]


def found(*pins: Pin, **wishes: object) -> Mapping[str, tuple[File, ...]]:
    return files_of(pins, order(**wishes), ignore)  # type: ignore[arg-type]


def refusal(*pins: Pin, **wishes: object) -> LockFailed:
    with pytest.raises(LockFailed) as refused:
        found(*pins, **wishes)
    return refused.value


def served_file(index: Index, name: str, pythons: str = ">=3.8") -> File:
    hashed = index.hash(name).removeprefix("sha256:")
    uploaded = index.uploaded.get(name, "") if index.as_json else ""
    return File(name, f"{index.origin}/files/{name}", hashed, pythons, uploaded)


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_pin_has_every_file_of_its_version_and_of_no_other(
    index: Index, as_json: bool, absolute: bool
) -> None:
    index.as_json, index.absolute = as_json, absolute
    index.add("shop", "1.0", tag="cp312-cp312-win_amd64", pythons=">=3.9,<4")
    index.add("shop", "1.0.1")
    index.add("shop", "1.0.post1")
    index.add_source("shop", "1.0")
    index.uploaded["shop-1.0-py3-none-any.whl"] = "2026-11-01T10:00:00Z"

    files = found(SHOP, TILL)

    assert files == {
        "shop": (
            served_file(index, "shop-1.0-cp312-cp312-win_amd64.whl", ">=3.9,<4"),
            served_file(index, "shop-1.0-py3-none-any.whl"),
            served_file(index, "shop-1.0.tar.gz", ""),
        ),
        "till": (served_file(index, "till-1.5-py3-none-any.whl"),),
    }


def test_without_hashes_only_what_the_target_may_install_is_downloaded(index: Index) -> None:
    index.gives_hashes = False
    index.add("shop", "1.0", tag=LINUX)
    index.add("shop", "1.0", tag="cp311-cp311-manylinux_2_17_x86_64")
    index.add_source("shop", "1.0")
    said: list[str] = []

    files = files_of([SHOP], order(), said.append)

    older, linux, universal, source = files["shop"]
    assert linux == served_file(index, f"shop-1.0-{LINUX}.whl")
    assert universal == served_file(index, "shop-1.0-py3-none-any.whl")
    assert (older.sha256, source.sha256) == ("", "")
    names = sorted([linux.name, universal.name])
    assert sorted(index.asked) == [*(f"/files/{name}" for name in names), "/simple/shop/"]
    assert sorted(said) == [*(f"Hashing {name}" for name in names), "Reading the hashes of shop"]


def test_a_source_archive_is_hashed_where_it_may_be_built(index: Index) -> None:
    index.gives_hashes = False
    index.add_source("corpshop", "1.0")

    files = found(Pin("corpshop", "1.0", ()), from_source=("corp*",))

    assert files["corpshop"] == (served_file(index, "corpshop-1.0.tar.gz", ""),)


def test_a_package_with_a_place_of_its_own_comes_from_there_alone(
    index: Index, other: Index
) -> None:
    other.add("shop", "1.0", "till")
    other.add("till", "1.5", "shop")

    files = found(SHOP, TILL, packages={"sho*": other.url})

    assert files == {
        "shop": (served_file(other, "shop-1.0-py3-none-any.whl"),),
        "till": (served_file(index, "till-1.5-py3-none-any.whl"),),
    }
    assert (index.asked, other.asked) == (["/simple/till/"], ["/simple/shop/"])


def test_a_package_may_come_from_a_folder_of_its_own(index: Index, tmp_path: Path) -> None:
    name = "shop-1.0-py3-none-any.whl"
    (tmp_path / name).write_bytes(body := wheel("shop", "1.0", pythons=">=3.9,<3.13"))

    files = found(SHOP, packages={"shop": str(tmp_path)})

    hashed = sha256(body).hexdigest()
    assert files["shop"] == (File(name, (tmp_path / name).as_uri(), hashed, ">=3.9,<3.13"),)
    assert index.asked == []


def test_of_two_indexes_with_the_same_file_the_first_is_named(index: Index, other: Index) -> None:
    other.files = dict(index.files)
    other.add("shop", "1.0", tag=LINUX)

    files = found(SHOP, extra=(other.url,))

    assert files["shop"] == (
        served_file(index, "shop-1.0-py3-none-any.whl"),
        served_file(other, f"shop-1.0-{LINUX}.whl"),
    )


@pytest.mark.parametrize("first_gives_hashes", [True, False])
def test_two_files_of_one_name_and_different_bytes_are_both_named(
    index: Index, other: Index, first_gives_hashes: bool
) -> None:
    index.gives_hashes = first_gives_hashes
    other.add("shop", "1.0", "something-else")

    files = found(SHOP, extra=(other.url,))

    name = "shop-1.0-py3-none-any.whl"
    assert files["shop"] == (served_file(index, name), served_file(other, name))


def test_a_further_copy_without_a_hash_is_not_downloaded(index: Index, other: Index) -> None:
    other.gives_hashes = False
    other.files = dict(index.files)

    files = found(SHOP, extra=(other.url,))

    assert files["shop"] == (served_file(index, "shop-1.0-py3-none-any.whl"),)
    assert other.asked == ["/simple/shop/"]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_that_was_drawn_back_is_left_out_unless_the_whole_version_was(
    index: Index, as_json: bool
) -> None:
    index.as_json = as_json
    index.add("shop", "1.0", tag=LINUX)
    index.yanked = {f"shop-1.0-{LINUX}.whl": "", "till-1.5-py3-none-any.whl": "it is broken"}

    files = found(SHOP, TILL)

    assert files == {
        "shop": (served_file(index, "shop-1.0-py3-none-any.whl"),),
        "till": (served_file(index, "till-1.5-py3-none-any.whl"),),
    }


def test_folders_and_flat_pages_are_looked_through_as_well(
    index: Index, other: Index, tmp_path: Path
) -> None:
    name = "till-1.5-py2.py3-none-any.whl"
    (tmp_path / name).write_bytes(body := wheel("till", "1.5"))
    (tmp_path / "till-1.6-py3-none-any.whl").write_bytes(b"another version")
    other.add("shop", "1.0", tag=LINUX)

    files = found(SHOP, TILL, find_links=(str(tmp_path), f"{other.origin}/flat/"))

    hashed = sha256(body).hexdigest()
    assert files == {
        "shop": (
            served_file(index, "shop-1.0-py3-none-any.whl"),
            served_file(other, f"shop-1.0-{LINUX}.whl"),
        ),
        "till": (
            served_file(index, "till-1.5-py3-none-any.whl"),
            File(name, (tmp_path / name).as_uri(), hashed, ">=3.8"),
        ),
    }
    assert other.asked == ["/flat/"]


def test_offline_there_are_folders_alone(index: Index, other: Index, tmp_path: Path) -> None:
    name = "shop-1.0-py3-none-any.whl"
    (tmp_path / name).write_bytes(wheel("shop", "1.0"))
    places = {"find_links": (str(tmp_path), f"{other.origin}/flat/"), "extra": (other.url,)}

    assert [file.name for file in found(SHOP, offline=True, **places)["shop"]] == [name]
    assert refusal(TILL, offline=True, **places).says == (
        f"till 1.5 is in none of the folders to lock from. {OLD_STANDS}"
    )
    assert (index.asked, other.asked) == ([], [])


def test_where_pip_is_to_ask_no_index_its_own_folders_are_all(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "shop-1.0-py3-none-any.whl").write_bytes(wheel("shop", "1.0"))
    machine.setenv("PIP_NO_INDEX", "1")
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))

    assert [file.name for file in found(SHOP)["shop"]] == ["shop-1.0-py3-none-any.whl"]
    assert index.asked == []


def test_a_folder_that_is_not_there_is_named(index: Index, tmp_path: Path) -> None:
    refused = refusal(SHOP, find_links=(str(tmp_path / "wheels"),))

    assert refused.says == f"There is no {tmp_path / 'wheels'} to take wheels from. {OLD_STANDS}"


def test_a_page_of_wheels_that_is_not_there_is_named(index: Index) -> None:
    page = f"{index.origin}/nowhere/"

    assert refusal(SHOP, find_links=(page,)).says == (
        f"There is no page {page}: it answers 404. {OLD_STANDS}"
    )


def test_an_index_may_be_files_on_this_machine(machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "simple" / "shop" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text('<a href="../../files/shop-1.0-py3-none-any.whl">it</a>')
    file = tmp_path / "files" / "shop-1.0-py3-none-any.whl"
    file.parent.mkdir()
    file.write_bytes(body := wheel("shop", "1.0"))
    machine.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())

    hashed = sha256(body).hexdigest()
    assert found(SHOP)["shop"] == (File(file.name, file.as_uri(), hashed, ">=3.8"),)


def test_the_projects_index_outweighs_the_machines(index: Index, other: Index) -> None:
    other.add("shop", "1.0", "till")

    assert found(SHOP, url=other.url)["shop"] == (served_file(other, "shop-1.0-py3-none-any.whl"),)
    assert index.asked == []


def test_uvs_own_word_for_the_index_outweighs_pips(
    index: Index, other: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("UV_DEFAULT_INDEX", other.url)
    other.add("shop", "1.0", "till")

    assert found(SHOP)["shop"] == (served_file(other, "shop-1.0-py3-none-any.whl"),)


def test_pins_that_are_gone_are_all_named(index: Index) -> None:
    refused = refusal(SHOP, Pin("till", "9.9", ()), Pin("nothing", "1.0", ()))

    assert refused.says == f"till 9.9 and nothing 1.0 are not on their index any more. {OLD_STANDS}"
    assert refused.hint == (
        "`mlpack lock --upgrade-package till --upgrade-package nothing` takes another version."
    )


def test_a_wheel_by_its_address_is_hashed(index: Index) -> None:
    name = "shop-1.0-py3-none-any.whl"
    url = f"{index.origin}/files/{name}"
    fragment = index.hash(name).replace(":", "=")

    expected = {"shop": (served_file(index, name),)}
    assert found(Pin("shop", "1.0", (), url=url)) == expected
    assert found(Pin("shop", "1.0", (), url=f"{url}#{fragment}")) == expected
    assert refusal(Pin("shop", "1.0", (), url=f"{url}#sha256={'0' * 64}")).says == (
        f"{url} has other bytes than its #sha256= says. {OLD_STANDS}"
    )
    assert refusal(Pin("shop", "1.0", (), url=f"{url}x")).says == (
        f"{url}x is not to be had: it answers 404. {OLD_STANDS}"
    )
    assert refusal(Pin("shop", "1.0", (), url=url), offline=True).says == (
        f"{url} cannot be had without a network. {OLD_STANDS}"
    )


def test_nothing_is_asked_for_no_pins(index: Index) -> None:
    assert found() == {}
    assert index.asked == []


@pytest.mark.network
def test_the_real_index_gives_the_hashes_that_pip_tools_found(
    machine: pytest.MonkeyPatch,
) -> None:
    machine.delenv("PIP_CONFIG_FILE")
    locked = list(pins_in((EXAMPLE / "requirements.lock").read_text("utf-8")))

    files = found(*(Pin(pin.name, pin.version, ()) for pin in locked))

    wheels = {
        name: {f"sha256:{file.sha256}" for file in some if file.name.endswith(".whl")}
        for name, some in files.items()
    }
    assert wheels == {pin.name: set(pin.hashes) for pin in locked}

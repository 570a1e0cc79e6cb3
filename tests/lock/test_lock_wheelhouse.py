"""A folder of wheels to build an image from: filled, filled again, and held against the pins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from local_index import Index, wheel

from mlpack.errors import LockFailed
from mlpack.lock.index.files import files_of
from mlpack.lock.index.wheelhouse import collect, missing
from mlpack.lock.model import Order, Pin, Target, ignore
from mlpack.plan import Index as Sources
from mlpack.plan.model import Installer

TARGET = Target("3.12", "linux/amd64", "2.36")
ARM = Target("3.12", "linux/arm64", "2.36")
LINUX = "cp312-cp312-manylinux_2_17_x86_64"
LINUX_ON_ARM = "cp312-cp312-manylinux_2_17_aarch64"
SHOP, TILL = "shop-1.0-py3-none-any.whl", "till-1.5-py3-none-any.whl"
TOOL, TOOL_ON_ARM = (f"tool-3.0-py3-none-manylinux_2_17_{m}.whl" for m in ("x86_64", "aarch64"))


@pytest.fixture(autouse=True)
def tool(index: Index) -> Installer:
    """What the build stage installs with, a wheel for each architecture."""
    for name in (TOOL, TOOL_ON_ARM):
        index.add("tool", "3.0", tag=name.removeprefix("tool-3.0-").removesuffix(".whl"))
    return Installer("tool", "3.0", (index.hash(TOOL), index.hash(TOOL_ON_ARM)))


def pins(order: Order, *wishes: tuple[str, str]) -> list[Pin]:
    """Pins with the hashes that the index gives for all of their files."""
    files = files_of([Pin(name, version, ()) for name, version in wishes], order, ignore)
    return [
        Pin(name, version, tuple(f"sha256:{file.sha256}" for file in files[name]))
        for name, version in wishes
    ]


def filled(
    folder: Path,
    tool: Installer,
    *wishes: tuple[str, str],
    target: Target = TARGET,
    said: list[str] | None = None,
    **sources: object,
) -> tuple[str, ...]:
    order = Order((), target, sources=Sources(**sources))  # type: ignore[arg-type]
    chosen = pins(order, *wishes)
    return collect(
        chosen,
        files_of(chosen, order, ignore),
        folder=folder,
        target=target,
        installer=tool,
        order=order,
        progress=ignore if said is None else said.append,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was written; a file that takes another's place is another file."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_each_pin_and_the_installer_have_the_one_wheel_that_is_installed(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.add("shop", "1.0", tag=LINUX)
    index.add("shop", "1.0", tag="cp312-abi3-manylinux_2_17_x86_64")
    index.add("shop", "1.0", tag=f"{LINUX.replace('2_17', '2_28')}.manylinux_2_30_x86_64")
    index.add("shop", "1.0", tag=LINUX.replace("2_17", "2_37"))
    index.add("shop", "1.0", tag=LINUX_ON_ARM)
    index.add_source("shop", "1.0")
    said: list[str] = []

    strangers = filled(tmp_path / "wheels", tool, ("shop", "1.0"), ("till", "1.5"), said=said)

    newest = "shop-1.0-cp312-cp312-manylinux_2_28_x86_64.manylinux_2_30_x86_64.whl"
    assert contents(tmp_path / "wheels") == {
        name: index.files[name][0] for name in (newest, TILL, TOOL)
    }
    assert strangers == ()
    assert sorted(word for word in said if word.startswith("Collecting")) == sorted(
        f"Collecting {name}" for name in (newest, TILL, TOOL)
    )


def test_of_two_builds_of_a_wheel_the_later_is_taken(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.files["shop-1.0-2-py3-none-any.whl"] = (wheel("shop", "1.0", "till"), "")
    index.files["shop-1.0-10-py3-none-any.whl"] = (wheel("shop", "1.0", "till<3"), "")

    filled(tmp_path, tool, ("shop", "1.0"))

    assert set(contents(tmp_path)) == {"shop-1.0-10-py3-none-any.whl", TOOL}


def test_what_is_there_is_not_downloaded_again(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    filled(tmp_path, tool, ("shop", "1.0"))
    before = written(tmp_path)
    index.asked.clear()

    filled(tmp_path, tool, ("shop", "1.0"))

    assert written(tmp_path) == before
    assert set(index.asked) == {"/simple/shop/"}


def test_wrong_bytes_are_replaced_and_all_else_is_left_alone(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    others = {"till-1.0-py3-none-any.whl": b"an older one", "notes.txt": b"mine"}
    for name, body in {**others, SHOP: b"half a whe"}.items():
        (tmp_path / name).write_bytes(body)

    strangers = filled(tmp_path, tool, ("shop", "1.0"))

    assert strangers == ("till-1.0-py3-none-any.whl",)
    assert contents(tmp_path) == {
        **others,
        **{name: index.files[name][0] for name in (SHOP, TOOL)},
    }


def test_targets_may_share_a_folder(index: Index, tool: Installer, tmp_path: Path) -> None:
    index.add("shop", "1.0", tag=LINUX)
    index.add("shop", "1.0", tag=LINUX_ON_ARM)
    (tmp_path / SHOP).write_bytes(b"of nobody")

    here = filled(tmp_path, tool, ("shop", "1.0"))
    there = filled(tmp_path, tool, ("shop", "1.0"), target=ARM)
    here_again = filled(tmp_path, tool, ("shop", "1.0"))

    mine = [f"shop-1.0-{LINUX}.whl", TOOL]
    other = [f"shop-1.0-{LINUX_ON_ARM}.whl", TOOL_ON_ARM]
    assert set(contents(tmp_path)) == {*mine, *other, SHOP}
    assert (here, there) == ((SHOP,), tuple(sorted([*mine, SHOP])))
    assert set(here_again) & set(there) == {SHOP}


def test_a_wheel_from_a_folder_is_copied(index: Index, tool: Installer, tmp_path: Path) -> None:
    body = wheel("own", "1.0")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own-1.0-py3-none-any.whl").write_bytes(body)

    filled(tmp_path / "wheels", tool, ("own", "1.0"), find_links=(str(tmp_path / "own"),))

    assert contents(tmp_path / "wheels") == {
        "own-1.0-py3-none-any.whl": body,
        TOOL: index.files[TOOL][0],
    }


def test_a_link_to_a_folder_elsewhere_is_followed(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "wheels").symlink_to(tmp_path / "elsewhere")

    filled(tmp_path / "wheels", tool, ("shop", "1.0"))

    assert set(contents(tmp_path / "elsewhere")) == {SHOP, TOOL}


def test_what_has_only_source_is_to_be_built_first(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.add_source("raw", "2.0")
    index.add_source("bare", "1.0")

    with pytest.raises(LockFailed) as refused:
        filled(tmp_path, tool, ("raw", "2.0"), ("shop", "1.0"), ("bare", "1.0"))

    assert refused.value.says == (
        "raw 2.0 and bare 1.0 have no wheel for Python 3.12 on linux/amd64 in the lock, and what "
        "a build from source needs is not in the wheelhouse."
    )
    assert refused.value.hint == (
        "Build a wheel of each first (`pip wheel --no-deps raw==2.0 bare==1.0` in the image's "
        "Python), put it into the folder that index.find_links names, and run `mlpack lock` again."
    )
    assert contents(tmp_path) == {}


def test_a_file_that_is_not_what_it_was_gets_no_place(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.instead[f"/files/{SHOP}"] = b"something else"

    with pytest.raises(LockFailed) as refused:
        filled(tmp_path, tool, ("shop", "1.0"))

    url = f"{index.origin}/files/{SHOP}"
    assert refused.value.says == f"{SHOP} at {url} has other bytes than the lock knows it by."
    assert not [name for name in contents(tmp_path) if name != TOOL]


def test_a_folder_that_cannot_be_written_is_named(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    (tmp_path / "wheels").write_text("a file")

    with pytest.raises(LockFailed) as refused:
        filled(tmp_path / "wheels", tool, ("shop", "1.0"))

    assert refused.value.where == str(tmp_path / "wheels")
    assert refused.value.says == "It cannot be written: file exists."


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full, which Linux has")
def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    from mlpack.lock.index.wheelhouse import _writing

    with pytest.raises(LockFailed) as refused, _writing(tmp_path):
        Path("/dev/full").write_bytes(b"x")

    assert refused.value.says == "The disk is full."


KILLED = """
import sys
from pathlib import Path
from mlpack.lock.index.files import files_of
from mlpack.lock.model import Order, Pin, Target, ignore
from mlpack.lock.index.wheelhouse import collect
from mlpack.plan.model import Installer

folder, digest = sys.argv[1:]
target = Target("3.12", "linux/amd64", "2.36")
order = Order((), target)
shop = Pin("shop", "1.0", (digest,))
files = files_of([shop], order, ignore)
tool = Installer("shop", "1.0", (digest,))
collect([shop], files, folder=Path(folder), target=target, installer=tool, order=order, progress=ignore)
"""


def test_a_kill_leaves_no_half_a_wheel_and_the_next_run_clears_up(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.files[SHOP] = (os.urandom(8 * 2**20), "")
    folder = tmp_path / "wheels"
    index.trickles = 0.02
    running = subprocess.Popen([sys.executable, "-c", KILLED, str(folder), index.hash(SHOP)])
    while not (half := list(folder.glob(f".*.mlpack-tmp/{SHOP}"))) or not half[0].stat().st_size:
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    index.trickles = 0
    assert not (folder / SHOP).exists()

    for path in (half[0], half[0].parent):
        os.utime(path, (0, 0))
    filled(folder, tool, ("shop", "1.0"))

    assert set(contents(folder)) == {SHOP, TOOL}


def test_the_pins_that_a_folder_lacks_are_named(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    locked = pins(Order((), TARGET), ("shop", "1.0"), ("till", "1.5"))
    assert missing(locked, tmp_path / "nowhere", TARGET) == ("shop", "till")

    filled(tmp_path, tool, ("shop", "1.0"), ("till", "1.5"))
    assert missing(locked, tmp_path, TARGET) == ()

    (tmp_path / SHOP).write_bytes(b"damaged")
    assert missing(locked, tmp_path, TARGET) == ("shop",)


def test_a_wheel_for_another_target_is_no_wheel_for_this_one(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    index.add("shop", "1.0", tag=LINUX)
    locked = pins(Order((), TARGET), ("shop", "1.0"))
    filled(tmp_path, tool, ("shop", "1.0"))

    assert missing(locked, tmp_path, TARGET) == ()
    assert missing(locked, tmp_path, ARM) == ("shop",)


def test_a_pin_by_address_is_known_by_its_bytes_alike(
    index: Index, tool: Installer, tmp_path: Path
) -> None:
    locked = [
        replace(pin, url=f"{index.origin}/files/{SHOP}")
        for pin in pins(Order((), TARGET), ("shop", "1.0"))
    ]
    filled(tmp_path, tool, ("shop", "1.0"))

    assert missing(locked, tmp_path, TARGET) == ()

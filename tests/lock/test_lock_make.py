"""Locks made for real, from an index of tiny wheels; no network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from local_index import Index, wheel

from mlpack.errors import LockFailed
from mlpack.kept import new_lock
from mlpack.lock import Inputs, Renewal, Target, fingerprint, make, read, staleness
from mlpack.lock.model import ignore
from mlpack.lock.pip_tools.backend import PipTools
from mlpack.lock.pip_tools.interpreters import ask, places_here
from mlpack.lock.text import digest
from mlpack.lock.wheels import MACHINES
from mlpack.plan import Index as Places
from mlpack.plan import Paragraph

OWN = ask(sys.executable)
PLATFORM = next((name for name, m in MACHINES.items() if OWN and OWN.machine == m), "")
pytestmark = pytest.mark.skipif(
    not (OWN and OWN.glibc and PLATFORM), reason="locks are made on Linux with glibc; run there"
)
HERE = Target(f"{sys.version_info.major}.{sys.version_info.minor}", PLATFORM)


def inputs(*lines: str, target: Target = HERE, backend: str = "pip-tools", **more: Any) -> Inputs:
    return Inputs((Paragraph("a reason", lines, "mlpack.yaml"),), target, backend, **more)


def versions(text: str) -> dict[str, str]:
    return {pin.name: pin.version for pin in read(text).pins}


def refusal(wanted: Inputs, previous: str = "") -> LockFailed:
    with pytest.raises(LockFailed) as refused:
        make(wanted, previous=previous)
    return refused.value


def another_python() -> Target:
    for path in places_here().candidates("3.*[0-9]"):
        found = ask(path)
        target = Target(found.python, PLATFORM) if found else HERE
        if found and target != HERE and found.fits(target):
            return target
    pytest.skip("there is one Python only; install another (pyenv install 3.12) to run this")


def test_the_whole_lock_is_as_a_colleague_would_want_it(index: Index) -> None:
    text = make(inputs("Shop"))

    assert text == (
        f"# 2 packages for Python {HERE.python} on {HERE.platform} with glibc {HERE.glibc}, "
        "each file known by its hash.\n"
        f"# Renew with `mlpack lock`; made by {PipTools().version()}.\n"
        f"# inputs: {fingerprint(inputs('shop'))}\n"
        f"# pins: {digest(read(text).pins)}\n"
        "\n"
        "shop==2.0 \\\n"
        f"    --hash={index.hash('shop-2.0-py3-none-any.whl')}\n"
        "    # via requirements.in\n"
        "till==2.0 \\\n"
        f"    --hash={index.hash('till-2.0-py3-none-any.whl')}\n"
        "    # via shop\n"
    )


def test_the_same_inputs_give_the_same_bytes_in_any_order(index: Index) -> None:
    assert make(inputs("shop", "till<2")) == make(inputs("till<2", "shop"))


def test_hashes_come_from_the_page_and_not_from_downloads(index: Index) -> None:
    index.add("till", "2.0", tag="cp39-cp39-win_amd64")

    text = make(inputs("till==2.0"))

    wheels = ("till-2.0-cp39-cp39-win_amd64.whl", "till-2.0-py3-none-any.whl")
    assert read(text).pins[0].hashes == tuple(sorted(map(index.hash, wheels)))
    assert "/files/till-2.0-cp39-cp39-win_amd64.whl" not in index.asked


def test_a_page_without_hashes_is_hashed_by_download(index: Index) -> None:
    with_page = make(inputs("shop"))
    index.gives_hashes = False

    assert make(inputs("shop")) == with_page


def test_setuptools_is_pinned_like_any_other_package(index: Index) -> None:
    index.add("setuptools", "80.0")
    index.add("old", "1.0", "setuptools")

    assert versions(make(inputs("old"))) == {"old": "1.0", "setuptools": "80.0"}


def test_pins_that_still_fit_are_kept(index: Index) -> None:
    before = make(inputs("shop", "till<2"))

    after = make(inputs("shop"), previous=before)

    assert versions(after) == {"shop": "2.0", "till": "1.5"}
    assert versions(make(inputs("shop"))) == {"shop": "2.0", "till": "2.0"}


def test_a_pin_that_no_longer_fits_gives_way(index: Index) -> None:
    before = make(inputs("shop==2.0"))

    after = make(inputs("shop==1.0"), previous=before)

    assert versions(after) == {"shop": "1.0", "till": "1.5"}


def test_a_lock_made_again_from_itself_is_the_same(index: Index) -> None:
    before = make(inputs("shop", "till<2"))
    index.add("shop", "3.0")

    assert make(inputs("shop", "till<2"), previous=before) == before


def test_upgrade_renews_every_pin(index: Index) -> None:
    before = make(inputs("shop<2", "till<1.5"))

    after = make(inputs("shop", "till"), previous=before, renewal=Renewal(upgrade=True))

    assert versions(after) == {"shop": "2.0", "till": "2.0"}


def test_upgrade_of_one_package_leaves_the_others(index: Index) -> None:
    before = make(inputs("shop<2", "till<1.5"))

    after = make(inputs("shop", "till"), previous=before, renewal=Renewal(packages=("Till",)))

    assert versions(after) == {"shop": "1.0", "till": "1.5"}
    assert after == make(inputs("shop", "till"), previous=after)


@pytest.mark.parametrize("backend", ["pip-tools", "uv"])
def test_upgrade_of_one_package_may_name_its_version(index: Index, backend: str) -> None:
    wanted = inputs("till<3", backend=backend)
    before = make(inputs("till<1.5", backend=backend))

    after = make(wanted, previous=before, renewal=Renewal(packages=("till==1.5",)))
    with pytest.raises(LockFailed) as refused:
        make(wanted, previous=before, renewal=Renewal(packages=("till==3.0",)))

    assert versions(after) == {"till": "1.5"}
    assert refused.value.says == (
        "These cannot be had together: mlpack.yaml asks for till<3; --upgrade-package asks for "
        "till==3.0."
    )


def test_a_package_that_is_not_in_the_lock_cannot_be_upgraded(index: Index) -> None:
    before = make(inputs("shop"))

    with pytest.raises(LockFailed) as refused:
        make(inputs("shop"), previous=before, renewal=Renewal(packages=("shpo",)))

    assert refused.value.says == "shpo is not in requirements.lock, so it cannot be upgraded."
    assert refused.value.hint == "Did you mean shop?"


def test_a_damaged_lock_is_not_built_upon_unless_all_is_renewed(index: Index) -> None:
    damaged = make(inputs("shop")).rpartition("    --hash")[0]

    assert refusal(inputs("shop"), damaged).where.startswith("requirements.lock:")
    assert (
        versions(make(inputs("shop"), previous=damaged, renewal=Renewal(upgrade=True)))["shop"]
        == "2.0"
    )


def test_pins_of_a_lock_that_pip_compile_made_are_kept(index: Index) -> None:
    foreign = (
        "--index-url https://elsewhere.example/simple\n"
        f"till==1.5 \\\n    --hash={index.hash('till-1.5-py3-none-any.whl')}\n"
        "    # via\n    #   -r requirements.in\n    #   till (pyproject.toml)\n"
    )

    with_option = refusal(inputs("shop"), foreign)
    plain = make(inputs("shop"), previous=foreign.partition("\n")[2])

    assert with_option.where == "requirements.lock:1"
    assert versions(plain) == {"shop": "2.0", "till": "1.5"}


def test_a_lock_for_all_platforms_begins_with_the_pins_of_its_own(
    index: Index, tmp_path: Path
) -> None:
    own = f"requirements.{PLATFORM.rpartition('/')[2]}.lock"
    (tmp_path / own).write_text(make(inputs("till<2")))

    made = new_lock(
        tmp_path, "requirements.lock", inputs("till"), renewal=Renewal(), progress=ignore
    )

    assert versions(made.after or "") == {"till": "1.5"}


def test_the_machines_own_wheels_and_extra_indexes_leave_no_trace(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean = make(inputs("shop"))
    for name in ("shop-9.0", "till-2.9"):
        body = wheel(*name.split("-"))
        (tmp_path / f"{name}-py3-none-any.whl").write_bytes(body)
    settings = tmp_path / "pip.conf"
    settings.write_text(
        f"[global]\nfind-links = {tmp_path}\nextra-index-url = file://{tmp_path}/simple\n"
        "pre = true\nno-binary = :all:\nrequire-hashes = true\n"
    )
    machine.setenv("PIP_CONFIG_FILE", str(settings))
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))

    assert make(inputs("shop")) == clean


def test_a_folder_of_wheels_that_the_project_names_is_used_and_not_written_down(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/own-1.0-py3-none-any.whl").write_bytes(wheel("own", "1.0", "till"))
    machine.chdir(tmp_path)

    text = make(inputs("own", index=Places(find_links=("wheels",)), root=tmp_path))

    assert versions(text) == {"own": "1.0", "till": "3.0"}
    assert str(tmp_path) not in text
    assert staleness(text, inputs("own", index=Places(find_links=("wheels",)))) == ""


def test_the_target_may_be_another_python_than_the_one_that_runs_mlpack(index: Index) -> None:
    other = another_python()
    index.add("shop", "2.5", pythons=f"=={HERE.python}.*")
    index.add("shop", "2.4", f'till; python_version == "{other.python}"')

    text = make(inputs("shop", f'till; python_version == "{HERE.python}"', target=other))

    assert text.splitlines()[0] == (
        f"# 2 packages for Python {other.python} on {PLATFORM} with glibc {other.glibc}, "
        "each file known by its hash."
    )
    assert versions(text) == {"shop": "2.4", "till": "3.0"}
    assert versions(make(inputs("shop"))) == {"shop": "2.5"}


def test_wheels_are_chosen_for_the_targets_python(index: Index) -> None:
    other = another_python()
    tag = f"cp{other.python.replace('.', '')}"
    index.add("fast", "1.0")
    index.add("fast", "2.0", tag=f"{tag}-{tag}-manylinux_2_17_{MACHINES[PLATFORM]}")

    assert versions(make(inputs("fast", target=other))) == {"fast": "2.0"}
    assert versions(make(inputs("fast"))) == {"fast": "1.0"}


def test_progress_tells_what_is_done(index: Index) -> None:
    heard: list[str] = []

    make(inputs("till"), progress=heard.append)

    assert OWN is not None
    assert heard == [
        f"Locking for {HERE} with pip-tools under Python {OWN.full}",
        "Reading the hashes of till",
    ]


def test_a_backend_that_there_is_none_of_is_refused(index: Index) -> None:
    refused = refusal(Inputs((), HERE, backend="pip-tool"))

    assert (refused.says, refused.hint) == (
        "mlpack cannot lock with pip-tool.",
        "Did you mean pip-tools?",
    )


def test_a_wheel_that_is_named_by_its_address_is_pinned_by_its_hash(index: Index) -> None:
    address = index.url.replace("/simple", "/files/shop-1.0-py3-none-any.whl")

    text = make(inputs(f"shop @ {address}"))

    shop, till = read(text).pins
    assert (shop.url, shop.version, till.version) == (address, "1.0", "1.5")
    assert shop.hashes == (index.hash("shop-1.0-py3-none-any.whl"),)
    assert make(inputs(f"shop @ {address}"), previous=text) == text


def test_a_wheel_by_its_address_that_does_not_fit_the_target_is_refused() -> None:
    other = "own-1.0-cp399-cp399-manylinux_2_17_x86_64.whl"
    newer = f"own-1.0-py3-none-manylinux_2_39_{MACHINES[PLATFORM]}.whl"

    for_another = refusal(inputs(f"own @ https://a.example/{other}"))
    for_newer_glibc = refusal(inputs(f"own @ https://a.example/{newer}"))

    assert for_another.says == f"{other} is not for {HERE}."
    assert for_newer_glibc.says == (
        f"{newer} is not for {HERE} with glibc {HERE.glibc}: it needs glibc 2.39."
    )


def test_extras_and_markers_of_what_was_asked_for_stay(index: Index) -> None:
    index.add("web", "1.0", 'till; extra == "fast"')

    text = make(inputs('web[fast] ; sys_platform == "linux"', 'gone ; sys_platform == "win32"'))

    assert [line for line in text.splitlines() if "==" in line] == [
        "till==3.0 \\",
        'web[fast]==1.0 ; sys_platform == "linux" \\',
    ]
    assert make(inputs('web[fast] ; sys_platform == "linux"'), previous=text).endswith(
        text.partition("\n\n")[2]
    )

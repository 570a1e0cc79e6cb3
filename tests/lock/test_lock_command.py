"""`mlpack lock` from mlpack.yaml to the files: each story with an index of its own, no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from local_index import Index
from orders import on_linux
from projects import Said, holds, put

pytestmark = on_linux

SERVICE = {
    "scikit-learn": "1.7.2",
    "joblib": "1.5.0",
    "numpy": "2.2.0",
    "fastapi": "0.115.0",
    "httptools": "0.6.4",
    "uvicorn": "0.34.0",
    "uvloop": "0.21.0",
    "orjson": "3.10.0",
    "prometheus-client": "0.21.0",
}
SPEC = """\
name: shop
framework: scikit-learn==1.7.2
python: "3.12"
lock: pip-tools
"""
Mlpack = Callable[..., Said]


@pytest.fixture
def project(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a mlpack.yaml, and an index with what the service needs."""
    for name, version in SERVICE.items():
        index.add(name.replace("-", "_"), version)
    root = tmp_path / "shop-service"
    put(root, {"mlpack.yaml": SPEC})
    monkeypatch.chdir(root)
    return root


def test_a_first_lock_is_created_and_then_up_to_date(project: Path, mlpack: Mlpack) -> None:
    made = mlpack("lock")
    again = mlpack("lock")
    fresh = mlpack("lock", "--check")

    target = "for Python 3.12 on linux/amd64"
    assert (made.code, made.out) == (0, f"  create  requirements.lock  {target}\n")
    assert again.out == f"  same  requirements.lock  {target}\n"
    assert (fresh.code, fresh.out) == (0, f"requirements.lock {target} is up to date.\n")


def test_a_diff_says_in_words_what_would_change_and_writes_nothing(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    put(project, {"mlpack.yaml": SPEC + "requirements: [shop<2]\n"})
    mlpack("lock")
    put(project, {"mlpack.yaml": SPEC + "requirements: [shop]\n"})
    index.add("orjson", "4.0.0")
    before = holds(project)

    said = mlpack("lock", "--diff", "--upgrade")

    assert holds(project) == before
    assert (said.code, said.out.splitlines()) == (
        0,
        [
            "  would update  requirements.lock  for Python 3.12 on linux/amd64",
            "    2 upgraded (2 major)",
            "      shop 1.0 -> 2.0 is a major change",
            "      till 1.5 -> 2.0 is a major change",
        ],
    )


def test_what_a_lock_has_changed_is_said_after_it_was_made(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    mlpack("lock")
    index.add("numpy", "2.2.1")

    said = mlpack("lock", "--upgrade-package", "numpy")

    assert said.out.splitlines()[1:] == [
        "    1 upgraded",
        "      numpy 2.2.0 -> 2.2.1 is a patch",
    ]


def test_a_lock_that_was_edited_by_hand_is_stale_and_made_good(
    project: Path, mlpack: Mlpack
) -> None:
    mlpack("lock")
    good = (project / "requirements.lock").read_text()
    put(project, {"requirements.lock": good.replace("numpy==2.2.0", "numpy==2.2.9")})

    stale = mlpack("lock", "--check")
    mlpack("lock")

    assert stale.code == 1
    assert "its pins were edited by hand, and nothing has resolved them" in stale.out
    assert (project / "requirements.lock").read_text() == good


def test_a_conflict_of_the_service_and_a_file_names_both_by_their_places(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    index.add("fastapi", "0.99.0")
    put(
        project,
        {
            "mlpack.yaml": SPEC + "requirements: requirements.txt\n",
            "requirements.txt": "# ours\nfastapi<0.100\n",
        },
    )

    said = mlpack("lock")

    assert said.code == 5
    assert "serving: fastapi asks for fastapi" in said.err
    assert "requirements.txt:2 asks for fastapi<0.100" in said.err
    assert not (project / "requirements.lock").exists()


def test_every_fault_of_the_files_shows_at_its_place(project: Path, mlpack: Mlpack) -> None:
    put(
        project,
        {
            "mlpack.yaml": SPEC + "requirements:\n  - till\n  - gone.txt\n  - requirements.txt\n",
            "requirements.txt": "till\n-e .\n--index-url https://a.example/simple\n",
        },
    )

    said = mlpack("lock")

    places = [line.split()[0] for line in said.err.splitlines() if line[0] not in " "]
    assert said.code == 3
    assert places == ["mlpack.yaml:7:5", "requirements.txt:2:1", "requirements.txt:3:1"]


def test_constraints_hold_and_ask_for_nothing(project: Path, mlpack: Mlpack) -> None:
    put(
        project,
        {
            "mlpack.yaml": SPEC + "requirements: [shop]\nconstraints: pins.txt\n",
            "pins.txt": "till==1.0\nnumpy==2.2.0\nnever==1.0\n",
        },
    )

    mlpack("lock")

    pinned = (project / "requirements.lock").read_text()
    assert "till==1.0 " in pinned
    assert "never" not in pinned


def test_two_platforms_have_a_lock_each_or_none_is_written(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    two = SPEC + "platforms: [linux/amd64, linux/arm64]\nrequirements: [fast]\n"
    put(project, {"mlpack.yaml": two})
    index.add("fast", "1.0", tag="cp312-cp312-manylinux_2_17_x86_64")

    refused = mlpack("lock")
    none = [path for path in holds(project) if path.endswith(".lock")]
    index.add("fast", "1.0", tag="cp312-cp312-manylinux_2_17_aarch64")
    made = mlpack("lock")

    assert (refused.code, none) == (5, [])
    assert made.out.splitlines() == [
        "  create  requirements.amd64.lock  for Python 3.12 on linux/amd64",
        "  create  requirements.arm64.lock  for Python 3.12 on linux/arm64",
    ]


def test_a_wheelhouse_holds_what_the_lock_pins_and_wants_the_very_installer_of_the_build(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    put(project, {"mlpack.yaml": SPEC + "index: {wheelhouse: wheels}\n"})
    index.add("uv", "0.13.8")

    said = mlpack("lock")

    assert said.code == 5
    assert said.err.startswith("the wheelhouse\n    The build stage installs with uv 0.13.8")


def test_two_questions_at_once_are_refused(project: Path, mlpack: Mlpack) -> None:
    said = mlpack("lock", "--check", "--diff")

    assert (said.code, said.err) == (
        2,
        "--check and --diff are two questions.\n    Ask one at a time.\n",
    )


def test_offline_needs_a_folder_of_wheels(project: Path, index: Index, mlpack: Mlpack) -> None:
    nowhere = mlpack("lock", "--offline")
    put(project, {"mlpack.yaml": SPEC + "index: {find_links: [wheels]}\n"})
    (project / "wheels").mkdir()
    for file, (body, _) in index.files.items():
        (project / "wheels" / file).write_bytes(body)
    index.asked.clear()
    made = mlpack("lock", "--offline")

    assert (nowhere.code, "There is no folder of wheels to lock from." in nowhere.err) == (5, True)
    assert (made.code, index.asked) == (0, [])


def test_a_damaged_lock_is_said_with_the_way_out_and_no_other(
    project: Path, mlpack: Mlpack
) -> None:
    mlpack("lock")
    whole = (project / "requirements.lock").read_text()
    put(project, {"requirements.lock": whole[:-40]})

    said = mlpack("lock", "--check")

    assert said.code == 1
    assert said.out.endswith("or run `mlpack lock --upgrade` to make it anew.\n")
    assert "renews it" not in said.out


def test_a_lock_that_no_platform_has_any_more_is_named(project: Path, mlpack: Mlpack) -> None:
    mlpack("lock")
    put(project, {"mlpack.yaml": SPEC + "platforms: [linux/amd64, linux/arm64]\n"})

    said = mlpack("lock")

    assert "requirements.lock is for no platform of mlpack.yaml: delete it." in said.err


def test_an_empty_name_of_a_folder_is_refused(project: Path, mlpack: Mlpack) -> None:
    said = mlpack("lock", "--wheelhouse", "")

    assert (said.code, said.err) == (
        2,
        "--wheelhouse names no folder.\n    Name one, as in: wheels.\n",
    )

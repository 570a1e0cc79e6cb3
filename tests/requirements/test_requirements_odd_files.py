"""Whatever a named file turns out to be, one line says so, and what would work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from requirement_files import faults, held, lay_out

ITEM = "mlpack.yaml:1:1  requirements[0]  "


def test_a_missing_file_is_answered_with_the_nearest(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"requirements.txt": "", "model.joblib": "", "app/prod.in": ""})

    found = faults(root, "requirments.txt", "app/xyz.txt", "none/a.txt", "pyproject.toml[gpu]")

    assert found == [
        "mlpack.yaml:1:1  requirements[0]  There is no requirments.txt. "
        "Did you mean requirements.txt?",
        "mlpack.yaml:1:1  requirements[1]  There is no app/xyz.txt. There is prod.in.",
        "mlpack.yaml:1:1  requirements[2]  There is no folder none.",
        "mlpack.yaml:1:1  requirements[3]  There is no pyproject.toml. There is requirements.txt.",
    ]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "all.txt").mkdir()

    assert faults(tmp_path, "all.txt") == [f"{ITEM}all.txt is a folder. Name the file in it."]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "all.txt")

    assert faults(tmp_path, "all.txt") == [f"{ITEM}all.txt is not a file."]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system where anybody may link")
def test_links_that_lead_to_each_other_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")

    (found,) = faults(tmp_path, "a.txt")

    assert found.startswith(f"{ITEM}a.txt cannot be read: ")


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(2 * 2**30)

    assert faults(tmp_path, name) == [f"{ITEM}{name} is larger than 8 MiB."]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.txt", b"pandas\nna\xefve\n", "a.txt:2:1 This is not UTF-8 text. Save the file as UTF-8."),
        ("a.txt", "# a\nb # c\x0bd\n", "a.txt:2:1 Holds a control character."),
        ("a.txt", "pandas\n# a\u2028numpy\n", "a.txt:2:1 Holds a control character."),
        ("a.txt", b"\xff\xfep", "a.txt:1:1 This is not UTF-8 text. Save the file as UTF-8."),
        ("a.txt", "#\n" * 200_001, "mlpack.yaml:1:1 a.txt has more than 200000 lines."),
        ("a.txt", "a" * 70_000, "a.txt:1:1 This is longer than 16 KiB."),
        (
            "a.txt",
            f"a ; {'(' * 16_000}",
            f"a.txt:1:1 a ; {'(' * 73}... is not a requirement such as pandas>=2.",
        ),
        ("a.txt", "-r " + "b" * 2000, "a.txt:1:1 This is no path: it holds a control character, or is longer than any path."),
        (
            "pyproject.toml",
            "a = " + "[" * 5000,
            "mlpack.yaml:1:1 pyproject.toml nests too deep to be read.",
        ),
        (
            "pyproject.toml",
            "[project]\nname = \n",
            "pyproject.toml:2:1 This cannot be read as TOML: Invalid value.",
        ),
        (
            "pyproject.toml",
            b"[project]\n# na\xefve\n",
            "pyproject.toml:2:1 This is not UTF-8 text. Save the file as UTF-8.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_text_of_its_kind_is_named_with_its_place(
    tmp_path: Path, name: str, content: str | bytes, fault: str
) -> None:
    place, _, says = fault.partition(" ")

    found = faults(lay_out(tmp_path, {name: content}), name)

    assert found == [f"{place}  requirements[0]  {says}"]


@pytest.mark.parametrize(
    "text",
    [" " * 8_000_000, "a #" + " #" * 4_000_000, "\\\n" * 199_000],
    ids=["blanks", "comments", "continued"],
)
def test_nothing_at_great_length_is_still_nothing(tmp_path: Path, text: str) -> None:
    assert held(lay_out(tmp_path, {"a.txt": text}), "a.txt") == []


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 16_000 + "b",
        "-r a.txt\n" * 100_000,
        "a" + ".-" * 8_000 + "@",
        "x @ " + "://@" * 4_000,
        "-f " + "'\"" * 500_000,
        "a [" + "a," * 8_000,
        "a>=" + "1" * 16_000,
        "a ; " + "os_name=='a' or " * 1_000,
    ],
    ids=["gap", "itself", "name", "addresses", "quotes", "extras", "digits", "marker"],
)
def test_a_line_made_to_hang_its_reader_is_refused(tmp_path: Path, text: str) -> None:
    found = faults(lay_out(tmp_path, {"a.txt": text}), "a.txt")

    assert found[0].startswith("a.txt:1:1  requirements[0]  ")


def test_comments_made_to_hang_the_search_for_a_line_do_not(tmp_path: Path) -> None:
    text = '[project]\ndependencies = ["pandas>>2"]\n# "' + '\\"' * 4_000_000 + "\n"

    assert faults(lay_out(tmp_path, {"pyproject.toml": text}), "pyproject.toml") == [
        "pyproject.toml:2:1  requirements[0]  pandas>>2 is not a requirement such as pandas>=2."
    ]


CONDA = (
    "What conda installs is not what pip does. In that environment, `pip list --format=freeze > "
    "constraints.txt` has the versions: name it under constraints:, and what the model imports "
    "under requirements:."
)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            "uv.lock",
            "uv.lock is a lock. Name it under constraints:, and what model.py imports here, as "
            "in pyproject.toml or pandas>=2.",
        ),
        (
            "requirements.lock",
            "requirements.lock is a lock. Name it under constraints:, and what model.py imports "
            "here, as in pyproject.toml or pandas>=2.",
        ),
        (
            "Pipfile",
            "mlpack does not read Pipfile. `pipenv requirements > constraints.txt` has the "
            "versions: name it under constraints:, and the packages of the Pipfile under "
            "requirements:.",
        ),
        ("conda/environment.yml", f"mlpack does not read environment.yml. {CONDA}"),
        (
            "setup.py",
            "mlpack does not read setup.py. It is known only once it runs, and mlpack runs "
            "nothing. Write install_requires as dependencies under [project] in pyproject.toml.",
        ),
        (
            "Cargo.toml",
            "mlpack does not read Cargo.toml. Name a requirements.txt or a pyproject.toml.",
        ),
        ("requirements.txt[gpu]", "requirements.txt has no extras and no groups: name it alone."),
        (r"app\a.txt", "A path is written with /, as in app/a.txt."),
        (
            r"C:\app\a.txt",
            r"C:\app\a.txt is a path of this machine. Write a relative one, as in ../common.txt.",
        ),
        (
            "a\nb.txt",
            "This is no path: it holds a control character, or is longer than any path.",
        ),
    ],
)
def test_an_item_that_names_no_list_of_requirements_is_refused(
    tmp_path: Path, entry: str, says: str
) -> None:
    assert faults(tmp_path, entry) == [f"{ITEM}{says}"]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            "Pipfile.lock",
            "mlpack does not read Pipfile.lock. `pipenv requirements > constraints.txt`, and name "
            "that under constraints:.",
        ),
        ("conda-lock.yml", f"mlpack does not read conda-lock.yml. {CONDA}"),
        (
            "pyproject.toml",
            "pyproject.toml says what is needed: name it under requirements:.",
        ),
        (
            "numpy<2",
            "mlpack reads no constraints from numpy<2. "
            "Name a uv.lock, poetry.lock, pylock.toml or constraints.txt.",
        ),
        ("uv.lock", "There is no uv.lock."),
    ],
)
def test_an_item_that_names_no_lock_is_refused(tmp_path: Path, entry: str, says: str) -> None:
    assert faults(tmp_path, constraints=[entry]) == [f"mlpack.yaml:1:1  constraints[0]  {says}"]


def test_a_path_of_this_machine_is_answered_with_the_relative_one(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"common.txt": "", "app/mlpack.yaml": ""}) / "app"

    (found,) = faults(root, str(tmp_path / "common.txt"))

    assert found.endswith("is a path of this machine. Write ../common.txt.")

"""What a page tells people to type works as it stands, and prints what the page shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pages import BLOCKS, PAGES, ROOT
from story import Step, levels_of, play, steps_of

_NOT_IN_A_CLONE = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "demo")
_MARKS = {"": (), "network": (pytest.mark.network,), "engine": (pytest.mark.engine,)}


def stories() -> list[object]:
    """A page is played once for each level: with a shell, with the index, with docker."""
    return [
        pytest.param(page, level, id=f"{page}-{level or 'shell'}", marks=_MARKS[level])
        for page in PAGES
        for level in levels_of(page)
    ]


@pytest.mark.parametrize(("page", "level"), stories())
def test_a_page_can_be_typed_as_it_stands(page: str, level: str, tmp_path: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("the page is typed into bash: install it to turn this on")
    if page != "README.md" and level and not shutil.which("python3.11"):
        pytest.skip("the page trains with python3.11: install it to turn this on")
    steps = steps_of(page, level)

    try:
        faults = play(steps, where_the_reader_starts(page, tmp_path))
    finally:
        remove_what_stayed(steps)

    assert not faults, "\n\n".join(faults)


def where_the_reader_starts(page: str, folder: Path) -> Path:
    """The README is read in a clone, a page of the docs anywhere."""
    start = folder / "start"
    if page == "README.md":
        shutil.copytree(ROOT, start, ignore=_NOT_IN_A_CLONE)
    else:
        start.mkdir()
    return start


def remove_what_stayed(steps: list[Step]) -> None:
    """The containers of a story that broke off, and the images of any."""
    for step in steps:
        for name in re.findall(r"--name ([\w-]+)", step.command):
            subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)
        for image in re.findall(r"docker build .*--tag ([\w-]+)", step.command):
            subprocess.run(["docker", "rmi", "--force", image], capture_output=True, check=False)


def test_a_mark_is_one_that_the_tests_know() -> None:
    strange = [
        f"{block.page}:{block.line}: {block.mark}"
        for block in BLOCKS
        if block.mark and block.verb not in {"run", "not run", "file", "from"}
    ]

    assert strange == []


def test_a_block_of_commands_is_run_or_says_why_not() -> None:
    silent = [
        f"{block.page}:{block.line}"
        for block in BLOCKS
        if block.kind in {"sh", "console", "bash", "shell"} and not block.mark
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("said", "shown", "is_fault"),
    [
        ("a\nb\n", "a\nb", False),
        ("a\nb\nc\nd\n", "a\n...\nd", False),
        ("a\nd\n", "a\n...\nd", False),
        ("a\nb\n", "a", True),
        ("axb\n", "a.b", True),
    ],
)
def test_what_is_printed_is_compared_whole(
    said: str, shown: str, is_fault: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "start"
    folder.mkdir()
    (folder / "said").write_text(said, encoding="utf-8")

    faults = play([Step("page:1", "cat said", shown)], folder)

    assert bool(faults) == is_fault


def test_a_command_that_fails_or_is_never_reached_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "start"
    folder.mkdir()

    faults = play(
        [Step("page:1", "false"), Step("page:2", "exit 0"), Step("page:3", "true")], folder
    )

    assert [fault.partition("\n")[0] for fault in faults] == ["page:1", "page:2", "page:3"]

"""Merging with git and without, whatever the person's settings are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from project_folder import everything, generate, holds, put, stamps, tree

from mlpack.write import Choices, Style, compare
from mlpack.write.merge import GitFailed, Merged, merge, merged_by_git, merged_by_us

OLD, NEW, MINE = "a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\ne\n"
CLASH = "a\nb\nc\nd\nmine\n"
MARKED = """\
<<<<<<< yours
A
||||||| the last mlpack output
a
=======
X
>>>>>>> mlpack now
b
c
d
e
"""
REJECTION = """\
--- f\tthe last mlpack output
+++ f\tmlpack now
@@ -2,4 +2,4 @@
 b
 c
 d
-e
+E
"""


@pytest.fixture
def without_git(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))


def test_no_setting_of_git_changes_a_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitconfig").write_text("[merge]\n\tconflictStyle = zdiff3\n[broken")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'not quoted")

    merged = merged_by_git(yours=MINE, last=OLD, now=NEW)

    assert merged == Merged("A\nb\nc\nd\nE\n", conflicts=0)


def test_a_git_that_fails_is_no_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\necho no licence >&2\nexit 255\n")
    git.chmod(git.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/bin")

    with pytest.raises(GitFailed, match="no licence"):
        merged_by_git(yours=MINE, last=OLD, now=NEW)
    assert merge(yours=MINE, last=OLD, now=NEW) == Merged("A\nb\nc\nd\nE\n", conflicts=0)


@pytest.mark.usefixtures("without_git")
def test_without_git_the_merge_is_the_same(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD, "g": OLD})
    put(tmp_path, {"f": MINE, "g": MINE})

    verbs = generate(tmp_path, {"f": NEW, "g": "X\nb\nc\nd\ne\n"})

    assert verbs == {"f": "merge", "g": "conflict"}
    assert holds(tmp_path) == {"f": "A\nb\nc\nd\nE\n", "g": MARKED}


def test_a_conflict_beside_the_file_leaves_it_to_the_byte(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": CLASH})

    first = generate(tmp_path, {"f": NEW}, conflicts="rej")
    second = generate(tmp_path, {"f": NEW}, conflicts="rej")

    assert (first, second) == ({"f": "conflict", "f.rej": "create"}, {"f": "conflict"})
    assert holds(tmp_path) == {"f": CLASH, "f.rej": REJECTION}


@pytest.mark.parametrize("style", ["markers", "rej"])
def test_every_place_of_a_conflict_is_told(tmp_path: Path, style: Style) -> None:
    lines = [str(number) for number in range(20)]
    generate(tmp_path, {"f": "\n".join(lines)})
    put(
        tmp_path,
        {"f": "\n".join(["top", *lines]).replace("\n3\n", "\nmine\n").replace("15", "mine")},
    )
    now = "\n".join(lines).replace("\n3\n", "\nnow\n").replace("15", "now")

    (change, *_) = compare(tree({"f": now}), tmp_path, choices=Choices(conflicts=style))

    assert change.after is not None
    at = [n for n, line in enumerate(change.after.split("\n"), 1) if line.startswith(("mine", "<"))]
    assert change.places == tuple(at if style == "rej" else [at[0], at[2]])


def test_deleting_the_rejection_solves_the_conflict(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": CLASH})
    generate(tmp_path, {"f": NEW}, conflicts="rej")
    (tmp_path / "f.rej").unlink()
    put(tmp_path, {"f": "a\nb\nc\nd\nE and mine\n"})

    assert generate(tmp_path, {"f": NEW}) == {"f": "edited"}
    assert holds(tmp_path) == {"f": "a\nb\nc\nd\nE and mine\n"}


def test_taking_mlpacks_version_removes_the_rejection(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": CLASH})
    generate(tmp_path, {"f": NEW}, conflicts="rej")

    verbs = generate(tmp_path, {"f": NEW}, ["f"])

    assert verbs == {"f": "update", "f.rej": "remove"}
    assert holds(tmp_path) == {"f": NEW}


def test_a_rejection_that_someone_else_left_is_not_touched(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": CLASH, "f.rej": "left by patch\n"})

    assert generate(tmp_path, {"f": NEW}, conflicts="rej") == {"f": "conflict"}
    assert holds(tmp_path) == {"f": CLASH, "f.rej": "left by patch\n"}
    (tmp_path / "f.rej").unlink()
    again = generate(tmp_path, {"f": NEW}, conflicts="rej")
    assert again == {"f": "conflict", "f.rej": "create"}


def test_a_rejection_older_than_the_state_that_was_restored_is_solved_once(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    state = everything(tmp_path)[".mlpack/state.json"]
    put(tmp_path, {"f": CLASH})
    generate(tmp_path, {"f": NEW}, conflicts="rej")
    put(tmp_path, {".mlpack/state.json": state})

    generate(tmp_path, {"f": NEW})
    (tmp_path / "f.rej").unlink()

    assert generate(tmp_path, {"f": NEW}) == {"f": "edited"}


def _text(words: str) -> st.SearchStrategy[str]:
    """Few different lines, so that edits meet; with and without an end to the last one."""
    lines = st.lists(st.sampled_from(words), max_size=8)
    return st.builds(lambda all_, end: "\n".join(all_) + end, lines, st.sampled_from(["\n", ""]))


@st.composite
def _edit(draw: st.DrawFn, text: str) -> str:
    """What a person does to a file: lines go, lines of their own come, line ends change."""
    lines = [line for line in text.split("\n") if draw(st.integers(0, 3))]
    for number in range(draw(st.integers(0, 3))):
        lines.insert(draw(st.integers(0, len(lines))), f"mine {number}")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@st.composite
def _story(draw: st.DrawFn) -> tuple[str, str, str]:
    last = draw(_text("abcdef"))
    return last, draw(_edit(last)), draw(_text("abcdefX"))


@pytest.mark.parametrize("style", ["markers", "rej"])
@pytest.mark.parametrize("has_git", [True, False])
def test_no_line_that_a_person_wrote_is_lost(
    has_git: bool,
    style: Style,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not has_git:
        monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_story())
    @example(("a\nb", "a\nb\nmine 0", "a\nb\nX"))
    @example(("a\n", "mine 0", "X"))
    def holds_for(story: tuple[str, str, str]) -> None:
        root = tmp_path_factory.mktemp("project")
        last, mine, render = story
        generate(root, {"f": last})
        put(root, {"f": mine})

        generate(root, {"f": render}, conflicts=style)

        lines = set(holds(root)["f"].replace("\r\n", "\n").split("\n"))
        wrote = set(mine.replace("\r\n", "\n").split("\n")) - set(last.split("\n"))
        assert wrote <= lines
        before = everything(root), stamps(root)
        again = generate(root, {"f": render}, conflicts=style)
        assert set(again.values()) <= {"same", "edited", "keep", "conflict"}
        after = everything(root), stamps(root)
        assert after == before

    holds_for()


# Like those of a Dockerfile: most differ, some come again.
_LINES = [f"line {number}" for number in range(30)] + ["", "", "", "RUN x \\", "RUN x \\", "    }"]


@st.composite
def _sides(draw: st.DrawFn) -> tuple[str, str, str]:
    numbers = draw(st.lists(st.integers(0, len(_LINES) - 1), unique=True))
    last = [_LINES[number] for number in numbers]
    return "\n".join(draw(_change(last))), "\n".join(last), "\n".join(draw(_change(last)))


@st.composite
def _change(draw: st.DrawFn, last: list[str]) -> list[str]:
    lines = list(last)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines)))
        until = at + draw(st.integers(0, 3))
        come = st.one_of(st.sampled_from(_LINES), st.sampled_from(["new 1", "new 2", "\f", "é\r"]))
        lines[at:until] = draw(st.lists(come, max_size=3))
    return lines


@settings(max_examples=300, deadline=None)
@given(_sides())
def test_our_own_merge_is_gits(sides: tuple[str, str, str]) -> None:
    """To the byte where nothing conflicts; where something does, no line of a side is lost."""
    yours, last, now = sides

    by_git = merged_by_git(yours=yours, last=last, now=now)
    by_us = merged_by_us(yours=yours, last=last, now=now)

    assert bool(by_us.conflicts) == bool(by_git.conflicts)
    if not by_git.conflicts:
        assert by_us == by_git
    came = (set(yours.split("\n")) | set(now.split("\n"))) - set(last.split("\n"))
    assert came <= set(by_us.text.split("\n"))


@given(_sides())
def test_the_same_change_on_both_sides_is_made_once(sides: tuple[str, str, str]) -> None:
    yours, last, _ = sides

    assert merged_by_us(yours=yours, last=last, now=yours) == Merged(yours, conflicts=0)
    assert merged_by_us(yours=yours, last=last, now=last) == Merged(yours, conflicts=0)
    assert merged_by_us(yours=last, last=last, now=yours) == Merged(yours, conflicts=0)

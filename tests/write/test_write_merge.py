"""Merging with git and without, whatever the person's settings are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from project_folder import everything, generate, holds, put, stamps

from mlpack.write.merge import Merged, MergeError, merge

OLD, NEW, MINE = "a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\ne\n"
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

    merged = merge(yours=MINE, last=OLD, now=NEW)

    assert merged == Merged("A\nb\nc\nd\nE\n", has_conflicts=False)


def test_a_git_that_fails_is_no_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\necho no licence >&2\nexit 255\n")
    git.chmod(git.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/bin")

    with pytest.raises(MergeError, match="no licence"):
        merge(yours=MINE, last=OLD, now=NEW)


@pytest.mark.usefixtures("without_git")
def test_without_git_the_file_stays_and_the_change_lies_beside_it(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})

    first = generate(tmp_path, {"f": NEW})
    second = generate(tmp_path, {"f": NEW})

    assert (first, second) == ({"f": "conflict", "f.rej": "create"}, {"f": "conflict"})
    assert holds(tmp_path) == {"f": MINE, "f.rej": REJECTION}


@pytest.mark.usefixtures("without_git")
def test_deleting_the_rejection_solves_the_conflict(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {"f": NEW})
    (tmp_path / "f.rej").unlink()
    put(tmp_path, {"f": "A\nb\nc\nd\nE\n"})

    assert generate(tmp_path, {"f": NEW}) == {"f": "edited"}
    assert holds(tmp_path) == {"f": "A\nb\nc\nd\nE\n"}


@pytest.mark.usefixtures("without_git")
def test_taking_mlpacks_version_removes_the_rejection(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {"f": NEW})

    verbs = generate(tmp_path, {"f": NEW}, ["f"])

    assert verbs == {"f": "update", "f.rej": "remove"}
    assert holds(tmp_path) == {"f": NEW}


@pytest.mark.usefixtures("without_git")
def test_a_rejection_that_someone_else_left_is_not_touched(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE, "f.rej": "left by patch\n"})

    assert generate(tmp_path, {"f": NEW}) == {"f": "conflict"}
    assert holds(tmp_path) == {"f": MINE, "f.rej": "left by patch\n"}
    (tmp_path / "f.rej").unlink()
    assert generate(tmp_path, {"f": NEW}) == {"f": "conflict", "f.rej": "create"}


@pytest.mark.usefixtures("without_git")
def test_a_kill_between_rejection_and_state_is_repaired(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    state = everything(tmp_path)[".mlpack/state.json"]
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {"f": NEW})
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


@pytest.mark.parametrize("has_git", [True, False])
def test_no_line_that_a_person_wrote_is_lost(
    has_git: bool, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_git:
        monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_story())
    @example(("a\nb", "a\nb\nmine 0", "a\nb\nX"))
    @example(("a\n", "mine 0", "X"))
    def holds_for(story: tuple[str, str, str]) -> None:
        root = tmp_path_factory.mktemp("project")
        last, mine, render = story
        generate(root, {"f": last})
        put(root, {"f": mine})

        generate(root, {"f": render})

        lines = set(holds(root)["f"].replace("\r\n", "\n").split("\n"))
        wrote = set(mine.replace("\r\n", "\n").split("\n")) - set(last.split("\n"))
        assert wrote <= lines
        before = everything(root), stamps(root)
        again = generate(root, {"f": render})
        assert set(again.values()) <= {"same", "edited", "keep", "conflict"}
        after = everything(root), stamps(root)
        assert after == before

    holds_for()

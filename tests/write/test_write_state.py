"""The state file: readable by git, repaired by mlpack, refused when damaged."""

from __future__ import annotations

import json
import subprocess
import zlib
from base64 import b64encode
from pathlib import Path

import pytest
from project_folder import everything, generate, holds, put, tree

from mlpack.errors import WriteRefused
from mlpack.tree import File
from mlpack.write import apply, compare
from mlpack.write.pending import announce

STATE, PENDING = ".mlpack/state.json", ".mlpack/pending.json"
HINT = "Restore it from git, or delete it: mlpack then treats each file that differs as yours."


def _packed(text: str, level: int = 9) -> str:
    return b64encode(zlib.compress(text.encode(), level)).decode()


def test_the_state_holds_a_baseline_a_line_and_nothing_of_this_machine(tmp_path: Path) -> None:
    generate(tmp_path, {"b": "2\n", "a": "1\n", "model.py": File("m\n", "seeded")})

    assert everything(tmp_path)[STATE] == (
        "{\n"
        '  "version": 1,\n'
        '  "files": {\n'
        f'    "a": "{_packed("1" + chr(10))}",\n'
        "\n"
        f'    "b": "{_packed("2" + chr(10))}"\n'
        "  },\n"
        '  "seeded": [\n'
        '    "model.py"\n'
        "  ]\n"
        "}\n"
    )


def test_changes_to_neighbouring_files_merge_in_git(tmp_path: Path) -> None:
    texts = []
    for name, files in {"base": "11", "one": "21", "other": "12"}.items():
        generate(tmp_path / name, {"a": files[0], "b": files[1]})
        texts.append(tmp_path / name / STATE)
    base, one, other = texts

    done = subprocess.run(
        ["git", "merge-file", "-p", one, base, other], capture_output=True, check=True
    )

    assert json.loads(done.stdout)["files"] == {
        "a": _packed("2"),
        "b": _packed("2"),
    }


def test_another_zlib_rewrites_only_the_line_that_changes(tmp_path: Path) -> None:
    text = "a line that is long enough to be packed, packed and packed again\n" * 9
    generate(tmp_path, {"a": text, "b": "1\n"})
    theirs = everything(tmp_path)[STATE].replace(_packed(text), _packed(text, level=1))
    assert theirs != everything(tmp_path)[STATE]
    put(tmp_path, {STATE: theirs})

    generate(tmp_path, {"a": text, "b": "1\n"})
    unchanged = everything(tmp_path)[STATE]
    generate(tmp_path, {"a": text, "b": "2\n"})

    assert unchanged == theirs
    expected = theirs.replace(_packed("1\n"), _packed("2\n"))
    assert everything(tmp_path)[STATE] == expected


def test_a_lost_state_makes_each_file_that_differs_yours(tmp_path: Path) -> None:
    generate(tmp_path, {"a": "1\n", "b": "1\n"})
    put(tmp_path, {"b": "mine\n"})
    (tmp_path / STATE).unlink()

    assert generate(tmp_path, {"a": "1\n", "b": "1\n"}) == {"a": "same", "b": "conflict"}
    assert everything(tmp_path)["b"] == "mine\n"


DAMAGED = {
    "cut": ('{"version": 1,\n "files": {', f"{STATE}:2", "It is not JSON, or was cut short."),
    "markers": ("{\n<<<<<<< HEAD\n}", f"{STATE}:2", "It holds conflict markers of git."),
    "list": ("[]", STATE, "It does not hold what mlpack writes there."),
    "no text": ("\0", STATE, "It is not text."),
    "shape": ('{"version": 1, "files": []}', STATE, "It lacks `files` or `seeded`."),
    "base64": (
        '{"version": 1, "files": {"f": "%"}, "seeded": []}',
        STATE, "What it holds of f is damaged.",
    ),
    "zlib": (
        '{"version": 1, "files": {"f": "AAAA"}, "seeded": []}',
        STATE, "What it holds of f is damaged.",
    ),
    "outside": (
        '{"version": 1, "files": {"../f": ""}, "seeded": []}',
        STATE, '"../f" is not a path of this project.',
    ),
    "seeded": (
        '{"version": 1, "files": {}, "seeded": [1]}', STATE, "1 is not a path of this project.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "where", "says"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_is_refused_and_nothing_is_written(
    tmp_path: Path, text: str, where: str, says: str
) -> None:
    put(tmp_path, {STATE: text, "f": "mine\n"})

    with pytest.raises(WriteRefused) as refused:
        generate(tmp_path, {"f": "1\n", "g": "1\n"})

    assert (refused.value.where, refused.value.says) == (where, says)
    assert refused.value.hint == HINT
    assert everything(tmp_path) == {STATE: text, "f": "mine\n"}


def _killed_before_the_state(root: Path, files: dict[str, str]) -> None:
    """A run whose files are all there, and whose state is not."""
    changes = compare(tree(files), root)
    announce(root, [change for change in changes if change.is_move])
    announced, state = everything(root)[PENDING], everything(root).get(STATE)
    apply(changes, root)
    put(root, {PENDING: announced})
    (root / STATE).unlink()
    put(root, {} if state is None else {STATE: state})


def test_what_a_killed_run_wrote_is_known_to_be_mlpacks_own(tmp_path: Path) -> None:
    generate(tmp_path, {"old": "1\n", "f": "1\n"})
    _killed_before_the_state(tmp_path, {"new": "2\n", "f": "2\n"})

    verbs = generate(tmp_path, {"new": "3\n", "f": "1\n"})

    assert verbs == {"new": "update", "f": "update"}
    assert set(everything(tmp_path)) == {"new", "f", STATE}


def test_an_edit_made_after_a_kill_is_kept(tmp_path: Path) -> None:
    generate(tmp_path, {"f": "1\n2\n3\n"})
    _killed_before_the_state(tmp_path, {"f": "one\n2\n3\n"})
    put(tmp_path, {"f": "one\n2\nmine\n"})

    assert generate(tmp_path, {"f": "one\n2\n3\n"}) == {"f": "edited"}
    assert holds(tmp_path) == {"f": "one\n2\nmine\n"}


def test_a_conflict_that_a_killed_run_marked_is_solved_once(tmp_path: Path) -> None:
    generate(tmp_path, {"f": "1\n"})
    put(tmp_path, {"f": "mine\n"})
    _killed_before_the_state(tmp_path, {"f": "2\n"})

    standing = generate(tmp_path, {"f": "2\n"})
    put(tmp_path, {"f": "mine and 2\n"})

    assert standing == {"f": "conflict"}
    assert generate(tmp_path, {"f": "2\n"}) == {"f": "edited"}


def test_a_pending_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    put(tmp_path, {PENDING: '[{"path": "../f"}]', "f": "mine\n"})

    with pytest.raises(WriteRefused) as refused:
        generate(tmp_path, {"f": "1\n"})

    says = "It tells how far an interrupted run came, and cannot be read."
    assert (refused.value.where, refused.value.says) == (PENDING, says)


def test_a_state_of_a_newer_mlpack_asks_for_that(tmp_path: Path) -> None:
    put(tmp_path, {STATE: '{"version": 2}'})

    with pytest.raises(WriteRefused) as refused:
        compare(tree({}), tmp_path)

    assert refused.value.says == "It is of version 2, and this mlpack reads version 1."
    assert refused.value.hint == f"Update mlpack. Or: {HINT}"

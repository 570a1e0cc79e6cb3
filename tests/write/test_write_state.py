"""The state file: readable by git, read for what it still tells, and never a reason to overwrite."""

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
from mlpack.write import compare

STATE, LOCK = ".mlpack/state.json", ".mlpack/lock.json"
MINE, SHOWN = "mine\n", "--- f\tthe file as it is\n+++ f\tmlpack now\n@@ -1 +1 @@\n-mine\n+1\n"


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


def test_without_a_state_nothing_is_overwritten_and_the_difference_is_shown(tmp_path: Path) -> None:
    generate(tmp_path, {"f": "1\n", "g": "1\n"})
    put(tmp_path, {"f": MINE, LOCK: "{}"})
    (tmp_path / STATE).unlink()

    changes = compare(tree({"f": "1\n", "g": "1\n"}), tmp_path)
    first = generate(tmp_path, {"f": "1\n", "g": "1\n"})
    second = generate(tmp_path, {"f": "1\n", "g": "1\n"})
    (tmp_path / "f.rej").unlink()
    third = generate(tmp_path, {"f": "1\n", "g": "1\n"})

    assert {change.path: change.note for change in changes} == {
        STATE: "it is missing, so your edits cannot be told from what mlpack changed",
        "f": "what mlpack wrote last is not known: f.rej holds mlpack's; bring in what you want of "
        "it, then delete it",
        "f.rej": "for f",
        "g": "",
    }
    assert first == {STATE: "create", "f": "conflict", "f.rej": "create", "g": "same"}
    assert second == {"f": "conflict", "g": "same"}
    assert third == {"f": "edited", "g": "same"}
    assert holds(tmp_path) == {"f": MINE, "g": "1\n", LOCK: "{}"}


def test_a_baseline_lost_twice_shows_the_difference_of_the_last_render(tmp_path: Path) -> None:
    generate(tmp_path, {"f": "0\n"})
    put(tmp_path, {"f": MINE, LOCK: "{}"})
    (tmp_path / STATE).unlink()
    generate(tmp_path, {"f": "0\n"})
    (tmp_path / STATE).unlink()

    verbs = generate(tmp_path, {"f": "1\n"})
    shown = holds(tmp_path)
    (tmp_path / "f").unlink()
    (tmp_path / STATE).unlink()
    again = generate(tmp_path, {"f": "1\n"})

    assert verbs == {STATE: "create", "f": "conflict", "f.rej": "update"}
    assert shown == {"f": MINE, "f.rej": SHOWN, LOCK: "{}"}
    assert again == {STATE: "create", "f": "create", "f.rej": "remove"}
    assert holds(tmp_path) == {"f": "1\n", LOCK: "{}"}


def test_where_mlpack_never_was_a_file_is_only_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {"f": MINE})

    assert generate(tmp_path, {"f": "1\n"}) == {"f": "conflict"}
    assert holds(tmp_path) == {"f": MINE}


BAD = '{{"version": 1, "files": {{"f": "{}"}}, "seeded": []}}'
CUT = "it was damaged: what could still be read was taken"
DAMAGED = {
    "cut": ('{"version": 1,\n "files": {', CUT),
    "list": ("[]", CUT),
    "no text": ("\0", CUT),
    "no bytes": ("", CUT),
    "nested": ("[" * 100_000, CUT),
    "shape": ('{"version": 1, "files": []}', CUT),
    "version": ('{"version": "x", "files": 1}', CUT),
    "markers alone": (
        "{\n<<<<<<< HEAD\n}",
        "it held conflict markers of git: both sides were read",
    ),
    "base64": (BAD.format("%"), "what it held of f was damaged"),
    "zlib": (BAD.format("AAAA"), "what it held of f was damaged"),
    "number": (BAD.replace('"{}"', "1").format(), "what it held of f was damaged"),
}


@pytest.mark.parametrize(("text", "says"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_is_said_and_each_file_that_differs_is_shown(
    tmp_path: Path, text: str, says: str
) -> None:
    put(tmp_path, {STATE: text, "f": MINE})

    (state, *_) = compare(tree({"f": "1\n", "g": "1\n"}), tmp_path)
    verbs = generate(tmp_path, {"f": "1\n", "g": "1\n"})

    assert (state.path, state.verb, state.note) == (STATE, "update", says)
    assert verbs == {STATE: "update", "f": "conflict", "f.rej": "create", "g": "create"}
    assert holds(tmp_path) == {"f": MINE, "f.rej": SHOWN, "g": "1\n"}
    assert generate(tmp_path, {"f": "1\n", "g": "1\n"}) == {"f": "conflict", "g": "same"}


def test_a_path_that_leads_out_of_the_project_is_left_out_of_the_state(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    put(tmp_path, {"f": MINE})
    outside = f'{{"version": 1, "files": {{"../f": "{_packed(MINE)}"}}, "seeded": []}}'
    put(tmp_path / "project", {STATE: outside})

    (state,) = compare(tree({}), tmp_path / "project")
    generate(tmp_path / "project", {})

    assert state.note == '"../f" in it is not a path of this project, and was left out'
    assert holds(tmp_path)["f"] == MINE
    assert json.loads(everything(tmp_path / "project")[STATE])["files"] == {}


def test_one_damaged_baseline_leaves_the_others_their_merge(tmp_path: Path) -> None:
    old, mine, new = "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"
    generate(tmp_path, {"f": old, "g": old, "gone": old, "deleted": old, "same": old})
    state = json.loads(everything(tmp_path)[STATE])
    state["files"] |= dict.fromkeys(("f", "gone", "deleted", "same"), "AAAA")
    put(tmp_path, {STATE: json.dumps(state), "f": mine, "g": mine})
    (tmp_path / "deleted").unlink()

    files = {"f": new, "g": new, "deleted": new, "same": old}
    verbs = generate(tmp_path, files)

    assert verbs == {
        STATE: "update", "deleted": "keep", "f": "conflict", "f.rej": "create", "g": "merge",
        "gone": "keep", "same": "same",
    }  # fmt: skip
    assert holds(tmp_path)["f"] == mine
    assert holds(tmp_path)["gone"] == old
    again = {"deleted": "keep", "f": "conflict", "g": "edited", "same": "same"}
    assert generate(tmp_path, files) == again


def _merged_in_git(root: Path, base: dict, one: dict, other: dict, style: str = "merge") -> None:
    """What git leaves of the state file where two branches were generated and then merged."""
    texts = []
    for name, files in {"one": one, "base": base, "other": other}.items():
        generate(root / name, base)
        generate(root / name, files)
        texts.append(root / name / STATE)
    command = ["git", "merge-file", "-p", *(["--diff3"] if style == "diff3" else []), *texts]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode > 0
    for folder in ("one", "base", "other"):
        for path in everything(root / folder):
            (root / folder / path).unlink()
    (root / "project").mkdir(exist_ok=True)
    put(root / "project", {STATE: done.stdout.decode()})


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_a_state_that_git_left_in_conflict_is_read_from_both_sides(
    tmp_path: Path, style: str
) -> None:
    base = {"f": "a\n\nb\n\nc\n", "g": "1\n", "h": "1\n"}
    one = base | {"f": "A\n\nb\n\nc\n", "g": "2\n", "only": "one\n"}
    other = base | {"f": "a\n\nb\n\nC\n", "g": "3\n"}
    _merged_in_git(tmp_path, base, one, other, style)
    root = tmp_path / "project"
    put(root, {"f": "A\n\nmine\n\nC\n", "g": "3\n", "h": "1\n", "only": "one\n"})

    changes = compare(tree({"f": "A\n\nb\n\nC\n", "g": "4\n", "h": "2\n"}), root)
    verbs = generate(root, {"f": "A\n\nb\n\nC\n", "g": "4\n", "h": "2\n"})

    assert changes[0].note == "it held conflict markers of git: both sides were read"
    expected = {STATE: "update", "f": "edited", "g": "update", "h": "update", "only": "remove"}
    assert verbs == expected
    assert holds(root) == {"f": "A\n\nmine\n\nC\n", "g": "4\n", "h": "2\n"}
    assert set(json.loads(everything(root)[STATE])["files"]) == {"f", "g", "h"}


def test_a_state_of_a_newer_mlpack_asks_for_that(tmp_path: Path) -> None:
    put(tmp_path, {STATE: '{"version": 2}'})

    with pytest.raises(WriteRefused) as refused:
        compare(tree({}), tmp_path)

    assert refused.value.says == "It is of version 2, and this mlpack reads version 1."
    assert refused.value.hint == "Update mlpack. Or restore the file from git."

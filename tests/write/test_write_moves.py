"""A file that mlpack gave another path goes there with all that a person made of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from project_folder import everything, generate, holds, put, stamps, tree

from mlpack.tree import File
from mlpack.write import compare, drifted

OLD, NEW, MINE = "a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\ne\n"
BOTH, CLASH = "A\nb\nc\nd\nE\n", "a\nb\nc\nd\nmine\n"


def _renamed(text: str = NEW, ownership: str = "managed", path: str = "new/g") -> dict[str, File]:
    return {path: File(text, ownership, was=("never", "old/f"))}  # type: ignore[arg-type]


def _baselines(root: Path) -> set[str]:
    return set(json.loads(everything(root)[".mlpack/state.json"])["files"])


# name: (on disk at the old path, mlpack's render now) -> (verb at the new path, text there, note)
ROWS = {
    "untouched": (OLD, OLD, "move", OLD, "from old/f"),
    "renewed": (OLD, NEW, "move", NEW, "from old/f"),
    "edited": (MINE, OLD, "move", MINE, "from old/f, with your edits"),
    "merged": (MINE, NEW, "move", BOTH, "from old/f, with your edits"),
    "in CRLF": (
        MINE.replace("\n", "\r\n"), NEW, "move", BOTH.replace("\n", "\r\n"),
        "from old/f, with your edits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_renamed_file_is_moved_with_its_edits_and_its_baseline(
    tmp_path: Path, row: tuple
) -> None:
    disk, render, verb, after, note = row
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": disk})

    changes = compare(tree(_renamed(render)), tmp_path)
    generate(tmp_path, _renamed(render))
    before = stamps(tmp_path)
    again = generate(tmp_path, _renamed(render))

    assert [(c.path, c.verb, c.note) for c in changes] == [
        ("new/g", verb, note),
        ("old/f", "move", "to new/g"),
    ]
    assert drifted(changes)
    assert holds(tmp_path) == {"new/g": after}
    assert not (tmp_path / "old").exists()
    assert _baselines(tmp_path) == {"new/g"}
    assert set(again.values()) <= {"same", "edited"}
    assert stamps(tmp_path) == before


def test_a_move_into_a_conflict_marks_it_at_the_new_path(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": CLASH})

    verbs = generate(tmp_path, _renamed())

    assert verbs == {"new/g": "conflict", "old/f": "move"}
    assert set(holds(tmp_path)) == {"new/g"}
    assert "<<<<<<< yours\nmine\n" in holds(tmp_path)["new/g"]


def test_a_move_into_a_conflict_may_leave_the_file_to_the_byte(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": CLASH})

    verbs = generate(tmp_path, _renamed(), conflicts="rej")

    assert verbs == {"new/g": "conflict", "new/g.rej": "create", "old/f": "move"}
    assert holds(tmp_path)["new/g"] == CLASH
    assert generate(tmp_path, _renamed()) == {"new/g": "conflict"}


def test_a_rejection_that_stands_goes_with_its_file(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": CLASH})
    generate(tmp_path, {"old/f": NEW}, conflicts="rej")
    rejection = holds(tmp_path)["old/f.rej"]

    first = generate(tmp_path, _renamed(), conflicts="rej")
    second = generate(tmp_path, _renamed(), conflicts="rej")

    assert first == {
        "new/g": "conflict", "new/g.rej": "move", "old/f": "move", "old/f.rej": "move",
    }  # fmt: skip
    assert second == {"new/g": "conflict"}
    assert holds(tmp_path) == {"new/g": CLASH, "new/g.rej": rejection}


def test_a_seeded_file_is_moved_as_it_is_whatever_it_holds(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": File(OLD, "seeded")})
    (tmp_path / "old/f").write_bytes(b"\xff\0mine")

    verbs = generate(tmp_path, _renamed(ownership="seeded"))

    assert verbs == {"new/g": "move", "old/f": "move"}
    assert (tmp_path / "new/g").read_bytes() == b"\xff\0mine"
    assert generate(tmp_path, _renamed(ownership="seeded")) == {"new/g": "keep"}


@pytest.mark.parametrize("ownership", ["managed", "seeded"])
def test_a_file_that_was_deleted_stays_deleted_under_its_new_name(
    tmp_path: Path, ownership: str
) -> None:
    generate(tmp_path, {"old/f": File(OLD, ownership)})  # type: ignore[arg-type]
    (tmp_path / "old/f").unlink()

    verbs = generate(tmp_path, _renamed(ownership=ownership))

    assert verbs == {"new/g": "keep", "old/f": "keep"}
    assert generate(tmp_path, _renamed(ownership=ownership)) == {"new/g": "keep"}
    assert holds(tmp_path) == {}
    assert generate(tmp_path, _renamed(ownership=ownership), ["new/g"]) == {"new/g": "create"}


def test_a_file_that_a_person_moved_first_is_merged_where_it_is(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    (tmp_path / "old/f").unlink()
    put(tmp_path, {"new/g": MINE})

    verbs = generate(tmp_path, _renamed())

    assert verbs == {"new/g": "merge", "old/f": "keep"}
    assert holds(tmp_path) == {"new/g": BOTH}
    assert _baselines(tmp_path) == {"new/g"}


def test_a_file_in_the_way_is_left_and_so_is_the_one_that_would_move(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": MINE, "new/g": "theirs\n"})

    changes = compare(tree(_renamed()), tmp_path)
    first = generate(tmp_path, _renamed())
    (tmp_path / "new/g").unlink()
    second = generate(tmp_path, _renamed())

    assert [change.note for change in changes] == [
        "old/f is to move here: move or rename this file, or take mlpack's by --overwrite",
        "it moves to new/g once that is free",
    ]
    assert first == {"new/g": "conflict", "old/f": "keep"}
    assert second == {"new/g": "move", "old/f": "move"}
    assert holds(tmp_path) == {"new/g": BOTH}


def test_two_files_may_change_places(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD, "g": "1\n2\n3\n"})
    put(tmp_path, {"f": MINE})

    verbs = generate(tmp_path, {"f": File("1\n2\n3\n", was=("g",)), "g": File(OLD, was=("f",))})

    assert "A" in holds(tmp_path)["f"] + holds(tmp_path)["g"]
    assert set(verbs) <= {"f", "g", "f.rej", "g.rej"}


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX: run it on Linux or macOS")
def test_a_moved_file_keeps_its_permissions(tmp_path: Path) -> None:
    generate(tmp_path, {"old/f": OLD})
    (tmp_path / "old/f").chmod(0o600)

    generate(tmp_path, _renamed())

    assert (tmp_path / "new/g").stat().st_mode & 0o777 == 0o600


def test_asked_for_by_name_mlpacks_text_is_taken_and_an_edit_stays_where_it_was(
    tmp_path: Path,
) -> None:
    generate(tmp_path, {"old/f": OLD})
    put(tmp_path, {"old/f": MINE, "new/g": "theirs\n"})

    verbs = generate(tmp_path, _renamed(), ["new/g"])

    assert verbs == {"new/g": "update", "old/f": "keep"}
    assert holds(tmp_path) == {"new/g": NEW, "old/f": MINE}

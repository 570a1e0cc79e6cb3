"""Every verb: what stood there, what mlpack wants, what is there afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project_folder import everything, generate, holds, put, stamps, tree

from mlpack.errors import UsageError
from mlpack.tree import File
from mlpack.write import Change, Choices, apply, compare, diff, drifted

OLD, NEW, MINE = "a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\ne\n"
BOTH = "A\nb\nc\nd\nE\n"
SEEDED_OLD, SEEDED_NEW = File(OLD, "seeded"), File(NEW, "seeded")
BACK = "deleted by hand; `mlpack generate --overwrite f` brings it back"
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

# name: (mlpack's last render, on disk, its render now, overwrite) -> (verb, on disk after, note)
ROWS = {
    "create": (None, None, NEW, False, "create", NEW, ""),
    "deleted by hand": (OLD, None, NEW, False, "keep", None, BACK),
    "deleted, asked for": (OLD, None, NEW, True, "create", NEW, ""),
    "same": (OLD, OLD, OLD, False, "same", OLD, ""),
    "same, state behind": (OLD, NEW, NEW, False, "same", NEW, ""),
    "same, never ours": (None, NEW, NEW, False, "same", NEW, ""),
    "same in CRLF": (
        OLD, OLD.replace("\n", "\r\n"), OLD, False, "same", OLD.replace("\n", "\r\n"), "",
    ),
    "update": (OLD, OLD, NEW, False, "update", NEW, ""),
    "update in CRLF": (
        OLD, OLD.replace("\n", "\r\n"), NEW, False, "update", NEW.replace("\n", "\r\n"), "",
    ),
    "edited": (OLD, MINE, OLD, False, "edited", MINE, ""),
    "edited, asked for": (OLD, MINE, OLD, True, "update", OLD, "replaced, as you asked"),
    "merge": (OLD, MINE, NEW, False, "merge", BOTH, ""),
    "merge in CRLF": (
        OLD, MINE.replace("\n", "\r\n"), NEW, False, "merge", BOTH.replace("\n", "\r\n"), "",
    ),
    "already merged": (OLD, BOTH, NEW, False, "edited", BOTH, ""),
    "conflict": (
        OLD, MINE, "X\nb\nc\nd\ne\n", False, "conflict", MARKED,
        "you and mlpack changed the same lines: see the markers from line 1",
    ),
    "markers stand": (
        OLD, "a\n" + MARKED, NEW, False, "conflict", "a\n" + MARKED,
        "conflict markers still stand, the first in line 2",
    ),
    "not ours": (
        None, MINE, NEW, False, "conflict", MINE,
        "was here before mlpack; `mlpack generate --overwrite f` replaces it, --keep leaves it for good",
    ),
    "not ours, asked for": (None, MINE, NEW, True, "update", NEW, "replaced, as you asked"),
    "gone": (OLD, OLD, None, False, "remove", None, "no longer part of the project"),
    "gone, edited": (
        OLD, MINE, None, False, "keep", MINE,
        "no longer part of the project; you edited it, so it is yours now",
    ),
    "gone, deleted": (OLD, None, None, False, "keep", None, "no longer part of the project"),
    "seed": (None, None, SEEDED_NEW, False, "create", NEW, ""),
    "seed present": (SEEDED_OLD, MINE, SEEDED_NEW, False, "keep", MINE, ""),
    "seed untouched": (SEEDED_OLD, OLD, SEEDED_NEW, False, "keep", OLD, ""),
    "seed deleted": (SEEDED_OLD, None, SEEDED_NEW, False, "keep", None, BACK),
    "seed deleted, asked for": (SEEDED_OLD, None, SEEDED_NEW, True, "create", NEW, ""),
    "seed asked for": (SEEDED_OLD, MINE, SEEDED_NEW, True, "update", NEW, "replaced, as you asked"),
    "managed becomes seed": (OLD, OLD, SEEDED_NEW, False, "keep", OLD, ""),
    "managed becomes seed, deleted": (OLD, None, SEEDED_NEW, False, "keep", None, BACK),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_path_gets_the_verb_of_its_three_sides(tmp_path: Path, row: tuple) -> None:
    last, disk, render, is_asked, verb, after, note = row
    generate(tmp_path, {"f": last} if last else {})
    if disk is None:
        (tmp_path / "f").unlink(missing_ok=True)
    else:
        put(tmp_path, {"f": disk})

    choices = Choices(overwrite=["f"] * is_asked)
    (change,) = compare(tree({"f": render} if render else {}), tmp_path, choices=choices)
    apply([change], tmp_path)

    assert (change.verb, change.after, change.note) == (verb, after, note)
    assert change.before == disk
    assert holds(tmp_path) == ({} if after is None else {"f": after})


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_second_run_finds_nothing_to_do(tmp_path: Path, row: tuple) -> None:
    last, disk, render, is_asked, *_ = row
    files = {"f": render} if render else {}
    generate(tmp_path, {"f": last} if last else {})
    if disk is None:
        (tmp_path / "f").unlink(missing_ok=True)
    else:
        put(tmp_path, {"f": disk})
    generate(tmp_path, files, overwrite=["f"] * is_asked)
    before = stamps(tmp_path)

    verbs = generate(tmp_path, files)

    assert set(verbs.values()) <= {"same", "edited", "keep", "conflict"}
    assert stamps(tmp_path) == before


def test_a_solved_conflict_is_an_edit(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {"f": "X\nb\nc\nd\ne\n"})
    put(tmp_path, {"f": "A and X\nb\nc\nd\ne\n"})

    again = generate(tmp_path, {"f": "X\nb\nc\nd\ne\n"})
    later = generate(tmp_path, {"f": "X\nb\nc\nd\nE\n"})

    assert (again, later) == ({"f": "edited"}, {"f": "merge"})
    assert holds(tmp_path) == {"f": "A and X\nb\nc\nd\nE\n"}


def test_a_render_that_comes_while_markers_stand_is_merged_once_they_are_solved(
    tmp_path: Path,
) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {"f": "X\nb\nc\nd\ne\n"})
    generate(tmp_path, {"f": "X\nb\nc\nd\nlater\n"})
    put(tmp_path, {"f": MINE})

    verbs = generate(tmp_path, {"f": "X\nb\nc\nd\nlater\n"})

    assert verbs == {"f": "merge"}
    assert holds(tmp_path) == {"f": "A\nb\nc\nd\nlater\n"}


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    (tmp_path / "f").write_bytes(b"\xff\xfe\x00a")

    (change,) = compare(tree({"f": NEW}), tmp_path)
    apply([change], tmp_path)

    note = "not UTF-8 text; `mlpack generate --overwrite f` puts mlpack's there"
    assert (change.verb, change.note, change.baseline) == ("conflict", note, OLD)
    assert (tmp_path / "f").read_bytes() == b"\xff\xfe\x00a"
    assert generate(tmp_path, {"f": NEW}, ["f"]) == {"f": "update"}
    assert holds(tmp_path) == {"f": NEW}


def test_the_folders_that_a_removed_file_leaves_empty_go_with_it(tmp_path: Path) -> None:
    generate(tmp_path, {"deploy/k8s/service.yaml": OLD, "deploy/k8s/probe.yaml": OLD, "f": OLD})
    put(tmp_path, {"deploy/mine.yaml": MINE})

    verbs = generate(tmp_path, {"f": OLD})

    assert verbs == {
        "deploy/k8s/probe.yaml": "remove",
        "deploy/k8s/service.yaml": "remove",
        "f": "same",
    }
    assert holds(tmp_path) == {"deploy/mine.yaml": MINE, "f": OLD}
    assert not (tmp_path / "deploy/k8s").exists()


def test_what_is_edited_and_gone_is_forgotten(tmp_path: Path) -> None:
    generate(tmp_path, {"f": OLD})
    put(tmp_path, {"f": MINE})
    generate(tmp_path, {})

    assert generate(tmp_path, {}) == {}
    assert json.loads(everything(tmp_path)[".mlpack/state.json"])["files"] == {}


def test_a_file_that_was_kept_once_is_the_persons_for_good(tmp_path: Path) -> None:
    put(tmp_path, {"f": MINE})

    first = generate(tmp_path, {"f": OLD}, keep=["f"])
    again = generate(tmp_path, {"f": NEW})

    assert (first, again) == ({"f": "keep"}, {"f": "keep"})
    assert holds(tmp_path) == {"f": MINE}


def test_a_kept_file_is_merged_again_after_it_was_overwritten(tmp_path: Path) -> None:
    put(tmp_path, {"f": "mine\n"})
    generate(tmp_path, {"f": OLD}, keep=["f"])

    taken = generate(tmp_path, {"f": OLD}, overwrite=["f"])
    renewed = generate(tmp_path, {"f": NEW})

    assert (taken, renewed) == ({"f": "update"}, {"f": "update"})
    assert holds(tmp_path) == {"f": NEW}


def test_keeping_a_file_settles_the_conflict_that_lies_beside_it(tmp_path: Path) -> None:
    generate(tmp_path, {"f": "1\n"})
    put(tmp_path, {"f": "mine\n"})
    generate(tmp_path, {"f": "2\n"}, conflicts="rej")

    verbs = generate(tmp_path, {"f": "2\n"}, keep=["f"])

    assert verbs == {"f": "keep", "f.rej": "remove"}
    assert holds(tmp_path) == {"f": "mine\n"}


def test_a_path_cannot_be_kept_and_overwritten(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        compare(tree({"f": OLD}), tmp_path, choices=Choices(overwrite=["f"], keep=["f"]))

    assert refused.value.says == "f cannot be both mlpack's and yours."


def test_a_path_to_overwrite_that_is_not_generated_is_named_with_its_neighbour(
    tmp_path: Path,
) -> None:
    with pytest.raises(UsageError) as refused:
        compare(tree({"Dockerfile": OLD}), tmp_path, choices=Choices(overwrite=["Dokerfile"]))

    assert refused.value.says == "mlpack generates no Dokerfile here. Did you mean Dockerfile?"


@pytest.mark.parametrize(
    ("verb", "is_drift"),
    [
        ("create", True), ("same", False), ("update", True), ("merge", True),
        ("edited", False), ("keep", False), ("conflict", True), ("remove", True),
    ],
)  # fmt: skip
def test_drift_is_whatever_a_run_would_do(verb: str, is_drift: bool) -> None:
    change = Change("f", verb, OLD, OLD, 0o644, "", OLD)  # type: ignore[arg-type]

    assert drifted([change]) is is_drift
    assert not drifted([])


def test_a_diff_shows_what_will_be_written(tmp_path: Path) -> None:
    put(tmp_path, {"theirs": "x\n"})
    generate(tmp_path, {"update": "a\nb", "remove": "a\n", "same": "a\n"})
    put(tmp_path, {"update": "a\r\nb"})
    changes = compare(
        tree({"update": "a\nc", "create": "a\n", "same": "a\n", "theirs": "y\n"}), tmp_path
    )

    diffs = {change.path: diff(change) for change in changes}

    no_end = "\\ No newline at end of file\n"
    assert diffs == {
        "create": "--- /dev/null\n+++ create\n@@ -0,0 +1 @@\n+a\n",
        "remove": "--- remove\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
        "same": "",
        "theirs": "--- theirs\n+++ theirs\n@@ -1 +1 @@\n-x\n+y\n",
        "update": f"--- update\n+++ update\n@@ -1,2 +1,2 @@\n a\n-b\n{no_end}+c\n{no_end}",
    }

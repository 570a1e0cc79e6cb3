"""`mlpack generate` as a person runs it: what it writes, what it leaves, what it says."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import DIGITS, Said, holds, put, rendered, stamps, verbs_in, verbs_of

MOVED = DIGITS + "serving: {port: 9000}\n"
BLOCK = """\
<<<<<<< yours
EXPOSE 8081
||||||| the last mlpack output
EXPOSE 8080
=======
EXPOSE 9000
>>>>>>> mlpack now
"""


def test_a_new_project_gets_every_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS})
    monkeypatch.chdir(tmp_path)

    said = mlpack("generate", "--no-lock")

    expected = verbs_of(tmp_path, managed="create", seeded="create")
    assert verbs_in(said.out) == expected | {"requirements.lock": "keep"}
    assert said.out.splitlines()[-1] == (
        "  keep      requirements.lock         it is not there yet; `mlpack lock` makes it"
    )
    assert (said.code, said.err) == (0, "")
    made = set(holds(tmp_path)) - {"mlpack.yaml", ".mlpack/state.json", ".mlpack/lock.json"}
    assert made == set(expected) - {"requirements.lock"}


def test_a_second_run_changes_nothing_and_touches_nothing(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    before = stamps(project)

    said = mlpack("generate")

    assert verbs_in(said.out) == verbs_of(project)
    assert (said.code, said.err) == (0, "")
    assert stamps(project) == before


def test_the_folder_may_be_another_one(
    project: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")

    said = mlpack("generate", str(project))

    assert (said.code, verbs_in(said.out)) == (0, verbs_of(project))


def test_check_is_quiet_about_a_project_that_is_up_to_date_and_writes_nothing_where_it_is_not(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    fresh = mlpack("generate", "--check")
    put(project, {"mlpack.yaml": MOVED})
    before = stamps(project)

    stale = mlpack("generate", "--check")

    assert (fresh.code, verbs_in(fresh.out)) == (0, verbs_of(project))
    assert stale.code == 1
    assert verbs_in(stale.out)["Dockerfile"] == "update"
    assert stamps(project) == before
    assert mlpack("generate").code == 0
    assert mlpack("generate", "--check").code == 0


def test_a_stale_lock_is_drift_unless_the_lock_is_left_out(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    (project / "requirements.lock").unlink()
    before = stamps(project)

    said = mlpack("generate", "--check")
    without = mlpack("generate", "--check", "--no-lock")

    assert (said.code, verbs_in(said.out)) == (
        1,
        verbs_of(project) | {"requirements.lock": "create"},
    )
    assert (without.code, verbs_in(without.out)) == (
        0,
        verbs_of(project) | {"requirements.lock": "keep"},
    )
    assert stamps(project) == before


def test_an_edited_file_is_kept(project: Path, mlpack: Callable[..., Said]) -> None:
    mine = (project / "Dockerfile").read_text() + "# mine\n"
    put(project, {"Dockerfile": mine})

    said = mlpack("generate")
    check = mlpack("generate", "--check")

    assert (said.code, verbs_in(said.out)) == (0, verbs_of(project, Dockerfile="edited"))
    assert check.code == 0
    assert (project / "Dockerfile").read_text() == mine


def test_an_edit_is_merged_with_what_changes_elsewhere(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"Dockerfile": (project / "Dockerfile").read_text() + "# mine\n"})
    put(project, {"mlpack.yaml": MOVED})

    said = mlpack("generate")

    assert (said.code, verbs_in(said.out)["Dockerfile"]) == (0, "merge")
    assert (project / "Dockerfile").read_text() == rendered(project, "Dockerfile") + "# mine\n"
    assert verbs_in(mlpack("generate").out) == verbs_of(project, Dockerfile="edited")


def test_an_edit_of_the_same_line_is_a_conflict_until_somebody_solves_it(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    text = (project / "Dockerfile").read_text()
    put(project, {"Dockerfile": text.replace("EXPOSE 8080\n", "EXPOSE 8081\n")})
    put(project, {"mlpack.yaml": MOVED})

    first = mlpack("generate")
    marked = (project / "Dockerfile").read_text()
    second = mlpack("generate")
    solved = rendered(project, "Dockerfile").replace("EXPOSE 9000\n", "EXPOSE 8081\n")
    put(project, {"Dockerfile": solved})
    third = mlpack("generate")

    assert marked == rendered(project, "Dockerfile").replace("EXPOSE 9000\n", BLOCK)
    line = marked[: marked.index("<<<<<<<")].count("\n") + 1
    assert [row for row in first.out.splitlines() if " Dockerfile " in row] == [
        "  conflict  Dockerfile                "
        f"you and mlpack changed the same lines: see the markers from line {line}"
    ]
    assert [said.code for said in (first, second, third)] == [1, 1, 0]
    assert verbs_in(third.out) == verbs_of(project, Dockerfile="edited")


def test_overwrite_takes_mlpacks_version_of_the_files_that_are_named(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"Dockerfile": "FROM scratch\n", "requirements.in": "mine\n"})

    said = mlpack("generate", "--overwrite", "Dockerfile")
    unknown = mlpack("generate", "--overwrite", "Dokerfile")

    expected = verbs_of(project, Dockerfile="update") | {"requirements.in": "edited"}
    assert (said.code, verbs_in(said.out)) == (0, expected)
    assert (project / "Dockerfile").read_text() == rendered(project, "Dockerfile")
    assert (project / "requirements.in").read_text() == "mine\n"
    assert unknown == Said(
        2,
        "",
        "--overwrite\n    mlpack generates no Dokerfile here. Did you mean Dockerfile?\n",
    )


def test_a_file_that_was_here_before_mlpack_is_left_alone(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS, "Dockerfile": "FROM mine\n", "model.py": "mine = 1\n"})

    said = mlpack("generate", "--no-lock", str(tmp_path))

    verbs = verbs_in(said.out)
    assert (said.code, verbs["Dockerfile"], verbs["model.py"]) == (1, "conflict", "keep")
    assert (tmp_path / "Dockerfile").read_text() == "FROM mine\n"
    assert (tmp_path / "model.py").read_text() == "mine = 1\n"


@pytest.mark.parametrize("option", ["--dry-run", "--diff", "--check"])
def test_a_look_ahead_writes_nothing(
    project: Path, mlpack: Callable[..., Said], option: str
) -> None:
    put(project, {"mlpack.yaml": MOVED})
    shutil.rmtree(project / ".mlpack")
    before = stamps(project)

    mlpack("generate", option)
    mlpack("generate", option, "--json")

    assert stamps(project) == before


def test_a_diff_can_be_applied_and_is_then_what_would_have_been_written(
    project: Path, mlpack: Callable[..., Said], tmp_path: Path
) -> None:
    put(project, {"mlpack.yaml": MOVED + "outputs: [compose]\n"})
    copy = shutil.copytree(project, tmp_path / "copy")

    said = mlpack("generate", "--diff")

    subprocess.run(["git", "apply", "-p0"], input=said.out, text=True, cwd=copy, check=True)
    mlpack("generate")
    unlike = {".mlpack/state.json"}
    assert {p: b for p, b in holds(copy).items() if p not in unlike} == {
        p: b for p, b in holds(project).items() if p not in unlike
    }


def test_json_is_one_object_and_nothing_else(project: Path, mlpack: Callable[..., Said]) -> None:
    text = (project / "Dockerfile").read_text()
    put(project, {"Dockerfile": text.replace("EXPOSE 8080\n", "EXPOSE 8081\n")})
    put(project, {"mlpack.yaml": MOVED})

    said = mlpack("generate", "--dry-run", "--json")

    answer = json.loads(said.out)
    verbs = {row["path"]: row["verb"] for row in answer["files"]}
    changed = {path for path, verb in verbs.items() if verb != verbs_of(project)[path]}
    assert (said.code, said.err) == (1, "")
    assert (answer["drifted"], answer["conflict"]) == (True, True)
    assert {**verbs_of(project), **{path: verbs[path] for path in changed}} == verbs
    assert verbs["Dockerfile"] == "conflict"
    assert {frozenset(row) for row in answer["files"]} == {
        frozenset({"path", "verb", "note", "causes", "places"})
    }


def test_json_without_a_change_says_so(project: Path, mlpack: Callable[..., Said]) -> None:
    said = mlpack("generate", "--json")

    files = [
        {"path": path, "verb": verb, "note": "", "causes": [], "places": []}
        for path, verb in sorted(verbs_of(project).items())
    ]
    answer = json.loads(said.out)
    answer["files"].sort(key=lambda row: row["path"])
    assert (said.code, said.err) == (0, "")
    assert answer == {"drifted": False, "conflict": False, "files": files}


def test_a_file_of_an_output_that_is_taken_out_goes_too(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "outputs: [compose]\n"})
    made = mlpack("generate")
    put(project, {"mlpack.yaml": DIGITS})

    gone = mlpack("generate")

    assert verbs_in(made.out) == verbs_of(project) | {"compose.yaml": "create"}
    assert verbs_in(gone.out) == verbs_of(project) | {"compose.yaml": "remove"}
    assert not (project / "compose.yaml").exists()


def test_a_file_that_may_not_be_replaced_is_named_and_nothing_is_written(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    (project / "requirements.in").unlink()
    (project / "requirements.in").mkdir()
    put(project, {"mlpack.yaml": MOVED})
    before = holds(project)

    said = mlpack("generate")

    assert said == Said(
        1,
        "",
        "requirements.in\n    A folder stands here, and mlpack left it alone.\n"
        "    Move or rename it, then run the command again.\n",
    )
    assert holds(project) == before


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        '{"layers": []}',
        '{"layers": {"git+file:///r@v1": "../../.."}}',
        '{"layers": {"a": 1}}',
    ],
)
def test_a_damaged_record_of_what_the_output_rests_on_is_refused(
    project: Path, mlpack: Callable[..., Said], damage: str
) -> None:
    put(project, {".mlpack/lock.json": damage})

    said = mlpack("generate")

    assert said == Said(
        2,
        "",
        ".mlpack/lock.json\n    This file is damaged.\n"
        "    Restore it from git, or delete it: layers are then fetched anew.\n",
    )


@pytest.mark.parametrize("command", [("plan",), ("generate", "--no-lock")])
def test_a_python_out_of_support_is_taken_with_a_warning(
    tmp_path: Path, mlpack: Callable[..., Said], command: tuple[str, ...]
) -> None:
    (tmp_path / "mlpack.yaml").write_text("name: old\nframework: scikit-learn\npython: 3.10\n")

    said = mlpack(*command, str(tmp_path))

    assert said.code == 0
    assert said.err == "warning: the security support of Python 3.10 ended on 2026-10-31.\n"


def test_a_file_that_is_kept_is_left_to_its_person_from_then_on(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"Dockerfile": "FROM mine\n"})

    kept = mlpack("generate", "--keep", "Dockerfile")
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    later = mlpack("generate")

    assert (kept.code, later.code) == (0, 0)
    assert verbs_in(later.out)["Dockerfile"] == "keep"
    assert (project / "Dockerfile").read_text() == "FROM mine\n"

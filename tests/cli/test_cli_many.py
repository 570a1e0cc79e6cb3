"""Many projects in one command: found, done each for itself, summed up, and reported to CI."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from projects import DIGITS, Said, holds, made_project, put, stamps

CLASH = "name: c\nframework: scikit-learn==1.8.*\npython: 3.10\n"
FAULTY = "name: d\nframework: scikit-lern\n"


@pytest.fixture
def monorepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: two projects that are up to date, below services/."""
    for name in ("a", "b"):
        made_project(tmp_path / "services" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_project_has_a_line_and_what_changes_in_it_below(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"services/b/mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    put(monorepo, {"services/new/mlpack.yaml": DIGITS})

    said = mlpack("generate", "--no-lock", "services/a", "services/b", "services/new")

    changed = {
        path: text.decode()
        for path, text in holds(monorepo / "services" / "b").items()
        if b"9000" in text and not path.startswith((".mlpack", "mlpack.yaml"))
    }
    lines = said.out.splitlines()
    assert (said.code, lines[0]) == (0, "services/a    3 keep, 21 same")
    assert lines[1].startswith(f"services/b    {len(changed)} update, 3 keep, ")
    assert [line.split() for line in lines[2:-1]] == [["update", path] for path in sorted(changed)]
    assert lines[-1] == "services/new  23 create, 1 keep"
    assert said.err == "3 projects: 2 changed.\n"


def test_a_second_run_touches_nothing(monorepo: Path, mlpack: Callable[..., Said]) -> None:
    before = stamps(monorepo)

    said = mlpack("generate", "--all")

    assert (said.code, said.out) == (
        0,
        "services/a  3 keep, 21 same\nservices/b  3 keep, 21 same\n",
    )
    assert said.err == "2 projects.\n"
    assert stamps(monorepo) == before


def test_one_that_fails_stops_no_other_and_the_gravest_code_is_the_commands(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"services/c/mlpack.yaml": CLASH, "services/d/mlpack.yaml": FAULTY})
    put(monorepo, {"services/e/mlpack.yaml": DIGITS})

    said = mlpack("generate", "--all", "--no-lock")

    assert said.code == 3
    assert said.out.splitlines()[-3:] == [
        "services/c  failed",
        "services/d  failed",
        "services/e  23 create, 1 keep",
    ]
    assert said.err == (
        "\n"
        "services/c:\n"
        "mlpack.yaml:3:9  python\n"
        "    scikit-learn 1.8 has no wheels for Python 3.10. It has them for 3.11, 3.12, 3.13 and 3.14.\n"
        "    What would work:\n"
        '        python: "3.11"\n'
        "        framework: scikit-learn==1.7.*\n"
        "\n"
        "services/d:\n"
        "mlpack.yaml:2:12  framework  The catalogue does not know scikit-lern. Did you mean scikit-learn?\n"
        "\n"
        "5 projects: 2 failed, 1 changed.\n"
    )


def test_several_processes_say_and_write_the_same_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    said = []
    for jobs in ("1", "3"):
        root = tmp_path / jobs
        put(root, {f"{name}/mlpack.yaml": DIGITS for name in "abcde"})
        put(root, {"c/mlpack.yaml": CLASH, "d/mlpack.yaml": FAULTY})
        monkeypatch.chdir(root)
        said.append(mlpack("generate", "--all", "--no-lock", "--jobs", jobs))

    assert [(one.code, one.out) for one in said] == [(said[0].code, said[0].out)] * 2
    assert said[1].err == said[0].err
    assert holds(tmp_path / "3") == holds(tmp_path / "1")


def test_check_writes_nothing_and_leaves_with_1_where_one_is_behind(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    fresh = mlpack("generate", "--check", "--all")
    (monorepo / "services" / "b" / "serve" / "app.py").unlink()
    put(monorepo, {"services/a/mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    before = stamps(monorepo)

    stale = mlpack("generate", "--check", "--all")

    assert (fresh.code, stale.code) == (0, 1)
    assert stale.err == "2 projects: 1 not up to date.\n"
    assert stamps(monorepo) == before


def test_json_has_every_project_and_the_exit_code(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"services/d/mlpack.yaml": FAULTY})

    said = mlpack("generate", "--check", "--all", "--json")

    content = json.loads(said.out)
    assert (said.code, content["exit"]) == (3, 3)
    assert [(one["folder"], one["drifted"], len(one["files"])) for one in content["projects"]] == [
        ("services/a", False, 24),
        ("services/b", False, 24),
        ("services/d", False, 0),
    ]
    assert [one["error"] and one["error"]["exit"] for one in content["projects"]] == [None, None, 3]


def test_a_diff_has_each_path_from_here(monorepo: Path, mlpack: Callable[..., Said]) -> None:
    (monorepo / "services" / "a" / ".mlpack" / "state.json").unlink()
    (monorepo / "services" / "a" / "Dockerfile").unlink()

    said = mlpack("generate", "--diff", "services/a", "services/b")

    assert "    +++ services/a/Dockerfile\n" in said.out
    assert not (monorepo / "services" / "a" / "Dockerfile").exists()


def test_all_leaves_out_hidden_folders_environments_links_and_what_git_ignores(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    for folder in (".hidden", "node_modules/x", "env/x", "ignored/x", "kept"):
        put(monorepo, {f"{folder}/mlpack.yaml": DIGITS})
    put(monorepo, {"env/pyvenv.cfg": "", ".gitignore": "ignored\n"})
    (monorepo / "linked").symlink_to("kept")
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet"], check=True)
    else:
        shutil.rmtree(monorepo / "ignored")

    said = mlpack("generate", "--all", "--dry-run", "--json")

    found = [one["folder"] for one in json.loads(said.out)["projects"]]
    assert found == ["kept", "services/a", "services/b"]


def test_a_pattern_that_no_shell_expanded_is_expanded_and_a_folder_is_done_once(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"services/README.md": "", "services/shared/a.py": ""})

    said = mlpack("generate", "services/*", "./services/a", "services/../services/b")

    assert [line.split()[0] for line in said.out.splitlines()] == ["services/a", "services/b"]


def test_a_folder_that_is_no_project_is_named_and_a_file_passed_over(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"services/README.md": "", "services/shared/a.py": ""})
    names = [f"services/{name}" for name in ("README.md", "a", "shared")]

    said = mlpack("generate", *names)

    assert (said.code, said.out) == (
        2,
        "services/a       3 keep, 21 same\nservices/shared  failed\n",
    )
    assert said.err == (
        "services/README.md is a file, and was passed over.\n"
        "\n"
        "services/shared:\n"
        f"There is no mlpack.yaml in {monorepo / 'services' / 'shared'}.\n"
        "    `mlpack init` asks a few questions and writes one.\n"
        "\n"
        "2 projects: 1 failed.\n"
    )


@pytest.mark.parametrize("files", [("a/mlpack.yaml", "b/mlpack.yaml"), ("README.md", "LICENSE")])
def test_files_alone_are_not_passed_over_for_that_would_check_nothing(
    monorepo: Path, mlpack: Callable[..., Said], files: tuple[str, str]
) -> None:
    put(monorepo, {"services/README.md": "", "services/LICENSE": ""})
    one, other = (f"services/{file}" for file in files)

    said = mlpack("generate", "--check", one, other)

    assert said.code == 2
    assert said.err == (
        f"\n{one}:\n{one} is a file.\n    Name the project's folder.\n"
        f"\n{other}:\n{other} is a file.\n    Name the project's folder.\n"
        "\n2 projects: 2 failed.\n"
    )


def test_who_asks_for_all_below_a_folder_without_any_is_told_what_is_left_out(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    put(monorepo, {"tools/.hidden/mlpack.yaml": DIGITS})

    said = mlpack("generate", "--all", "tools")

    assert said == Said(
        2,
        "",
        f"There is no mlpack.yaml in {monorepo / 'tools'}, or below it.\n"
        "    Links, hidden folders and what git ignores are left out. "
        "`mlpack init DIR` asks a few questions and writes one.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["generate", "none/*"], "No folder with a mlpack.yaml matches none/*."),
        (["generate", "--all", "none"], "There is no folder none."),
        (
            ["generate", "--all", "--overwrite", "Dockerfile"],
            "--overwrite is for one project: it names a file there.",
        ),
        (["generate", "--format", "sarif"], "--format sarif reports what --check finds."),
        (["check", "--json", "--format", "junit"], "--json and --format junit are two answers."),
        (["lock", "--all", "--diff"], "--diff is for one project."),
    ],
)
def test_what_cannot_be_asked_of_many_is_refused(
    monorepo: Path, mlpack: Callable[..., Said], arguments: list[str], says: str
) -> None:
    said = mlpack(*arguments)

    assert (said.code, said.err.splitlines()[0]) == (2, says)


def test_locks_are_compared_in_one_command(monorepo: Path, mlpack: Callable[..., Said]) -> None:
    (monorepo / "services" / "b" / "requirements.lock").unlink()

    said = mlpack("lock", "--check", "--all")

    assert said.code == 1
    assert said.out == "services/a  1 same\nservices/b  1 create\n"
    assert said.err == "2 projects: 1 not up to date.\n"


def test_findings_of_many_projects_are_told_with_their_folder(
    monorepo: Path, mlpack: Callable[..., Said]
) -> None:
    (monorepo / "services" / "b" / "model.joblib").unlink()

    said = mlpack("check", "--all")

    assert said.code == 1
    assert "services/a  0 findings\n" in said.out
    assert "    error: services/b/model.joblib  The model is not there" in said.out


def test_each_report_names_the_file_from_the_root_of_the_repository(
    monorepo: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monorepo, {".git/HEAD": "", "services/d/mlpack.yaml": FAULTY})
    monkeypatch.chdir(monorepo / "services")

    github = mlpack("generate", "--check", "--all", "--format", "github")
    one = mlpack("generate", "--check", "d", "--format", "github")
    sarif = mlpack("generate", "--check", "--all", "--format", "sarif")
    junit = mlpack("generate", "--check", "--all", "--format", "junit")

    assert [said.code for said in (github, one, sarif, junit)] == [3, 3, 3, 3]
    assert (
        github.out
        == one.out
        == (
            "::error file=services/d/mlpack.yaml,line=2,col=12,title=spec-fault::"
            "framework: The catalogue does not know scikit-lern. Did you mean scikit-learn?\n"
        )
    )
    results = json.loads(sarif.out)["runs"][0]["results"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert (len(results), place["artifactLocation"]["uri"]) == (1, "services/d/mlpack.yaml")
    suites = Xml.fromstring(junit.out)
    assert [(suite.attrib["name"], suite.attrib["failures"]) for suite in suites] == [
        ("services/a", "0"),
        ("services/b", "0"),
        ("services/d", "1"),
    ]

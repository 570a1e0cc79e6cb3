"""The commands that answer: plan, explain, catalog, schema, lock --check, --version, --help."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from projects import DIGITS, Said, holds, mlpack_process, put

import mlpack as package

HELP = """\
Usage: mlpack [OPTIONS] COMMAND [ARGS]...

  A few wishes about an ML service in; the Dockerfile, the lock and the server
  out.

Options:
  --version   Print the version and leave.
  -h, --help  Show this message and exit.

Commands:
  init      Asks a few questions and makes a project from the answers.
  import    Makes a mlpack.yaml of a file that another tool has.
  generate  Writes the files and the lock that mlpack.yaml asks for.
  lock      Pins every dependency with its hashes for the image.
  plan      Shows what mlpack.yaml leads to: the decisions and the files.
  explain   Says why each decision was made, and why a line is there.
  check     Finds what would break or leak.
  doctor    Compares this host with what the project needs.
  catalog   Shows the facts that mlpack decides from, with their day.
  schema    Prints the JSON Schema of mlpack.yaml.

  Exit codes: 0 done; 1 findings, drift or conflict; 2 usage; 3 faults in
  mlpack.yaml; 4 incompatible; 5 no lock; 6 no engine; 70 a bug.
"""


def test_the_plan_is_shown_as_its_decisions_and_its_files(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    plan = json.loads(mlpack("plan", "--json").out)

    said = mlpack("plan")

    decisions, files = (part.splitlines() for part in said.out.split("\n\n"))
    assert (said.code, said.err) == (0, "")
    assert [" ".join(row.split()) for row in decisions] == [
        f"{d['what']} {d['value']}" for d in plan["decisions"]
    ]
    assert [row.split() for row in files] == [[f["path"], f["ownership"]] for f in plan["files"]]


def test_the_plan_as_json_holds_what_the_design_promises(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("plan", "--json")

    plan = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert {
        "name": plan["name"],
        "python": plan["python"],
        "framework": plan["framework"]["name"],
        "version": plan["framework"]["version"],
        "compute": plan["compute"],
        "style": plan["serving"]["style"],
        "port": plan["serving"]["port"],
        "stages": plan["stages"],
        "indexes": plan["indexes"],
        "system_packages": plan["system_packages"],
    } == {
        "name": "digits",
        "python": "3.12",
        "framework": "scikit-learn",
        "version": "1.7.*",
        "compute": {
            "device": "cpu",
            "cuda": "",
            "libraries": "",
            "driver_minimum": "",
            "compute_capabilities": [],
            "gpus": [],
            "driver": "",
        },
        "style": "fastapi",
        "port": 8080,
        "stages": [
            {"name": "base", "image": "python:3.12-slim-trixie"},
            {"name": "build", "image": "base"},
            {"name": "serve", "image": "base"},
        ],
        "indexes": [],
        "system_packages": {"build": [], "run": [], "because": {}},
    }
    assert "scikit-learn==1.7.*" in plan["requirements"]
    assert {frozenset(row) >= {"path", "ownership"} for row in plan["files"]} == {True}
    assert {frozenset(row) for row in plan["decisions"]} == {
        frozenset({"what", "value", "because", "facts", "settings"})
    }


def test_explain_gives_a_reason_for_every_decision_of_the_plan(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    decisions = json.loads(mlpack("plan", "--json").out)["decisions"]

    said, as_json = mlpack("explain"), mlpack("explain", "--json")

    assert said == Said(
        0,
        "\n\n".join(f"{d['what']}: {d['value']}\n    {d['because']}" for d in decisions) + "\n",
        "",
    )
    rows = json.loads(as_json.out)
    assert (as_json.code, as_json.err) == (0, "")
    assert rows == [
        {key: decision[key] for key in row} for row, decision in zip(rows, decisions, strict=True)
    ]
    assert all({"what", "value", "because"} <= set(row) for row in rows)
    assert all(d["because"].endswith(".") for d in decisions)


@pytest.mark.parametrize("command", ["plan", "explain", "check"])
def test_an_answer_writes_nothing(
    tmp_path: Path, mlpack: Callable[..., Said], command: str
) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS})

    mlpack(command, str(tmp_path))

    assert holds(tmp_path) == {"mlpack.yaml": DIGITS.encode()}


def test_the_schema_is_a_schema_that_takes_a_spec_and_refuses_a_wrong_one(
    mlpack: Callable[..., Said],
) -> None:
    said = mlpack("schema")

    schema = json.loads(said.out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert (said.code, said.err) == (0, "")
    assert validator.is_valid({"name": "digits", "framework": "scikit-learn", "python": 3.12})
    assert not validator.is_valid({"name": "digits", "framwork": "scikit-learn"})


def test_a_lock_with_the_line_ends_of_windows_is_fresh(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    lock = project / "requirements.lock"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))

    assert mlpack("lock", "--check").code == 0


def test_lock_check_says_whether_the_lock_is_fresh_and_makes_none(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    fresh = mlpack("lock", "--check")
    put(project, {"mlpack.yaml": DIGITS + "requirements: [pandas>=2]\n"})
    before = holds(project)
    stale = mlpack("lock", "--check")

    target = "requirements.lock for Python 3.12 on linux/amd64"
    assert fresh == Said(0, f"{target} is up to date.\n", "")
    assert stale == Said(
        1,
        f"{target} is not up to date: it is for other requirements or other indexes; `mlpack lock` renews it.\n",
        "",
    )
    assert holds(project) == before


def test_the_version_is_that_of_the_package(mlpack: Callable[..., Said], tmp_path: Path) -> None:
    said = mlpack("--version")

    assert said == Said(0, f"mlpack {package.__version__}\n", "")
    assert mlpack_process("--version", cwd=tmp_path, env=os.environ) == said


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_lists_every_command_with_its_whole_sentence(
    mlpack: Callable[..., Said], arguments: list[str]
) -> None:
    said = mlpack(*arguments)

    assert said == Said(0, HELP, "")


def test_mlpack_alone_shows_the_help_and_leaves_as_a_usage_error(
    mlpack: Callable[..., Said],
) -> None:
    said = mlpack()

    assert (said.code, (said.out + said.err)[: len(HELP)]) == (2, HELP)


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "import",
        "generate",
        "lock",
        "plan",
        "explain",
        "check",
        "doctor",
        "catalog",
        "schema",
    ],
)
def test_every_command_and_every_option_of_it_explains_itself(
    mlpack: Callable[..., Said], command: str
) -> None:
    said = mlpack(command, "--help")

    options = [line for line in said.out.splitlines() if line.lstrip().startswith("-")]
    assert (said.code, said.err) == (0, "")
    assert "[[" not in said.out
    assert all(len(line.strip().split("  ")) > 1 or line.endswith(">") for line in options)


def test_a_process_answers_on_stdout_and_talks_on_stderr(project: Path) -> None:
    answer = mlpack_process("generate", "--json", cwd=project, env=os.environ)
    refusal = mlpack_process("plan", "--json", "nowhere", cwd=project, env=os.environ)

    assert (answer.code, answer.err, json.loads(answer.out)["drifted"]) == (0, "", False)
    assert (refusal.code, refusal.out) == (2, "")
    assert refusal.err.startswith("There is no mlpack.yaml in ")

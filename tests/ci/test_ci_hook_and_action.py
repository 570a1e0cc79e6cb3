"""The pre-commit hook and the GitHub Action of this repository: their form, and that they run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from projects import CHECKOUT, DIGITS, made_project, mlpack_process, put
from ruamel.yaml import YAML

from mlpack import api

HOOKS = {
    hook["id"]: hook
    for hook in YAML(typ="safe").load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
ACTION: dict[str, Any] = YAML(typ="safe").load((CHECKOUT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    made_project(tmp_path / "services" / "a")
    return tmp_path


def test_a_hook_has_what_pre_commit_asks_for() -> None:
    assert sorted(HOOKS) == ["mlpack-check", "mlpack-generate"]
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)


def test_a_hook_runs_where_a_generated_file_or_what_it_is_made_from_changes(
    monorepo: Path,
) -> None:
    spec = DIGITS + "outputs: [compose]\nrequirements: [requirements.txt]\n"
    put(monorepo, {"b/mlpack.yaml": spec, "b/requirements.txt": "pandas\n"})
    plan = api.open_project(monorepo / "b").plan
    paths = [f"b/{file.path}" for file in plan.files]
    made_from = ["mlpack.yaml", "b/mlpack.yaml", "b/requirements.lock", "b/.mlpack/state.json"]

    for hook in HOOKS.values():
        assert [p for p in (*paths, *made_from) if not re.search(hook["files"], p)] == []
        assert not re.search(hook["files"], "docs/index.md")


def test_the_check_of_the_hook_passes_and_then_finds_what_changed(monorepo: Path) -> None:
    entry = shlex.split(HOOKS["mlpack-check"]["entry"])[1:]

    fresh = mlpack_process(*entry, cwd=monorepo, env=os.environ)
    put(monorepo, {"services/a/mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    stale = mlpack_process(*entry, cwd=monorepo, env=os.environ)

    assert (fresh.code, stale.code) == (0, 1)


def test_the_other_hook_writes_what_is_asked_for(monorepo: Path) -> None:
    entry = shlex.split(HOOKS["mlpack-generate"]["entry"])[1:]
    put(monorepo, {"services/a/mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})

    said = mlpack_process(*entry, cwd=monorepo, env=os.environ)

    assert said.code == 0
    assert "EXPOSE 9000" in (monorepo / "services" / "a" / "Dockerfile").read_text()


def test_the_action_is_one() -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.github-actions", str(CHECKOUT / "action.yml")),
        ],
        check=True,
        capture_output=True,
    )


def test_the_action_uses_commits_and_runs_nothing_that_an_input_could_write() -> None:
    text = (CHECKOUT / "action.yml").read_text("utf-8")
    used = re.findall(r"uses: (.+)", text)

    assert [one for one in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", one)] == []
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize(
    ("inputs", "code", "says"),
    [
        ({}, 0, ""),
        ({"FOLDERS": "services/a\n\nservices/b"}, 3, "::error file=services/b/mlpack.yaml,line=2"),
        ({"COMMAND": "check", "FOLDERS": "services/b"}, 3, "::error file=services/b/mlpack.yaml"),
        ({"COMMAND": "lock; id"}, 2, ""),
        ({"FOLDERS": "-x"}, 2, ""),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_the_action_runs_mlpack_as_its_inputs_say(
    monorepo: Path, inputs: dict[str, str], code: int, says: str
) -> None:
    if inputs:
        put(monorepo, {"services/b/mlpack.yaml": "name: b\nframework: scikit-lern\n"})

    done = run_action(monorepo, **inputs)

    assert done.returncode == code, done.stderr
    assert done.stdout.startswith(says)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_the_action_puts_a_report_into_a_file_and_says_which(monorepo: Path) -> None:
    done = run_action(monorepo, FORMAT="sarif")

    name, _, report = (monorepo / "output").read_text().strip().partition("=")
    assert (done.returncode, name) == (0, "report")
    assert json.loads(Path(report).read_text())["version"] == "2.1.0"


def run_action(monorepo: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's last step as GitHub runs it, with its inputs' defaults."""
    step = next(step for step in STEPS if step.get("id") == "check")
    program = monorepo / "runner" / "mlpack" / "bin" / "mlpack"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlpack "$@"\n')
    program.chmod(0o755)
    given = {name.upper(): entry["default"] for name, entry in ACTION["inputs"].items()}
    runner = {
        "RUNNER_TEMP": str(monorepo / "runner"),
        "GITHUB_OUTPUT": str(monorepo / "output"),
        "PYTHONPATH": str(CHECKOUT),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=monorepo,
        env={**os.environ, **given, **inputs, **runner},
        capture_output=True,
        text=True,
    )

"""The linters of each kind, over what is generated for every spec of the matrix."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_text import FLAGS, instructions
from specs import SPECS, project_of

from mlpack import write

BIN = Path(sys.executable).parent
cases = pytest.mark.parametrize("case", SPECS)


def program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(BIN), os.environ["PATH"]]))
    assert found, f"{name} is not installed: pip install -r requirements-dev.lock"
    return found


def complaints(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr) if done.returncode else ""


def written(case: str, folder: Path, *, replaced: tuple[str, str] = ("", "")) -> Path:
    project = project_of(SPECS[case].replace(*replaced), folder)
    write.apply(write.compare(project.tree, folder), folder)
    return folder


@cases
def test_hadolint_is_silent(case: str, tmp_path: Path) -> None:
    # hadolint takes a backslash before a closing quote for an escape; the engine does not
    folder = written(case, tmp_path, replaced=("  ESCAPED:", "  # ESCAPED:"))

    found = complaints([program("hadolint"), "--failure-threshold", "style", "Dockerfile"], folder)

    assert found == ""


@cases
def test_shellcheck_finds_every_run_fit_for_a_plain_sh(case: str, tmp_path: Path) -> None:
    for number, run in enumerate(run_steps(case)):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/bin/sh\n{run}\n")

        assert complaints([program("shellcheck"), "--shell=dash", script.name], tmp_path) == ""


def run_steps(case: str) -> list[str]:
    dockerfile = project_of(SPECS[case]).tree["Dockerfile"].text
    found = [i.text for i in instructions(dockerfile) if i.name == "RUN"]
    assert found, "there is nothing to check"
    return [FLAGS.sub("", text) for text in found]


@cases
def test_ruff_has_no_complaint_about_the_python_that_is_generated(
    case: str, tmp_path: Path
) -> None:
    folder = written(case, tmp_path)
    ruff = program("ruff")
    more = "--extend-select=F,W,I,B,UP,SIM,RUF,C4"

    # with ruff's own defaults, as the project has no settings of its own
    assert complaints([ruff, "check", "--isolated", "."], folder) == ""
    assert complaints([ruff, "check", "--isolated", more, "."], folder) == ""
    assert complaints([ruff, "format", "--isolated", "--diff", "."], folder) == ""


@pytest.mark.network
@pytest.mark.parametrize("case", ["digits", "hostile", "texts", "arrays", "records"])
def test_mypy_strict_has_no_complaint_about_the_python_that_is_generated(
    case: str, tmp_path: Path, served_packages: Path
) -> None:
    folder = written(case, tmp_path)
    command = [
        *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
        *("--python-executable", str(served_packages), "--python-version", "3.11"),
        *("serve", "model.py", "tests", "docker/slim.py"),
    ]

    assert complaints(command, folder) == ""


@pytest.fixture(scope="session")
def served_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has what the generated code imports, types and all."""
    folder = tmp_path_factory.mktemp("packages")
    lines = project_of(SPECS["digits"]).plan.requirement_lines
    wanted = [line for line in lines if not line.startswith("scikit-learn")]
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted, "pytest"], check=True)
    return python


@cases
def test_compose_files_fit_their_schema(case: str, tmp_path: Path) -> None:
    folder = written(case, tmp_path)
    if "compose" not in project_of(SPECS[case]).plan.outputs:
        assert not (folder / "compose.yaml").exists()
        return
    command = [
        program("check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
        "compose.yaml",
    ]

    assert complaints(command, folder) == ""

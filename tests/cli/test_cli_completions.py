"""What a shell offers after Tab: commands, options, and names of the catalogue and the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import CHECKOUT, Said

from mlpack.catalog import Catalog
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))
PYTHONS = [python.version for python in CATALOG.pythons]
QUESTIONS = [
    ("mlpack ge", ["generate"]),
    ("mlpack generate --form", ["--format"]),
    ("mlpack check --format s", ["sarif"]),
    ("mlpack init --framework scikit", ["scikit-learn"]),
    ("mlpack init --python 3.1", [version for version in PYTHONS if version.startswith("3.1")]),
    ("mlpack init --serving fa", ["fastapi"]),
    ("mlpack init --example dig", ["digits"]),
    ("mlpack catalog xg", ["xgboost"]),
    ("mlpack set serving.po", ["serving.port"]),
    ("mlpack set --unset enviro", ["environment"]),
    ("mlpack explain Docker", ["Dockerfile"]),
    ("mlpack completions po", ["powershell"]),
]


@pytest.fixture
def with_mlpack(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell in which `mlpack` is the one of this checkout."""
    program = tmp_path / "bin" / "mlpack"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlpack "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(CHECKOUT)}


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_offers_what_could_follow(project: Path, with_mlpack: dict[str, str]) -> None:
    asked = "\n".join(
        f"COMP_WORDS=({question}); COMP_CWORD={len(question.split()) - 1}; COMPREPLY=()\n"
        '_mlpack_completion mlpack; echo "${COMPREPLY[*]}"'
        for question, _ in QUESTIONS
    )

    done = subprocess.run(
        ["bash", "--norc", "-c", f"source <(mlpack completions bash)\n{asked}"],
        cwd=project,
        env=with_mlpack,
        capture_output=True,
        text=True,
        check=True,
    )

    assert [line.split() for line in done.stdout.splitlines()] == [said for _, said in QUESTIONS]


@pytest.mark.parametrize(
    ("shell", "begins"),
    [
        ("bash", "_mlpack_completion() {"),
        ("zsh", "#compdef mlpack"),
        ("fish", "complete --command mlpack"),
        ("powershell", "Import-Module PSReadLine"),
    ],
)
def test_each_shell_has_its_script(shell: str, begins: str, mlpack: Callable[..., Said]) -> None:
    said = mlpack("completions", shell)

    assert (said.code, said.out.startswith(begins), said.err) == (0, True, "")
    assert "_MLPACK_COMPLETE" in said.out


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_the_other_shells_are_answered_as_their_scripts_ask(
    shell: str, project: Path, with_mlpack: dict[str, str]
) -> None:
    asked = {
        "_MLPACK_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "mlpack init --framework scikit",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "scikit",
    }

    done = subprocess.run(
        ["mlpack"], cwd=project, env=with_mlpack | asked, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "scikit-learn" in done.stdout


def test_where_nothing_is_known_nothing_is_offered_and_nothing_said(
    tmp_path: Path, with_mlpack: dict[str, str]
) -> None:
    (tmp_path / "mlpack.yaml").write_text("framework: [\n")
    asked = {"_MLPACK_COMPLETE": "complete_bash", "COMP_WORDS": "mlpack explain D"}

    done = subprocess.run(
        ["mlpack"],
        cwd=tmp_path,
        env=with_mlpack | asked | {"COMP_CWORD": "2"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")

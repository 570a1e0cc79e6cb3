"""Which Python runs pip for a target; the Pythons here are scripts that say what they are."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Target
from mlpack.lock.pip_tools.interpreters import Places, ask, find

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
    python(tmp_path / "path", **differs)
    own = python(tmp_path / "own", "python3.78")

    assert find(AMD64, Places(own, (tmp_path / "path",))).path == own


def test_arm64_is_what_linux_calls_aarch64(tmp_path: Path) -> None:
    own = python(tmp_path / "own", machine="aarch64")

    assert find(Target("3.77", "linux/arm64"), Places(own, ())).path == own


@pytest.mark.parametrize("name", ["python3.78", "python3.9"])
def test_where_none_fits_it_is_the_python_that_runs_mlpack(tmp_path: Path, name: str) -> None:
    own = python(tmp_path / "own", name, system="darwin", glibc="")
    python(tmp_path / "path", "python3.100")
    python(tmp_path / "path", kind="pypy")

    found = find(AMD64, Places(own, (tmp_path / "path",)))

    assert (found.path, found.fits(AMD64)) == (own, False)


def test_a_python_that_runs_mlpack_and_does_not_answer_is_named() -> None:
    with pytest.raises(LockFailed) as refused:
        find(AMD64, Places("/nowhere", ()))

    assert refused.value.says == "The Python that runs mlpack, /nowhere, cannot be started."
    assert refused.value.hint == "Install mlpack with a Python of its own: `pipx install mlpack`."


def test_the_python_that_runs_the_tests_says_what_it_is() -> None:
    found = ask(sys.executable)

    assert found is not None
    assert found.python == f"{sys.version_info.major}.{sys.version_info.minor}"

"""A project's folder that somebody else prepared, or that broke: refused, and nothing else touched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Said

posix = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes: run it on Linux")


@posix
@pytest.mark.parametrize("kept", ["requirements.lock", ".mlpack/lock.json"])
def test_a_link_out_of_the_project_is_never_written_through(
    project: Path, mlpack: Callable[..., Said], kept: str
) -> None:
    outside = project.parent / "outside"
    outside.write_text("{}")
    (project / kept).unlink()
    (project / kept).symlink_to(outside)

    said = mlpack("generate")

    assert said.code != 0
    assert outside.read_text() == "{}"
    assert "Traceback" not in said.err


@pytest.mark.parametrize("damage", [b"", b"\xff", b"[" * 100_000, b'{"layers": {"a": "../.."}}'])
def test_damaged_pins_are_said_and_never_forgotten(
    project: Path, mlpack: Callable[..., Said], damage: bytes
) -> None:
    pins = project / ".mlpack/lock.json"
    pins.write_bytes(damage)

    said = mlpack("generate")

    assert said.code in {1, 2}
    assert said.err.startswith(".mlpack/lock.json\n")
    assert pins.read_bytes() == damage


MARKED = """\
{{
<<<<<<< HEAD
  "catalog": "2026-11-01",
  "layers": {ours}
=======
  "catalog": "2026-11-20",
  "layers": {theirs}
>>>>>>> feature
}}
"""


def test_pins_that_git_left_in_conflict_are_taken_where_both_sides_agree(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    pins = project / ".mlpack/lock.json"
    whole = pins.read_bytes()
    pins.write_text(MARKED.format(ours="{}", theirs="{}"))
    agreed = mlpack("generate")
    mended = pins.read_bytes()
    commit = '{"git+file:///r@v1": "%s"}' % ("a" * 40)
    pins.write_text(MARKED.format(ours="{}", theirs=commit))

    said = mlpack("generate")

    assert (agreed.code, mended) == (0, whole)
    assert (said.code, said.err.splitlines()[0]) == (2, ".mlpack/lock.json")


def test_a_lock_that_is_not_text_is_said_and_left_alone(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    lock = project / "requirements.lock"
    damaged = lock.read_bytes() + b"\xff"
    lock.write_bytes(damaged)

    said = mlpack("generate", "--check")

    assert said == Said(
        1,
        "",
        "requirements.lock\n    This is not UTF-8 text.\n"
        "    Restore it from git, or delete it: mlpack makes it anew.\n",
    )
    assert lock.read_bytes() == damaged


def test_a_lock_whose_header_names_another_target_is_stale(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().replace("for Python 3.1", "for Python 3.2", 1))

    assert mlpack("lock", "--check").code == 1


@posix
def test_a_pipe_in_place_of_the_spec_is_refused_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("mlpack.yaml")

    assert mlpack("generate") == Said(2, "", "mlpack.yaml is not a file.\n")


def test_who_names_the_spec_is_asked_for_its_folder(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    refusal = "mlpack.yaml is a file.\n    Name the project's folder.\n"

    assert mlpack("generate", "mlpack.yaml") == Said(2, "", refusal)


def test_a_spec_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mlpack.yaml").write_text("# " + "a" * 300_000)

    assert mlpack("generate") == Said(2, "", "mlpack.yaml is larger than 256 KiB.\n")


def test_a_folder_that_cannot_be_is_an_error_and_no_bug(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    below_a_file = mlpack("init", "--yes", "--no-lock", "Dockerfile/x")
    too_long = mlpack("init", "--yes", "--no-lock", "--name", "a", "x" * 300)

    assert {below_a_file.code, too_long.code} <= {1, 2}
    assert "bug" not in below_a_file.err + too_long.err

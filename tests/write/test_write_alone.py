"""Two runs at once: one waits, or is told; what is on the disk is wholly one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from project_folder import everything, generate, put, tree

from mlpack.errors import WriteRefused
from mlpack.write import alone, apply, compare

HERE = Path(__file__).parent
RENDERS = {
    name: {
        name: f"{name}\n",
        **{f"serve/{number}/f": f"{name} {number}\n" * 99 for number in range(8)},
    }
    for name in ("one", "other")
}
LOOP = """
import sys; from pathlib import Path
from project_folder import generate
from test_write_alone import RENDERS
from mlpack.write import alone
for _ in range(12):
    with alone(Path(sys.argv[1]), patience=60):
        generate(Path(sys.argv[1]), RENDERS[sys.argv[2]])
"""
HOLD = """
import sys; from pathlib import Path
from mlpack.write import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def _python(code: str, *arguments: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(HERE), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _held(root: Path) -> Iterator[subprocess.Popen[str]]:
    with _python(HOLD, str(root)) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.communicate("")


def test_runs_at_once_with_different_wishes_leave_wholly_one_of_them(tmp_path: Path) -> None:
    wholly = []
    for name, files in RENDERS.items():
        generate(tmp_path / name, files)
        wholly.append(everything(tmp_path / name))
    root = tmp_path / "project"
    root.mkdir()

    runs = [_python(LOOP, str(root), name) for name in [*RENDERS, *RENDERS]]
    said = [run.communicate()[1] for run in runs]

    assert [(run.returncode, says) for run, says in zip(runs, said, strict=True)] == [(0, "")] * 4
    assert everything(root) in wholly


def test_a_run_that_compared_before_another_wrote_is_refused(tmp_path: Path) -> None:
    generate(tmp_path, {"same": "1\n", "f": "1\n"})
    changes = compare(tree({"same": "1\n", "f": "1\n", "g": "1\n"}), tmp_path)
    generate(tmp_path, {"same": "1\n", "f": "2\n"})
    before = everything(tmp_path)

    with pytest.raises(WriteRefused, match="It changed while mlpack was at work"):
        apply(changes, tmp_path)

    assert everything(tmp_path) == before


def test_whoever_comes_second_is_told_who_is_at_work(tmp_path: Path) -> None:
    with (
        _held(tmp_path) as holder,
        pytest.raises(WriteRefused) as refused,
        alone(tmp_path, patience=0.1),
    ):
        pass

    who = f" (process {holder.pid})" if sys.platform == "linux" else ""
    assert refused.value.where == str(tmp_path)
    assert refused.value.says == f"Another mlpack is at work here{who}."
    assert refused.value.hint == "Wait until it is done, then run the command again."


def test_whoever_comes_second_waits_a_moment(tmp_path: Path) -> None:
    with _held(tmp_path) as holder:
        assert holder.stdin
        holder.stdin.close()
        with alone(tmp_path, patience=60):
            assert holder.wait() == 0
        holder.stdin = None


def test_looking_needs_nobody_to_be_away(tmp_path: Path) -> None:
    put(tmp_path, {"f": "1\n"})

    with _held(tmp_path):
        changes = compare(tree({"f": "1\n"}), tmp_path)

    assert [change.verb for change in changes] == ["same"]


def test_whoever_holds_a_project_may_hold_it_again(tmp_path: Path) -> None:
    with alone(tmp_path), alone(tmp_path, patience=0):
        generate(tmp_path, {"f": "1\n"})

    with alone(tmp_path, patience=0):
        assert everything(tmp_path)["f"] == "1\n"


def test_a_folder_that_was_made_to_be_held_goes_if_nothing_comes_into_it(tmp_path: Path) -> None:
    with alone(tmp_path / "new/project"):
        assert (tmp_path / "new/project").is_dir()

    assert everything(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []

"""A kill at any moment: at each step of a write, and at random moments of real commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from project_folder import everything, generate, put, tree

from mlpack.errors import WriteRefused
from mlpack.write import Write, alone, apply, compare, load, recover

if os.name != "posix":
    pytest.skip("needs POSIX: run it on Linux or macOS", allow_module_level=True)

STATE, PENDING = ".mlpack/state.json", ".mlpack/pending.json"
OLD = {"a": "1\n", "edited": "1\n2\n3\n", "gone/x": "1\n", "same": "1\n"}
NEW = {"a": "2\n", "edited": "1\n2\nthree\n", "new/folder/y": "2\n", "same": "1\n"}
HERE = Path(__file__).parent


def _whole(root: Path) -> dict[str, str]:
    found = everything(root)
    return {p: t for p, t in found.items() if not p.endswith(".mlpack-tmp") and p != PENDING}


def _killed_at(root: Path, step: int) -> bool:
    """A run whose every process dies before its step of that number; whether it came so far."""
    victim = os.fork()
    if not victim:
        _die_at(root, step, os.getpid())
    return os.waitstatus_to_exitcode(os.waitpid(victim, 0)[1]) != 0


def _die_at(root: Path, step: int, victim: int) -> None:
    made = 0

    def at(_: str) -> None:
        nonlocal made
        made += 1
        if made == step:
            os.kill(victim, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    _write(root, at)


def _write(root: Path, at: Callable[[str], None]) -> NoReturn:
    beside = [Write("requirements.lock", "pins\n"), Write("model", b"weights\n")]
    apply(compare(tree(NEW), root), root, beside=beside, at=at)
    os._exit(0)


def _project(root: Path) -> Path:
    generate(root, OLD)
    put(root, {"edited": "mine\n2\n3\n", "requirements.lock": "old\n"})
    return root


def test_a_kill_at_each_step_leaves_the_old_or_the_new_tree_to_the_next_run(tmp_path: Path) -> None:
    old = everything(_project(tmp_path / "0"))
    assert not _killed_at(tmp_path / "0", step=-1)
    new = everything(tmp_path / "0")
    found = []

    for step in range(1, 99):
        root = _project(tmp_path / str(step))
        if not _killed_at(root, step):
            break
        was_decided = (root / PENDING).exists()
        assert was_decided or _whole(root) in (old, new)
        recover(root)
        assert everything(root) in (old, new)
        assert (everything(root) == new) == (was_decided or _whole(root) == new)
        found.append("new" if was_decided else "old")

    assert found == sorted(found, reverse=True)
    assert {"old", "new"} <= set(found)
    assert len(found) > 2 * len(NEW)


def test_a_run_that_is_killed_once_its_journal_stands_needs_no_other_to_carry_it_out(
    tmp_path: Path,
) -> None:
    root = _project(tmp_path / "killed")
    assert not _killed_at(_project(tmp_path / "whole"), step=-1)
    victim = os.fork()
    if not victim:
        parent = os.getpid()
        _write(root, lambda step: _kill(parent) if step == "flush the journal" else None)

    ended = os.waitstatus_to_exitcode(os.waitpid(victim, 0)[1])
    with alone(root):  # whoever still puts files into their places is done
        found = everything(root)

    assert ended == -signal.SIGKILL
    assert found == everything(tmp_path / "whole")


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def test_a_kill_while_a_killed_run_is_carried_out_is_carried_out_too(tmp_path: Path) -> None:
    assert not _killed_at(_project(tmp_path / "0"), step=-1)
    new = everything(tmp_path / "0")
    decided = next(step for step in range(1, 99) if _is_decided(tmp_path / f"try {step}", step))

    for later in range(1, 9):
        root = tmp_path / f"later {later}"
        assert _is_decided(root, decided)
        victim = os.fork()
        if not victim:
            _recover_until(root, later)
        os.waitpid(victim, 0)
        recover(root)
        assert everything(root) == new


def _is_decided(root: Path, step: int) -> bool:
    _killed_at(_project(root), step)
    return (root / PENDING).exists()


def _recover_until(root: Path, step: int) -> None:
    made = 0

    def at(_: str) -> None:
        nonlocal made
        made += 1
        if made == step:
            os._exit(9)

    recover(root, at=at)
    os._exit(0)


def test_what_a_person_changed_after_the_kill_is_their_edit_and_is_merged(tmp_path: Path) -> None:
    decided = next(step for step in range(1, 99) if _is_decided(tmp_path / str(step), step))
    root = tmp_path / str(decided)
    put(root, {"edited": "mine\n2\n3\nlater\n", "a": "1\nmine\n"})

    recover(root)
    held = everything(root)
    verbs = generate(root, NEW)

    assert (held["edited"], held["a"]) == ("mine\n2\n3\nlater\n", "1\nmine\n")
    assert (held["new/folder/y"], held["requirements.lock"]) == ("2\n", "pins\n")
    assert verbs == {"a": "conflict", "edited": "conflict", "new/folder/y": "same", "same": "same"}
    assert {"mine", "later"} <= set(everything(root)["edited"].split("\n"))
    assert PENDING not in everything(root)


@pytest.mark.parametrize(
    "journal",
    [
        '[{"path": "../f"}]',
        "{",
        '[{"path": "../f", "staged": "", "replaces": ""}]',
        '[{"path": ".git/hooks/pre-commit", "staged": "x/.0123456789abcdef.mlpack-tmp", "replaces": ""}]',
        '[{"path": "f", "staged": "evil.sh", "replaces": ""}]',
    ],
)
def test_a_journal_that_no_run_of_mlpack_left_is_refused(tmp_path: Path, journal: str) -> None:
    put(tmp_path, {PENDING: journal, "f": "mine\n", "evil.sh": ""})
    before = everything(tmp_path)

    with pytest.raises(WriteRefused) as refused:
        recover(tmp_path)

    assert str(refused.value) == "It tells how far an interrupted run came, and cannot be read."
    assert everything(tmp_path) == before


def test_the_journal_is_never_followed_out_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    decided = next(step for step in range(1, 99) if _is_decided(tmp_path / str(step), step))
    (tmp_path / str(decided)).rename(root)
    put(tmp_path, {"outside/f": "theirs\n"})
    (root / "a").unlink()
    (root / "a").symlink_to(tmp_path / "outside/f")

    with pytest.raises(WriteRefused, match="a link that leads out of the project"):
        recover(root)

    assert everything(tmp_path / "outside") == {"f": "theirs\n"}


def test_a_run_after_a_kill_needs_no_other_command_first(tmp_path: Path) -> None:
    decided = next(step for step in range(1, 99) if _is_decided(tmp_path / str(step), step))
    root = tmp_path / str(decided)

    verbs = generate(root, NEW)

    assert set(verbs.values()) == {"same", "edited"}
    assert load(root).baselines("a") == ("2\n",)


def test_two_hundred_killed_commands_leave_the_old_or_the_new_tree(tmp_path: Path) -> None:
    kills = 101
    paths = os.pathsep.join([str(HERE), str(HERE.parent), *sys.path])

    done = subprocess.run(
        [sys.executable, str(HERE / "victims.py"), str(tmp_path), str(kills)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for found in json.loads(done.stdout):
        assert found.pop("old") + found.pop("new") == kills
        assert found == {"old or new after the next run": kills, "leftovers": 0}

"""Years of a project's life, at random: edits, new wishes, renames, damage; no line is ever lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from project_folder import stamps

from mlpack import api
from mlpack.spec import read
from mlpack.tree import Tree
from mlpack.write import Choices, Style, apply, compare

WISHES = [
    "serving: {port: 9000}",
    "serving: {limits: {rows: 7}}",
    "outputs: [compose]",
    "requirements: [pandas>=2, polars]",
    "system_packages: [libgomp1]",
    "environment: {A: b}",
    "model: artifacts/other.joblib",
]
SPEC = 'name: digits\nframework: scikit-learn==1.7.*\npython: "3.12"\n'
RENAMED = {"serve/app.py": "serve/application.py", "Dockerfile": "docker/Dockerfile"}
EDITED = [*RENAMED, *RENAMED.values(), "serve/settings.py", "requirements.in", ".dockerignore"]
STATE = ".mlpack/state.json"


def rendered(wishes: list[str], renames: dict[str, str]) -> Tree:
    """What mlpack wants: a real project's files, some under the path of a later template."""
    document = read(SPEC + "".join(f"{wish}\n" for wish in wishes))
    files = dict(api.project_from(document, Path("nowhere")).tree)
    for old, new in renames.items():
        files[new] = replace(files.pop(old), was=(old,))
    return Tree(files)


TREES = {
    (wish, is_renamed): rendered([wish], RENAMED if is_renamed else {})
    for wish in ["", *WISHES]
    for is_renamed in (False, True)
}


class Years(RuleBasedStateMachine):
    """`mine` are lines that a person wrote, each of its kind alone, and did not take out again."""

    style: ClassVar[Style]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="mlpack-years-"))
        self.tree = TREES["", False]
        self.mine: set[str] = set()
        self.count = 0
        self.run()

    @initialize()
    def is_generated(self) -> None:
        assert all((self.root / path).is_file() for path in self.tree)

    @rule(
        path=st.sampled_from(EDITED),
        at=st.floats(0, 1),
        change=st.sampled_from(["insert", "replace", "delete", "reorder", "append"]),
        text=st.sampled_from(["", "é", "\f", "  x = 1", "<<<", "# note\v", "\u2028", "-- "]),
    )
    def a_person_edits(self, path: str, at: float, change: str, text: str) -> None:
        lines = self.lines(path)
        if lines is None:
            return
        self.count += 1
        written, place = f"{text}mine {self.count}", int(at * len(lines))
        if change == "insert":
            lines.insert(place, written)
        elif change == "append":
            lines.append(written)
        elif change == "replace" and place < len(lines):
            lines[place] = written
        elif change == "delete":
            del lines[place : place + 2]
        else:
            lines[place : place + 3] = reversed(lines[place : place + 3])
        self.put(path, "\n".join(lines))

    @rule(path=st.sampled_from(EDITED), ends=st.sampled_from(["\r\n", "\n"]), last=st.booleans())
    def an_editor_changes_line_ends(self, path: str, ends: str, last: bool) -> None:
        lines = self.lines(path)
        if lines is not None:
            text = "\n".join(lines).rstrip("\n") + "\n" * last
            self.put(path, text.replace("\n", ends))

    @rule(path=st.sampled_from([*EDITED, "model.py", "serve/health.py"]))
    def a_person_deletes(self, path: str) -> None:
        self.forgetting(lambda: (self.root / path).unlink(missing_ok=True))

    @rule(path=st.sampled_from(EDITED))
    def a_person_settles_a_conflict(self, path: str) -> None:
        rejection = self.root / f"{path}.rej"
        marks = ("<<<<<<< ", "||||||| ", ">>>>>>> ")
        rejection.unlink(missing_ok=True)
        lines = self.lines(path)
        if lines is not None and any(line.startswith(marks) for line in lines):
            self.put(path, "\n".join(line for line in lines if not line.startswith(marks)))

    @rule(damage=st.sampled_from(["missing", "cut", "one", "garbage"]))
    def the_baseline_is_damaged(self, damage: str) -> None:
        state = self.root / STATE
        if damage == "missing" or not state.exists():
            state.unlink(missing_ok=True)
            (self.root / ".mlpack/lock.json").write_text("{}")
            return
        text = state.read_text(encoding="utf-8")
        cut = text[: len(text) // 2]
        one = text.replace('"Dockerfile": "e', '"Dockerfile": "_')
        state.write_text({"cut": cut, "one": one, "garbage": "\0"}[damage], encoding="utf-8")

    @rule(wish=st.sampled_from(["", *WISHES]), is_renamed=st.booleans())
    def mlpack_generates(self, wish: str, is_renamed: bool) -> None:
        self.tree = TREES[wish, is_renamed]
        self.run()

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.mine <= self.written()

    @invariant()
    def a_run_without_changes_is_none(self) -> None:
        self.run()
        before = stamps(self.root)
        self.run()
        assert stamps(self.root) == before

    def run(self) -> None:
        apply(compare(self.tree, self.root, choices=Choices(conflicts=self.style)), self.root)

    def put(self, path: str, text: str) -> None:
        def write() -> None:
            (self.root / path).write_bytes(text.encode())

        self.forgetting(write)

    def forgetting(self, change: Callable[[], None]) -> None:
        """A person's change; what is nowhere then they took out themselves."""
        change()
        self.mine = self.written()

    def lines(self, path: str) -> list[str] | None:
        file = self.root / path
        return _plain(file).split("\n") if file.exists() else None

    def written(self) -> set[str]:
        """All lines of the person's in the files; in a `.rej` there are only mlpack's."""
        files = [path for path in self.root.rglob("*") if path.is_file() and path.suffix != ".rej"]
        lines = (line for path in files for line in _plain(path).split("\n"))
        return {line for line in lines if "mine " in line}

    def teardown(self) -> None:
        shutil.rmtree(self.root)


def _plain(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n", "\n")


@contextmanager
def _path(has_git: bool) -> Iterator[None]:
    before = os.environ["PATH"]
    os.environ["PATH"] = before if has_git else ""
    try:
        yield
    finally:
        os.environ["PATH"] = before


@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no git"])
@pytest.mark.parametrize("style", ["markers", "rej"])
def test_nothing_that_a_person_wrote_is_ever_lost(style: Style, has_git: bool) -> None:
    machine = type("Life", (Years,), {"style": style})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    some = settings(
        max_examples=12,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=checks,
    )

    with _path(has_git):
        run_state_machine_as_test(machine, settings=some)

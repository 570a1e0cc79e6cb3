"""The wizard as a newcomer meets it: in a real terminal, key by key."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from projects import CHECKOUT, holds, verbs_of

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a pseudo-terminal: run it on Linux or macOS"
)
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
ENTER, DOWN, UP, CTRL_C, CTRL_D, CTRL_U = "\r", "\x1b[B", "\x1b[A", "\x03", "\x04", "\x15"
QUESTIONS = [
    "What is the service called?",
    "What was the model made with?",
    "Which Python?",
    "What does the model compute on?",
    "How is it served?",
    "Where is the model?",
]


class Terminal:
    """`mlpack init ...` in a pseudo-terminal of 80 columns."""

    def __init__(self, root: Path, *arguments: str, stdout: str = "") -> None:
        import pexpect

        command = f"{sys.executable} -m mlpack init --no-lock {' '.join(arguments)} {stdout}"
        self.child = pexpect.spawn(
            "sh",
            ["-c", f"exec {command}"],
            cwd=str(root),
            env={
                **os.environ,
                "PYTHONPATH": str(CHECKOUT),
                "TERM": "xterm-256color",
                # pexpect does not answer where its cursor is
                "PROMPT_TOOLKIT_NO_CPR": "1",
            },
            encoding="utf-8",
            dimensions=(40, 80),
            timeout=30,
        )
        self.seen = ""

    def answer(self, question: str, *keys: str) -> None:
        """Waits until `question` can be answered, then presses the keys."""
        # questionary shows a question, then lets the cursor be seen: only then it reads keys
        self.child.expect_exact(question)
        self.seen += self.child.before + question
        self.child.expect(r"\x1b\[\?7h.*?\x1b\[\?(12l|7h|25h)|\x1b\[\?7h")
        self.seen += self.child.before + self.child.after
        for key in keys:
            self.child.send(key)

    def left(self) -> int:
        import pexpect

        self.child.expect(pexpect.EOF)
        self.seen += self.child.before
        self.child.close()
        return int(self.child.exitstatus)

    @property
    def text(self) -> str:
        return CONTROL.sub("", self.seen)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(*arguments: str, stdout: str = "") -> Terminal:
        root = tmp_path / "digits"
        root.mkdir(exist_ok=True)
        opened.append(Terminal(root, *arguments, stdout=stdout))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.child.close(force=True)


def test_six_questions_answered_by_enter_make_a_project(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    root = tmp_path / "digits"
    screen = terminal("--python", "3.12")

    for question in QUESTIONS:
        if question != "Which Python?":
            screen.answer(question, ENTER)

    assert screen.left() == 0
    assert (root / "mlpack.yaml").read_text() == (
        'name: digits\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
    )
    assert set(holds(root)) == {
        *(set(verbs_of(root)) - {"requirements.lock"}),
        "mlpack.yaml",
        ".mlpack/state.json",
        ".mlpack/lock.json",
    }
    assert screen.text.startswith(
        "5 questions. Enter takes the answer that is shown, Ctrl-C leaves; nothing is\n"
        "written before the last one is answered.\n"
    )
    assert "Next:\n  mlpack lock\n" in screen.text


def test_every_question_is_asked_in_its_order_with_its_reason(
    terminal: Callable[..., Terminal],
) -> None:
    screen = terminal()

    for question in QUESTIONS:
        screen.answer(question, ENTER)

    assert screen.left() == 0
    assert screen.text.startswith("6 questions. ")
    places = [screen.text.index(question) for question in QUESTIONS]
    assert places == sorted(places)


def test_arrow_keys_choose(tmp_path: Path, terminal: Callable[..., Terminal]) -> None:
    screen = terminal("--framework", "scikit-learn==1.5.*", "--compute", "cpu", "--model", "m")

    screen.answer(QUESTIONS[0], ENTER)
    # 3.13, 3.12, 3.11: up to the first from wherever the proposal stands, then one down
    screen.answer(QUESTIONS[2], *_to_the_top("3.13", "3.12", "3.11"), DOWN, ENTER)
    screen.answer(QUESTIONS[4], ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        'name: digits\nframework: scikit-learn==1.5.*\npython: "3.12"\nmodel: m\n'
    )


def _to_the_top(*offered: str) -> list[str]:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [UP] * (offered.index(running) if running in offered else 0)


def test_a_wrong_name_is_explained_in_full_and_can_be_mended(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("--python", "3.12", "--framework", "scikit-learn", "--compute", "cpu")

    screen.answer(QUESTIONS[0], "my model", ENTER)
    screen.answer(QUESTIONS[0])
    screen.answer(QUESTIONS[0], *["\x7f"] * len(" model"), "-model", ENTER)
    screen.answer(QUESTIONS[4], ENTER)
    screen.answer(QUESTIONS[5], "../m", ENTER)
    screen.answer(QUESTIONS[5])
    screen.answer(QUESTIONS[5], CTRL_U, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        'name: my-model\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
    )
    assert (
        "A name has small letters, digits and hyphens, starts and ends with a letter or\n"
        "digit, and is at most 63 long: it names the image and the service.\n" in screen.text
    )


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_writes_nothing(
    tmp_path: Path, terminal: Callable[..., Terminal], key: str
) -> None:
    screen = terminal("new")

    screen.answer(QUESTIONS[0], key)

    assert screen.left() == 130
    assert screen.text.rstrip().endswith("Left; nothing was written.")
    assert list((tmp_path / "digits").iterdir()) == []


def test_leaving_at_the_last_question_writes_nothing_either(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal()

    for question in QUESTIONS[:-1]:
        screen.answer(question, ENTER)
    screen.answer(QUESTIONS[-1], CTRL_C)

    assert screen.left() == 130
    assert holds(tmp_path / "digits") == {}


def test_questions_are_talk_and_leave_stdout_to_the_answer(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("--name", "digits", stdout="> ../answer")

    for question in QUESTIONS[1:]:
        screen.answer(question, ENTER)

    assert screen.left() == 0
    assert CONTROL.sub("", (tmp_path / "answer").read_text()).startswith(
        "  create    mlpack.yaml\n  create    .dockerignore\n"
    )

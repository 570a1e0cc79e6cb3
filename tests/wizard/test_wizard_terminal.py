"""The wizard as a newcomer meets it: in a real terminal, key by key."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from projects import CHECKOUT, holds, put, verbs_of

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a pseudo-terminal: run it on Linux or macOS"
)
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
ENTER, DOWN, UP, CTRL_C, CTRL_D, CTRL_U = "\r", "\x1b[B", "\x1b[A", "\x03", "\x04", "\x15"
CTRL_B = "\x02"
SCHEMA = "# yaml-language-server: $schema=.mlpack/schema.json\n"
WRITE = "Write these?"
QUESTIONS = [
    "What is the service called?",
    "What was the model made with?",
    "Which Python?",
    "What does the model compute on?",
    "How is it served?",
    "Where is the model?",
]


class Terminal:
    """`mlpack init ...` in a pseudo-terminal."""

    def __init__(
        self,
        root: Path,
        *arguments: str,
        stdout: str = "",
        columns: int = 80,
        env: Mapping[str, str] | None = None,
    ) -> None:
        import pexpect

        command = f"{sys.executable} -m mlpack init --no-lock {' '.join(arguments)} {stdout}"
        self.child = pexpect.spawn(
            "sh",
            ["-c", f"exec {command}"],
            cwd=str(root),
            env={
                **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
                "PYTHONPATH": str(CHECKOUT),
                "TERM": "xterm-256color",
                # pexpect does not answer where its cursor is
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **(env or {}),
            },
            encoding="utf-8",
            dimensions=(40, columns),
            timeout=120,
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

    def open_terminal(*arguments: str, **more: Any) -> Terminal:
        root = tmp_path / "digits"
        root.mkdir(exist_ok=True)
        opened.append(Terminal(root, *arguments, **more))
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
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (root / "mlpack.yaml").read_text() == (
        f'{SCHEMA}name: digits\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
    )
    assert set(holds(root)) == {
        *(set(verbs_of(root)) - {"requirements.lock"}),
        "mlpack.yaml",
        ".mlpack/state.json",
        ".mlpack/lock.json",
        ".mlpack/schema.json",
    }
    assert screen.text.startswith(
        "5 questions. Enter takes the answer that is shown, ? helps, Ctrl-B goes back,\n"
        "Ctrl-C leaves; nothing is written before the last one is answered.\n"
    )
    assert "Next:\n  mlpack lock\n" in screen.text


def test_every_question_is_asked_in_its_order_with_its_reason(
    terminal: Callable[..., Terminal],
) -> None:
    screen = terminal()

    for question in QUESTIONS:
        screen.answer(question, ENTER)
    screen.answer(WRITE, ENTER)

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
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        f'{SCHEMA}name: digits\nframework: scikit-learn==1.5.*\npython: "3.12"\nmodel: m\n'
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
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        f'{SCHEMA}name: my-model\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
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


@pytest.mark.parametrize("last", [*QUESTIONS[1:], WRITE])
def test_leaving_at_any_later_question_writes_nothing_either(
    tmp_path: Path, terminal: Callable[..., Terminal], last: str
) -> None:
    screen = terminal()

    for question in QUESTIONS[: [*QUESTIONS, WRITE].index(last)]:
        screen.answer(question, ENTER)
    screen.answer(last, CTRL_C)

    assert screen.left() == 130
    assert holds(tmp_path / "digits") == {}


def test_no_on_the_last_screen_writes_nothing(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal(*GIVEN)

    screen.answer(QUESTIONS[0], ENTER)
    screen.answer(WRITE, "what", ENTER)
    screen.answer(WRITE, "n", ENTER)

    assert screen.left() == 1
    assert "It is Y/n/back.\n" in screen.text
    assert holds(tmp_path / "digits") == {}


def test_one_goes_back_from_a_question_and_from_the_last_screen(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("--python", "3.12", "--framework", "scikit-learn")

    screen.answer(QUESTIONS[0], "one", ENTER)
    screen.answer(QUESTIONS[3], CTRL_B)
    screen.answer(QUESTIONS[0], "two", ENTER)
    screen.answer(QUESTIONS[3], ENTER)
    screen.answer(QUESTIONS[4], ENTER)
    screen.answer(QUESTIONS[5], "a.joblib", ENTER)
    screen.answer(WRITE, "back", ENTER)
    screen.answer(QUESTIONS[5], "b.joblib", ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        f'{SCHEMA}name: two\nframework: scikit-learn\npython: "3.12"\nmodel: b.joblib\n'
    )


def test_a_question_mark_helps_where_one_types_and_where_one_chooses(
    terminal: Callable[..., Terminal],
) -> None:
    screen = terminal("--python", "3.12", "--framework", "scikit-learn", "--model", "m")

    screen.answer(QUESTIONS[0], "?")
    screen.answer(QUESTIONS[0], ENTER)
    screen.answer(QUESTIONS[3], "?")
    screen.answer(QUESTIONS[3], ENTER)
    screen.answer(QUESTIONS[4], ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert "Small letters, digits and hyphens; 63 at most." in screen.text
    assert "the newest build is taken that the catalogue knows" in screen.text


GIVEN = ("--framework", "scikit-learn", "--python", "3.12", "--compute", "cpu",
         "--serving", "fastapi", "--model", "m")  # fmt: skip


def test_the_last_screen_says_what_is_written_what_was_decided_and_what_stays(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    put(tmp_path / "digits", {"Dockerfile": "FROM mine\n", "model.py": "mine = 1\n"})
    screen = terminal(*GIVEN)

    screen.answer(QUESTIONS[0], ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 1
    assert re.search(
        "mlpack.yaml:\n  name: digits +the name of the folder\n  framework: scikit-learn\n"
        '  python: "3.12"\n  model: m\n',
        screen.text,
    )
    decided = screen.text.partition("Decided:\n")[2].partition("\n\n")[0]
    assert len(re.findall(r"^  \w", decided, re.M)) == 3
    shown = screen.text.partition("Files:\n")[2].partition(WRITE)[0]
    assert "  create    mlpack.yaml\n" in shown
    assert "  conflict  Dockerfile" in shown
    assert "  keep      model.py\n" in shown
    assert (tmp_path / "digits/Dockerfile").read_text() == "FROM mine\n"
    assert (tmp_path / "digits/model.py").read_text() == "mine = 1\n"


def test_a_wide_terminal_shows_the_dockerfile_beside_and_a_narrow_one_does_not(
    terminal: Callable[..., Terminal],
) -> None:
    wide, narrow = terminal("--name", "a", columns=140), terminal("--name", "b", columns=119)

    for screen in (wide, narrow):
        screen.answer(QUESTIONS[1], ENTER)
        screen.answer(QUESTIONS[2], CTRL_C)

    assert (wide.left(), narrow.left()) == (130, 130)
    assert "|FROM python:3." in wide.text.replace(" ", "").replace("FROMpython", "FROM python")
    assert "FROM python:3." not in narrow.text


def test_a_terminal_that_becomes_tiny_and_wide_again_goes_on(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("--python", "3.12", columns=140)

    screen.answer(QUESTIONS[0])
    screen.child.setwinsize(5, 20)
    screen.child.send(ENTER)
    screen.child.expect_exact("scikit-learn")
    screen.child.setwinsize(50, 200)
    screen.child.expect_exact("FROM python:3.12")
    screen.child.send(ENTER)
    for question in QUESTIONS[3:]:
        screen.answer(question, ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").exists()


def test_in_forty_columns_nothing_is_cut_off(terminal: Callable[..., Terminal]) -> None:
    screen = terminal("--python", "3.12", "--framework", "scikit-learn", "--model", "m", columns=40)

    screen.answer(QUESTIONS[0], ENTER)
    screen.answer(QUESTIONS[3], ENTER)
    screen.answer(QUESTIONS[4], ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    shown = re.sub(r"\s+", " ", screen.text)
    # a choice is broken between letters
    together = re.sub(r"\s+", "", screen.text)
    assert "It names the image and the service." in shown
    assert "scikit-learncomputesontheCPUonly.)" in together


def test_no_color_means_no_colour(terminal: Callable[..., Terminal]) -> None:
    plain, coloured = terminal(env={"NO_COLOR": "1"}), terminal()
    colour = re.compile(r"\x1b\[[0-9;]*(?<![0-9])(3[0-8]|9[0-7]|38;)[0-9;]*m")

    for screen in (plain, coloured):
        screen.answer(QUESTIONS[0], ENTER)
        screen.answer(QUESTIONS[1], CTRL_C)
        assert screen.left() == 130

    assert not colour.search(plain.seen)
    assert colour.search(coloured.seen)


@pytest.mark.parametrize(
    ("options", "env"), [(("--plain",), {}), ((), {"TERM": "dumb"})], ids=["--plain", "TERM=dumb"]
)
def test_a_screen_reader_gets_numbered_lines_and_nothing_that_moves(
    tmp_path: Path,
    terminal: Callable[..., Terminal],
    options: tuple[str, ...],
    env: dict[str, str],
) -> None:
    screen = terminal("--python", "3.12", "--framework", "scikit-learn", *options, env=env)

    for prompt, line in (
        ("Answer [digits]: ", "?"),
        ("Answer [digits]: ", "<"),
        ("Answer [digits]: ", "My Model"),
        ("Answer [digits]: ", "mine"),
        ("Answer [1]: ", "2"),
        ("Answer [1]: ", "7"),
        ("Answer [1]: ", "<"),
        ("Answer [mine]: ", "\n"),
        ("Answer [1]: ", "1"),
        ("Answer [1]: ", ""),
        ("Answer [model.joblib]: ", "m"),
        ("Write these? (Y/n/back): ", "y"),
    ):
        screen.child.expect_exact(prompt)
        screen.seen += screen.child.before + prompt
        screen.child.send(line if line == "\n" else f"{line}\n")

    assert screen.left() == 0
    assert "\x1b" not in screen.seen
    assert "  1. CPU\r\n  2. NVIDIA GPU (CUDA) (not possible: scikit-learn" in screen.seen
    assert "scikit-learn computes on the CPU only.\r\n" in screen.seen
    assert "Type a number from 1 to 2.\r\n" in screen.seen
    assert "This is the first question.\r\n" in screen.seen
    assert (tmp_path / "digits/mlpack.yaml").read_text() == (
        f'{SCHEMA}name: mine\nframework: scikit-learn\npython: "3.12"\nmodel: m\n'
    )


def test_what_is_found_is_proposed_with_its_place_and_what_is_certain_is_not_asked(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    found = {"requirements.txt": "scikit-learn==1.5.2\n", ".python-version": "3.11\n"}
    put(tmp_path / "digits", found)
    screen = terminal()

    for question in (QUESTIONS[0], *QUESTIONS[3:]):
        screen.answer(question, ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert re.search(r'  python +"3.11" +from .python-version:1; not asked\n', screen.text)
    assert "\n4 questions. " in screen.text
    assert re.search(r'  python: "3.11" +from .python-version:1\n', screen.text)
    assert "Which Python?" not in screen.text
    assert 'python: "3.11"\n' in (tmp_path / "digits/mlpack.yaml").read_text()


def test_over_a_mlpack_yaml_only_what_is_changed_changes(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    text = "# ours\nframework: scikit-learn==1.7.*  # as trained\nname: digits\nserving: {port: 9000}\n"
    put(tmp_path / "digits", {"mlpack.yaml": text})
    screen = terminal()

    screen.answer(QUESTIONS[0], "other", ENTER)
    for question in QUESTIONS[1:]:
        screen.answer(question, ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert (tmp_path / "digits/mlpack.yaml").read_text() == text.replace(
        "name: digits", "name: other"
    )
    assert screen.text.startswith(
        "mlpack.yaml is there already: what it says is chosen, what you change is\nchanged.\n"
    )
    assert "scikit-learn 1.7.*, from mlpack.yaml" in screen.text


def test_questions_are_talk_and_leave_stdout_to_the_answer(
    tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal("--name", "digits", stdout="> ../answer")

    for question in QUESTIONS[1:]:
        screen.answer(question, ENTER)
    screen.answer(WRITE, ENTER)

    assert screen.left() == 0
    assert CONTROL.sub("", (tmp_path / "answer").read_text()).startswith(
        "  create    mlpack.yaml\n  create    .dockerignore\n"
    )


def test_leaving_while_the_lock_is_made_writes_nothing(tmp_path: Path) -> None:
    import pexpect

    (tmp_path / "digits").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        child = pexpect.spawn(
            sys.executable,
            ["-m", "mlpack", "init", "--yes", "--name", "digits", "--python", "3.12"],
            cwd=str(tmp_path / "digits"),
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PIP_INDEX_URL": index},
            encoding="utf-8",
            timeout=120,
            # a run in the background ignores Ctrl-C, and its children with it
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        silent.settimeout(120)
        with silent.accept()[0]:
            child.send(CTRL_C)
            child.expect_exact("Left; nothing was written.")
            child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert holds(tmp_path / "digits") == {}

"""What a person is asked by: a face shows one question, and says what they did."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import Final, Literal, Protocol, TypeAlias

from mlpack.wizard.questions import Question
from mlpack.wizard.walk import Walk
from mlpack.wording import plural

Confirmed: TypeAlias = Literal["yes", "no", "back"]


class Back:
    """The person wants the question before this one."""


BACK: Final = Back()


class Face(Protocol):
    """Raises KeyboardInterrupt or EOFError where the person leaves with Ctrl-C or Ctrl-D."""

    keys: str
    """How one goes back and gets help, in a few words."""

    def ask(self, question: Question, walk: Walk) -> str | Back: ...

    def confirm(self, text: str, *, can_go_back: bool) -> Confirmed: ...


def walked(walk: Walk, face: Face) -> Walk:
    """To the end of the questions, forth and back as the person likes."""
    while question := walk.question:
        answer = face.ask(question, walk)
        walk = walk.back() if isinstance(answer, Back) else walk.answered(answer)
    return walk


def introduction(count: int, face: Face) -> str:
    return (
        f"{plural(count, 'question')}. Enter takes the answer that is shown, {face.keys}, Ctrl-C "
        "leaves; nothing is written before the last one is answered.\n"
    )


def say(text: str = "") -> None:
    """To stderr, for stdout is the answer's; wrapped for the terminal as it is now."""
    width = max(20, min(shutil.get_terminal_size().columns, 100) - 1)
    for line in text.splitlines() or [""]:
        indent = " " * (len(line) - len(line.lstrip()))
        wrapped = textwrap.fill(
            line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        print(wrapped, file=sys.stderr, flush=True)

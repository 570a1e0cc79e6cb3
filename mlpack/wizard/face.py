"""What a person is asked by: a face shows one question, and says what they did."""

from __future__ import annotations

import os
import re
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
    for line in text.splitlines() or [""]:
        print(wrapped(line), file=sys.stderr, flush=True)


def wrapped(line: str, *, within: int = 100) -> str:
    """What goes on stands below the second column, where there are two."""
    first = re.match(r" *(\S+ {2,})?", line)
    width = max(20, min(_columns(), within) - 1)
    return textwrap.fill(
        line,
        width,
        subsequent_indent=" " * (first.end() if first else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _columns() -> int:
    """Of the terminal that the questions are in: stdout may lead elsewhere."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return shutil.get_terminal_size().columns

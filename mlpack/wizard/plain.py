"""The face for every terminal: numbered lines, no cursor that moves, nothing drawn again."""

from __future__ import annotations

import sys

from mlpack.wizard.face import BACK, Back, Confirmed, say
from mlpack.wizard.prompt import confirmed
from mlpack.wizard.questions import Choice, Question
from mlpack.wizard.walk import Walk


class Plain:
    """What a screen reader reads in order."""

    keys = "? helps, < goes back"

    def ask(self, question: Question, walk: Walk) -> str | Back:
        self._show(question)
        while True:
            typed = _line(f"Answer [{self._number(question) or question.default}]: ")
            if typed == "<" and walk.can_go_back:
                say()
                return BACK
            if typed == "<":
                say("This is the first question.")
                continue
            if typed == "?":
                say(question.help)
                continue
            answer = _meant(typed, question) if typed else question.default
            says = _cannot(answer, question) or walk.wizard.fault(
                question.key, answer, walk.answers
            )
            if not says:
                say()
                return answer
            say(says)

    def confirm(self, text: str, *, can_go_back: bool) -> Confirmed:
        say(text)
        words = "Y/n/back" if can_go_back else "Y/n"
        while True:
            if found := confirmed(_line(f"Write these? ({words}): "), can_go_back=can_go_back):
                return found
            say(f"It is {words}.")

    def _show(self, question: Question) -> None:
        say(question.text)
        say(question.why)
        for number, choice in enumerate(question.choices, start=1):
            cannot = f" (not possible: {choice.cannot})" if choice.cannot else ""
            say(f"  {number}. {choice.label}{cannot}")

    def _number(self, question: Question) -> str:
        values = [choice.value for choice in question.choices]
        return str(values.index(question.default) + 1) if question.default in values else ""


def _line(prompt: str) -> str:
    """Raises EOFError where there are no more lines."""
    print(prompt, end="", file=sys.stderr, flush=True)
    typed = sys.stdin.readline()
    if not typed:
        raise EOFError
    return typed.strip()


def _meant(typed: str, question: Question) -> str:
    """A choice by its number, or what was typed."""
    numbered = {str(number): c.value for number, c in enumerate(question.choices, start=1)}
    return numbered.get(typed, typed)


def _cannot(answer: str, question: Question) -> str:
    if not question.choices:
        return ""
    chosen: Choice | None = next((c for c in question.choices if c.value == answer), None)
    if chosen is None:
        return f"Type a number from 1 to {len(question.choices)}."
    return chosen.cannot

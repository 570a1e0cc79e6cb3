"""Asks the wizard's questions in a terminal, on stderr, for stdout is the answer's."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable
from typing import Any

from mlpack.wizard.questions import Question, Wizard
from mlpack.wording import plural


def ask(wizard: Wizard, answers: dict[str, str]) -> dict[str, str]:
    """All the answers: those given, and those that a person types.

    Raises:
        KeyboardInterrupt, EOFError: the person left with Ctrl-C or Ctrl-D.
    """
    answers = dict(answers)
    if open_questions := sum(key not in answers for key in wizard.asked):
        _say(
            f"{plural(open_questions, 'question')}. Enter takes the answer that is shown, Ctrl-C "
            "leaves; nothing is written before the last one is answered.\n"
        )
    while question := wizard.next(answers):
        answers[question.key] = _asked(question, wizard, answers)
    return answers


def _asked(question: Question, wizard: Wizard, answers: dict[str, str]) -> str:
    if question.choices:
        return _chosen(question)
    return _typed(question, lambda answer: wizard.fault(question.key, answer, answers))


def _chosen(question: Question) -> str:
    import questionary

    prompt = questionary.select(
        question.text,
        choices=[questionary.Choice(c.label, value=c.value) for c in question.choices],
        default=question.default,
        instruction=question.why,
        **_look(),
    )
    return str(prompt.unsafe_ask())


def _typed(question: Question, fault: Callable[[str], str]) -> str:
    """Asks again, with what was typed, until it has no fault."""
    import questionary

    typed = ""
    while True:
        prompt = questionary.text(
            question.text,
            default=typed,
            instruction=f"{question.why}\n ",
            placeholder=[("class:placeholder", question.default)],
            key_bindings=_enter_takes(question.default),
            **_look(),
        )
        typed = str(prompt.unsafe_ask())
        says = fault(typed)
        if not says:
            return typed
        # Not questionary's `validate`: it shows one line, and cuts off what is longer.
        _say(says)


def _enter_takes(default: str) -> Any:
    """Enter on an empty line answers `default`, and leaves it standing there to be read."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.current_buffer.text = default
        event.current_buffer.validate_and_handle()

    return keys


def _look() -> dict[str, Any]:
    import questionary
    from prompt_toolkit.output import create_output

    style = questionary.Style([("placeholder", "fg:ansibrightblack")])
    return {"output": create_output(sys.stderr), "style": style}


def _say(text: str) -> None:
    """Wrapped for the terminal, below the question that it belongs to."""
    width = min(shutil.get_terminal_size().columns, 100) - 1
    for line in text.splitlines():
        print(textwrap.fill(line, width), file=sys.stderr)
    print(file=sys.stderr)

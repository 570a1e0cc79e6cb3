"""The face for a terminal that can move its cursor: questionary, on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Final

from mlpack.wizard.beside import WIDE, with_pane, wrap_choices
from mlpack.wizard.face import BACK, Back, Confirmed, say, wrapped
from mlpack.wizard.questions import Question
from mlpack.wizard.walk import Walk

_HELP: Final = object()
Preview = Callable[[Walk, str], str]
"""The text that an answer leads to, for people to watch while they choose."""


class Prompt:
    keys = "? helps, Ctrl-B goes back"

    def __init__(self, preview: Preview) -> None:
        self.preview = preview

    def ask(self, question: Question, walk: Walk) -> str | Back:
        return self._chosen(question, walk) if question.choices else self._typed(question, walk)

    def confirm(self, text: str, *, can_go_back: bool) -> Confirmed:
        """Enter says yes."""
        import questionary

        say(text)
        words = "Y/n/back" if can_go_back else "Y/n"
        while True:
            prompt = questionary.text("Write these?", instruction=f"({words}) ", **_look())
            answer = _run(prompt, can_go_back=can_go_back)
            if answer is BACK:
                return "back"
            if found := confirmed(str(answer), can_go_back=can_go_back):
                return found
            say(f"It is {words}.\n")

    def _chosen(self, question: Question, walk: Walk) -> str | Back:
        import questionary

        choices = [
            questionary.Choice(c.label, value=c.value, disabled=c.cannot or None)
            for c in question.choices
        ]
        while True:
            prompt = questionary.select(
                question.text,
                choices=choices,
                default=question.default,
                instruction=_beside(question),
                **_look(),
            )
            wrap_choices(prompt.application)
            with_pane(prompt.application, lambda value: self.preview(walk, value))
            answer = _run(prompt, can_go_back=walk.can_go_back)
            if isinstance(answer, Back):
                return answer
            if answer is not _HELP:
                return str(answer)
            say(f"{question.help}\n")

    def _typed(self, question: Question, walk: Walk) -> str | Back:
        """Asks again, with what was typed, until it has no fault."""
        import questionary

        typed = ""
        while True:
            prompt = questionary.text(
                question.text,
                default=typed,
                instruction=f"{_beside(question)}\n ",
                placeholder=[("class:placeholder", question.default)],
                key_bindings=_enter_takes(question.default),
                **_look(),
            )
            with_pane(prompt.application, lambda _: self.preview(walk, question.default))
            answer = _run(prompt, can_go_back=walk.can_go_back)
            if isinstance(answer, Back):
                return answer
            if answer is _HELP:
                say(f"{question.help}\n")
                continue
            typed = str(answer)
            says = walk.wizard.fault(question.key, typed, walk.answers)
            if not says:
                return typed
            # Not questionary's `validate`: it shows one line, and cuts off what is longer.
            say(f"{says}\n")


def _beside(question: Question) -> str:
    """The reason, with its lines broken as they fit behind the question; questionary would cut."""
    mark = "? "
    line = wrapped(f"{mark}{question.text} {question.why}", within=WIDE // 2)
    return line[len(mark + question.text) :].strip(" ")


def confirmed(answer: str, *, can_go_back: bool) -> Confirmed | None:
    """What a typed word means; None where it means nothing."""
    word = answer.strip().lower()
    if can_go_back and word in {"b", "back", "<"}:
        return "back"
    if word in {"", "y", "yes"}:
        return "yes"
    return "no" if word in {"n", "no"} else None


def _run(prompt: Any, *, can_go_back: bool) -> Any:
    """The answer, BACK or _HELP; of the last two the question leaves no trace."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings

    application = prompt.application
    keys = KeyBindings()

    def leave(event: KeyPressEvent, answer: Any) -> None:
        event.app.erase_when_done = True
        event.app.exit(result=answer)

    @keys.add("c-b", eager=True)
    def _(event: KeyPressEvent) -> None:
        if can_go_back:
            leave(event, BACK)

    @keys.add("?", eager=True, filter=_is_empty(application))
    def _(event: KeyPressEvent) -> None:
        leave(event, _HELP)

    application.key_bindings = merge_key_bindings([application.key_bindings, keys])
    return prompt.unsafe_ask()


def _is_empty(application: Any) -> Any:
    """Nothing is typed yet: behind something, ? is a character."""
    from prompt_toolkit.filters import Condition

    return Condition(lambda: not application.current_buffer.text)


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
    from prompt_toolkit.output import ColorDepth, create_output

    style = questionary.Style([("placeholder", "fg:ansibrightblack")])
    look: dict[str, Any] = {"output": create_output(sys.stderr), "style": style}
    if "NO_COLOR" in os.environ:
        look["color_depth"] = ColorDepth.DEPTH_1_BIT
    return look

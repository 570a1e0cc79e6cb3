"""Asks the wizard's questions in a terminal."""

from __future__ import annotations

from mlpack.wizard.questions import Question, Wizard


def ask(wizard: Wizard, answers: dict[str, str]) -> dict[str, str]:
    """All the answers: those given, and those that a person types.

    Raises:
        KeyboardInterrupt: the person left with Ctrl-C.
    """
    answers = dict(answers)
    while question := wizard.next(answers):
        answers[question.key] = _asked(question, wizard, answers)
    return answers


def _asked(question: Question, wizard: Wizard, answers: dict[str, str]) -> str:
    import questionary

    if question.choices:
        prompt = questionary.select(
            question.text,
            choices=[questionary.Choice(c.label, value=c.value) for c in question.choices],
            default=question.default,
            instruction=question.why,
        )
    else:
        prompt = questionary.text(
            question.text,
            default=question.default,
            instruction=f"{question.why} ",
            validate=lambda text: wizard.fault(question.key, text, answers) or True,
        )
    return str(prompt.unsafe_ask())

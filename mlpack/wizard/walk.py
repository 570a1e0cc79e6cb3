"""A person's way through the questions, forth and back; each step makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mlpack.wizard.answers import KEYS, Answers
from mlpack.wizard.questions import Question, Wizard


@dataclass(frozen=True)
class Walk:
    """`before` has what was answered before the person went back: the choice to start with."""

    wizard: Wizard
    answers: Answers
    asks_all: bool = False
    before: Mapping[str, str] = field(default_factory=dict)

    @property
    def question(self) -> Question | None:
        """The one that is before the person; None where all are answered."""
        question = self.wizard.next(self.answers)
        if question is None or question.key not in self.before:
            return question
        again = self.before[question.key]
        works = not self.wizard.fault(question.key, again, self.answers)
        is_offered = not question.choices or again in [c.value for c in question.offered]
        return replace(question, default=again) if works and is_offered else question

    @property
    def can_go_back(self) -> bool:
        return bool(self._own)

    @property
    def _own(self) -> list[str]:
        """The questions that are answered here, and not beforehand."""
        return [key for key in KEYS if key in self.answers and key not in self.wizard.given]

    def answered(self, answer: str) -> Walk:
        """Past the question, and past all that is certain."""
        question = self.wizard.next(self.answers)
        if question is None:
            return self
        return replace(self, answers={**self.answers, question.key: answer})._onward()

    def back(self) -> Walk:
        """To the question before, even where its answer was certain."""
        if not self._own:
            return self
        last = self._own[-1]
        earlier = {key: value for key, value in self.answers.items() if key != last}
        return replace(self, answers=earlier, before={**self.before, last: self.answers[last]})

    def _onward(self) -> Walk:
        walk = self
        while not walk.asks_all and (question := walk.question) and question.is_certain:
            walk = replace(walk, answers={**walk.answers, question.key: question.default})
        return walk


def begun(wizard: Wizard, *, asks_all: bool = False) -> Walk:
    """Before the first question that is neither answered beforehand nor certain."""
    return Walk(wizard, dict(wizard.given), asks_all)._onward()


def with_defaults(walk: Walk) -> Walk:
    """All that is still open answered as it is proposed."""
    while question := walk.question:
        walk = walk.answered(question.default)
    return walk


def open_questions(walk: Walk) -> int:
    """How many will be asked, where each is answered as it is proposed."""
    count = 0
    while question := walk.question:
        walk = walk.answered(question.default)
        count += 1
    return count

"""The next question from the answers so far; pure, so that every walk through it can be tested.

A choice that cannot work with the answers so far is not offered, or says why it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mlpack.catalog import Framework, numbers
from mlpack.wizard.answers import KEYS, Answers, answer_in
from mlpack.wizard.basis import DEVICES, Basis
from mlpack.wizard.help import HELP
from mlpack.wizard.source import origin_of
from mlpack.wording import all_of, label

_DEVICE_LABELS = {"cpu": "CPU", "cuda": "NVIDIA GPU (CUDA)"}


@dataclass(frozen=True)
class Choice:
    """`cannot` says why it does not work with the answers so far; empty where it does."""

    value: str
    label: str
    cannot: str = ""


@dataclass(frozen=True)
class Question:
    """`choices` is empty where any text may be answered; `default` is one of those that work.

    `is_certain`: the default is written down in the project, and need not be asked.
    """

    key: str
    text: str
    default: str
    why: str
    choices: tuple[Choice, ...] = ()
    is_certain: bool = False

    @property
    def help(self) -> str:
        return HELP[self.key]

    @property
    def offered(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.cannot)


@dataclass(frozen=True)
class Wizard(Basis):
    """Its questions, in their order."""

    def next(self, answers: Answers) -> Question | None:
        """The first question that has no answer yet."""
        for key in KEYS:
            if key not in answers:
                question: Question = getattr(self, f"_{key}")(answers)
                return question
        return None

    def _name(self, answers: Answers) -> Question:
        text = "What is the service called?"
        default = self.known("name", answers) or label(self.around.folder)
        return self._typed("name", text, default, "It names the image and the service.")

    def _framework(self, answers: Answers) -> Question:
        known = self.known("framework", answers)
        others = [g.value for g in self.named("framework") if isinstance(g.value, str)]
        names = list(
            dict.fromkeys([*filter(None, [known]), *others, *self.catalog.framework_names])
        )
        choices = []
        for value in names:
            cannot = self.fault("framework", value, answers)
            if not cannot or value == known:
                choices.append(Choice(value, self._labelled(value), _first_sentence(cannot)))
        text, why = (
            "What was the model made with?",
            "--framework NAME==VERSION takes another version.",
        )
        usual = self.catalog.usual_framework
        return self._chosen("framework", text, why, choices, [known, *others[:1], usual], answers)

    def _python(self, answers: Answers) -> Question:
        known = self.known("python", answers)
        wanted = {known, answers.get("python")}
        working = {
            row.version: self.fault("python", row.version, answers)
            for row in reversed(self.catalog.pythons)
        }
        rows = {row.version: row for row in self.catalog.pythons}
        supported = [v for v, fault in working.items() if not fault
                     and rows[v].end_of_life >= self.catalog.day]  # fmt: skip
        offered = supported or [v for v, fault in working.items() if not fault]
        choices = [
            Choice(v, self._from("python", v, f"{v} (supported until {rows[v].end_of_life})"),
                   _first_sentence(fault))
            for v, fault in working.items() if v in offered or v in wanted
        ]  # fmt: skip
        why = "Best the one that the model was made with."
        return self._chosen(
            "python", "Which Python?", why, choices, [known, self.around.python], answers
        )

    def _compute(self, answers: Answers) -> Question:
        choices = [
            Choice(device, self._from("compute", device, _DEVICE_LABELS[device]),
                   _first_sentence(self.fault("compute", device, answers)))
            for device in DEVICES
        ]  # fmt: skip
        text, why = "What does the model compute on?", "The image is made for one of them."
        return self._chosen(
            "compute", text, why, choices, [self.known("compute", answers)], answers
        )

    def _serving(self, answers: Answers) -> Question:
        choices = [
            Choice(name, self._from("serving", name, self.catalog.style(name).title))
            for name in self.catalog.style_names
            if not self.fault("serving", name, answers)
        ]
        why = "The server that answers with the model's predictions."
        known = [self.known("serving", answers)]
        return self._chosen("serving", "How is it served?", why, choices, known, answers)

    def _model(self, answers: Answers) -> Question:
        framework = answer_in({"framework": answers["framework"]}, "framework")
        usual = self.catalog.framework(framework.partition("==")[0]).model_file
        default = self.known("model", answers) or usual
        why = "A file or folder, relative to the project; it may come later."
        there = [g.value for g in self.named("model") if isinstance(g.value, str)]
        if there:
            why += f" There is {all_of(there)} too."
        return self._typed("model", "Where is the model?", default, why)

    def _typed(self, key: str, text: str, default: str, why: str) -> Question:
        if origin := self.source.origin(key):
            why = f"{why} This is {origin}."
        return Question(key, text, default, why, is_certain=key in self.source.certain)

    def _chosen(
        self,
        key: str,
        text: str,
        why: str,
        choices: Iterable[Choice],
        wanted: Iterable[str],
        answers: Answers,
    ) -> Question:
        choices = tuple(choices)
        works = [choice.value for choice in choices if not choice.cannot]
        if not works:
            self.check(answers)
        default = next((value for value in wanted if value in works), works[0])
        known = answer_in(self.source.content, key)
        is_certain = key in self.source.certain and default == known
        return Question(key, text, default, why, choices, is_certain)

    def _labelled(self, framework: str) -> str:
        """Its title and its releases, or the one that is meant, and where it is said."""
        name, _, version = framework.partition("==")
        if name not in self.catalog.framework_names:
            return framework
        row = self.catalog.framework(name)
        text = f"{row.title} {version}" if version else _label_of(row)
        perhaps = {
            g.value: origin_of(g) for g in self.named("framework") if isinstance(g.value, str)
        }
        if origin := perhaps.get(framework):
            return f"{text}, perhaps: {origin}"
        return self._from("framework", framework, text)

    def _from(self, key: str, value: str, text: str) -> str:
        origin = self.source.origin(key)
        is_known = value == answer_in(self.source.content, key)
        return f"{text}, {origin}" if origin and is_known else text


def _label_of(framework: Framework) -> str:
    """Its title and its releases, where it has any."""
    releases = sorted((release.version for release in framework.releases), key=numbers)
    ends = " to ".join(dict.fromkeys([*releases[:1], *releases[-1:]]))
    return f"{framework.title} ({ends})" if ends else framework.title


def _first_sentence(text: str) -> str:
    """Beside a choice there is room for one."""
    return re.split(r"(?<=\.)\s+(?=[A-Z])", text, maxsplit=1)[0]

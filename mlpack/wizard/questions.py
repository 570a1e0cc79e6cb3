"""The next question from the answers so far; pure, so that every walk through it can be tested.

A choice that cannot work with the answers so far is not offered, or says why it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from mlpack.catalog import Catalog, Framework, numbers
from mlpack.detect import Detected, Guess
from mlpack.errors import Incompatible, SpecFaults
from mlpack.plan import Plan, resolve
from mlpack.requirements import NOTHING, Requested
from mlpack.spec import Document, Edit, Spec, spec_from
from mlpack.wizard.answers import KEYS, Answers, Content, answer_in, edits_for, with_edits
from mlpack.wizard.help import HELP
from mlpack.wizard.source import Source, found, place_of
from mlpack.wording import all_of, label

DEVICES = ("cpu", "cuda")
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
class Surroundings:
    """Known before the first question: the folder's name, and the Python that runs mlpack."""

    folder: str
    python: str


def _nothing(spec: Spec) -> Requested:
    return NOTHING


@dataclass(frozen=True)
class Wizard:
    """`given` was answered beforehand; `written` is what mlpack.yaml says where there is one.

    requested: what the requirement files that a Spec names say; raises SpecFaults.
    """

    catalog: Catalog
    around: Surroundings
    detected: Detected = field(default=Detected())
    written: Content | None = None
    given: Answers = field(default_factory=dict)
    requested: Callable[[Spec], Requested] = _nothing
    templates: tuple[str, ...] = ()

    @cached_property
    def source(self) -> Source:
        if self.written is not None:
            return Source(self.written, dict.fromkeys(self.written, "mlpack.yaml"))
        return found(self.detected, self.given, self._require)

    def next(self, answers: Answers) -> Question | None:
        """The first question that has no answer yet."""
        for key in KEYS:
            if key not in answers:
                question: Question = getattr(self, f"_{key}")(answers)
                return question
        return None

    def fault(self, key: str, answer: str, answers: Answers) -> str:
        """Why `answer` cannot be, or an empty text."""
        try:
            self.check({**answers, key: answer})
        except SpecFaults as error:
            return error.faults[0].says
        except Incompatible as error:
            return error.says
        return ""

    def check(self, answers: Answers) -> None:
        """Whether there is a project that `answers`, some of them or all, lead to.

        Raises:
            SpecFaults: an answer cannot be read, or the catalogue does not know it.
            Incompatible: the answers do not go together.
        """
        self._require(self.content(answers))

    def content(self, answers: Answers) -> dict[str, object]:
        """What mlpack.yaml says then: the answers, and what is known beside them.

        What was only found gives way to an answer that it does not go with.
        """
        known = self.source.content
        content = {key: value for key, value in known.items() if key not in KEYS}
        if self.templates:
            content["templates"] = list(self.templates)
        for key in (key for key in KEYS if key in answers):
            said = {key: known[key]} if key in known else {}
            changed = with_edits(said, edits_for(said, key, answers[key]))
            bare = {key: answers[key]}
            is_guess = self.written is None and changed != bare
            if is_guess and not self._leads_on({**content, **answers, **changed}):
                changed = bare
            content.update(changed)
        return content

    def spec(self, answers: Answers) -> Spec:
        """The Spec that `answers` say.

        Raises:
            SpecFaults: an answer cannot be read.
        """
        return self._spec(self.content(answers))

    def edits(self, answers: Answers) -> tuple[Edit, ...]:
        """What changes in the mlpack.yaml that is there: nothing that says the same already."""
        content = dict(self.written or {})
        made: list[Edit] = []
        if self.templates:
            made.append(Edit("set", "templates", list(self.templates)))
        for key in sorted(filter(answers.__contains__, KEYS), key=lambda key: key not in content):
            if key in content or self._left_out(content, key) != answers[key]:
                new = edits_for(content, key, answers[key])
                content = with_edits(content, new)
                made += new
        return tuple(made)

    def _left_out(self, content: Content, key: str) -> str:
        """What follows where mlpack.yaml does not say `key`."""
        try:
            plan: Plan = self._resolved(content)
        except (Incompatible, SpecFaults):
            return ""
        follows = {
            "python": plan.python,
            "compute": plan.compute.device,
            "serving": plan.serving.style,
            "model": plan.model.path,
        }
        return follows.get(key, "")

    def _known(self, key: str, answers: Answers) -> str:
        """The answer that is there already, or was found; empty where there is none."""
        answer = answer_in(self.source.content, key)
        if answer or self.written is None:
            return answer
        return self._left_out(with_edits(self.written, self.edits(answers)), key)

    def _spec(self, content: Content) -> Spec:
        return spec_from(Document("the answers", dict(content)), self.catalog.known)

    def _resolved(self, content: Content) -> Plan:
        spec = self._spec(content)
        return resolve(spec, self.catalog, self.requested(spec))

    def _require(self, content: Content) -> None:
        """Raises SpecFaults or Incompatible where no project follows, whatever else is answered."""
        refusals: list[Incompatible] = []
        named = content.get("framework")
        for framework in [named] if named else self.catalog.framework_names:
            # what is not answered yet may still be either
            for device in [content["compute"]] if "compute" in content else DEVICES:
                one = {"name": "name", **content, "framework": framework, "compute": device}
                try:
                    self._resolved(one)
                except Incompatible as refusal:
                    refusals.append(refusal)
                else:
                    return
        raise refusals[0]

    def _leads_on(self, content: Content) -> bool:
        try:
            self._require(content)
        except (Incompatible, SpecFaults):
            return False
        return True

    def _name(self, answers: Answers) -> Question:
        text = "What is the service called?"
        default = self._known("name", answers) or label(self.around.folder)
        return self._typed("name", text, default, "It names the image and the service.")

    def _framework(self, answers: Answers) -> Question:
        known = self._known("framework", answers)
        others = [g.value for g in self._named("framework") if isinstance(g.value, str)]
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
        known = self._known("python", answers)
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
            "compute", text, why, choices, [self._known("compute", answers)], answers
        )

    def _serving(self, answers: Answers) -> Question:
        choices = [
            Choice(name, self._from("serving", name, self.catalog.style(name).title))
            for name in self.catalog.style_names
            if not self.fault("serving", name, answers)
        ]
        why = "The server that answers with the model's predictions."
        known = [self._known("serving", answers)]
        return self._chosen("serving", "How is it served?", why, choices, known, answers)

    def _model(self, answers: Answers) -> Question:
        framework = answer_in({"framework": answers["framework"]}, "framework")
        usual = self.catalog.framework(framework.partition("==")[0]).model_file
        default = self._known("model", answers) or usual
        why = "A file or folder, relative to the project; it may come later."
        there = [g.value for g in self._named("model") if isinstance(g.value, str)]
        if there:
            why += f" There is {all_of(there)} too."
        return self._typed("model", "Where is the model?", default, why)

    def _typed(self, key: str, text: str, default: str, why: str) -> Question:
        if place := self.source.place(key):
            why = f"{why} From {place}."
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

    def _named(self, key: str) -> list[Guess]:
        """Guesses that are only named: what may be, and what something else outweighed."""
        possible = [g for g in self.detected.guesses if g.confidence == "possible"]
        taken = answer_in(self.source.content, key)
        return [
            g for g in (*possible, *self.detected.others) if g.setting == key and g.value != taken
        ]

    def _labelled(self, framework: str) -> str:
        """Its title and its releases, or the one that is meant, and where it is said."""
        name, _, version = framework.partition("==")
        if name not in self.catalog.framework_names:
            return framework
        row = self.catalog.framework(name)
        text = f"{row.title} {version}" if version else _label_of(row)
        perhaps = {
            g.value: place_of(g) for g in self._named("framework") if isinstance(g.value, str)
        }
        if place := perhaps.get(framework):
            return f"{text}, perhaps: {place}"
        return self._from("framework", framework, text)

    def _from(self, key: str, value: str, text: str) -> str:
        place = self.source.place(key)
        return (
            f"{text}, from {place}"
            if place and value == answer_in(self.source.content, key)
            else text
        )


def _label_of(framework: Framework) -> str:
    """Its title and its releases, where it has any."""
    releases = sorted((release.version for release in framework.releases), key=numbers)
    versions = f" ({releases[0]} to {releases[-1]})" if releases else ""
    return f"{framework.title}{versions}"


def _first_sentence(text: str) -> str:
    """Beside a choice there is room for one."""
    return re.split(r"(?<=\.)\s+(?=[A-Z])", text, maxsplit=1)[0]

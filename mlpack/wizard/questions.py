"""The next question from the answers so far; pure, so that every walk through it can be tested.

A choice that cannot work with the answers so far is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlpack.catalog import Catalog, Framework, numbers
from mlpack.errors import Incompatible, SpecFaults
from mlpack.plan import resolve
from mlpack.spec import Document, Spec, spec_from
from mlpack.wording import label

DEVICES = ("cpu", "cuda")
KEYS = ("name", "framework", "python", "compute", "serving", "model")


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """`choices` is empty where any text may be answered; `default` is one of the choices."""

    key: str
    text: str
    default: str
    why: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """Known before the first question: the folder's name, and the Python that runs mlpack."""

    folder: str
    python: str


Answers = Mapping[str, str]


@dataclass(frozen=True)
class Wizard:
    catalog: Catalog
    around: Surroundings
    asked: tuple[str, ...] = field(default=KEYS)

    def next(self, answers: Answers) -> Question | None:
        """The first question that has no answer yet."""
        for key in self.asked:
            if key not in answers:
                return self._question(key, answers)
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
        refusals: list[Incompatible] = []
        named = answers.get("framework")
        for framework in [named] if named else self.catalog.framework_names:
            # what is not answered yet may still be either
            for device in [answers["compute"]] if "compute" in answers else DEVICES:
                one = {"name": "name", **answers, "framework": framework, "compute": device}
                try:
                    resolve(self.spec(one), self.catalog)
                except Incompatible as refusal:
                    refusals.append(refusal)
                else:
                    return
        raise refusals[0]

    def spec(self, answers: Answers) -> Spec:
        """The Spec that `answers` say; what equals a default is left out.

        Raises:
            SpecFaults: an answer cannot be read.
        """
        return spec_from(Document("the answers", dict(answers)), self.catalog.known)

    def _question(self, key: str, answers: Answers) -> Question:
        make = getattr(self, f"_{key}")
        question: Question = make(answers)
        return question

    def _name(self, answers: Answers) -> Question:
        text = "What is the service called?"
        return Question(
            "name", text, label(self.around.folder), "It names the image and the service."
        )

    def _framework(self, answers: Answers) -> Question:
        names = [n for n in self.catalog.framework_names if self._works(answers, framework=n)]
        frameworks = [self.catalog.framework(name) for name in names]
        choices = tuple(Choice(f.name, _label_of(f)) for f in frameworks)
        usual = self.catalog.usual_framework
        default = usual if usual in names else names[0]
        why = "The newest version is taken; --framework NAME==VERSION takes another."
        return Question("framework", "What was the model made with?", default, why, choices)

    def _python(self, answers: Answers) -> Question:
        pythons = [row for row in self.catalog.pythons if self._works(answers, python=row.version)]
        supported = [row for row in pythons if row.end_of_life >= self.catalog.day]
        choices = tuple(
            Choice(row.version, f"{row.version} (supported until {row.end_of_life})")
            for row in reversed(supported or pythons)
        )
        values = [choice.value for choice in choices]
        default = self.around.python if self.around.python in values else values[0]
        why = "Best the one that the model was made with."
        return Question("python", "Which Python?", default, why, choices)

    def _compute(self, answers: Answers) -> Question:
        devices = [device for device in DEVICES if self._works(answers, compute=device)]
        labels = {"cpu": "CPU", "cuda": "NVIDIA GPU (CUDA)"}
        choices = tuple(Choice(device, labels[device]) for device in devices)
        title = self.catalog.framework(_package(answers["framework"])).title
        why = f"Only what {title} can compute on is shown."
        return Question("compute", "What does the model compute on?", devices[0], why, choices)

    def _serving(self, answers: Answers) -> Question:
        names = [n for n in self.catalog.style_names if self._works(answers, serving=n)]
        choices = tuple(Choice(n, self.catalog.style(n).title) for n in names)
        why = "The server that answers with the model's predictions."
        return Question("serving", "How is it served?", names[0], why, choices)

    def _model(self, answers: Answers) -> Question:
        default = self.catalog.framework(_package(answers["framework"])).model_file
        why = "A file or folder, relative to the project; it may come later."
        return Question("model", "Where is the model?", default, why)

    def _works(self, answers: Answers, **more: str) -> bool:
        try:
            self.check({**answers, **more})
        except (Incompatible, SpecFaults):
            return False
        return True


def _label_of(framework: Framework) -> str:
    """Its title and its releases, where it has any."""
    releases = sorted((release.version for release in framework.releases), key=numbers)
    versions = f" ({releases[0]} to {releases[-1]})" if releases else ""
    return f"{framework.title}{versions}"


def _package(framework: str) -> str:
    return framework.partition("==")[0].strip()

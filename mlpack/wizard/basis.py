"""What answers lead to: what mlpack.yaml says then, and whether there is a project at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from mlpack.catalog import Catalog
from mlpack.detect import Detected, Guess
from mlpack.errors import Incompatible, SpecFaults
from mlpack.plan import Plan, resolve, without_usual
from mlpack.requirements import NOTHING, Requested
from mlpack.spec import Document, Edit, Spec, spec_from
from mlpack.wizard.answers import KEYS, Answers, Content, answer_in, edits_for, with_edits
from mlpack.wizard.source import Source, found

DEVICES = ("cpu", "cuda")


@dataclass(frozen=True)
class Surroundings:
    """Known before the first question: the folder's name, and the Python that runs mlpack."""

    folder: str
    python: str


def _nothing(spec: Spec) -> Requested:
    return NOTHING


@dataclass(frozen=True)
class Basis:
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
            return Source(self.written, dict.fromkeys(self.written, "from mlpack.yaml"))
        return found(self.detected, self.given, self._require)

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
        """The Spec that `answers` say, without what would follow anyway.

        Raises:
            SpecFaults: an answer cannot be read.
        """
        return without_usual(self._spec(self.content(answers)), self.catalog)

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

    def known(self, key: str, answers: Answers) -> str:
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

    def named(self, key: str) -> list[Guess]:
        """Guesses that are only named: what may be, and what something else outweighed."""
        possible = [g for g in self.detected.guesses if g.confidence == "possible"]
        taken = answer_in(self.source.content, key)
        return [
            g for g in (*possible, *self.detected.others) if g.setting == key and g.value != taken
        ]

"""A folder to what mlpack.yaml would say of it: read, weighed, and held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from mlpack.artifacts import ModelFile
from mlpack.catalog import Catalog, computing, distributions_of
from mlpack.detect.clue import Clue, Found, Module, Offer, Package, Program, Remark, Role
from mlpack.detect.code import read_code
from mlpack.detect.consistent import Together
from mlpack.detect.elsewhere import read_conda, read_pipfile, read_setuptools
from mlpack.detect.entry import Code
from mlpack.detect.folder import Folder, walk
from mlpack.detect.frameworks import Chosen, Frameworks, devices_of
from mlpack.detect.model import Detected, Guess
from mlpack.detect.models import best_first, read_models
from mlpack.detect.needs import Needs
from mlpack.detect.notebooks import read_notebooks
from mlpack.detect.pip_files import read_pip_files
from mlpack.detect.pyproject import read_pyproject
from mlpack.detect.pythons import read_pythons
from mlpack.detect.started import read_peers, read_procfile
from mlpack.detect.weigh import WHOLE, weighed
from mlpack.wording import label

# Of two that are as sure the one that is read first counts.
_SOURCES: tuple[Callable[[Folder], Iterator[Found]], ...] = (
    read_pythons,
    read_pip_files,
    read_pyproject,
    read_pipfile,
    read_setuptools,
    read_conda,
    read_procfile,
    read_code,
    read_notebooks,
    read_models,
)
# In the order of the wizard's questions, then as mlpack.yaml is written.
_ORDER = (
    *("name", "framework", "framework.extras", "python", "compute", "serving.port"),
    *("serving.inputs", "model", "base", "include", "requirements", "constraints"),
    *("system_packages.build", "system_packages.run", "environment", "platforms"),
)
Kind = TypeVar("Kind")


def detect(root: Path, catalog: Catalog) -> Detected:
    """What the folder says, with the evidence; nothing of it is imported, run or unpickled.

    The guesses that are not only possible resolve together.

    Raises:
        LayerFault: a layer describes a framework wrongly.
    """
    folder = walk(root)
    found = [item for read in _SOURCES for item in read(folder)]
    found += read_peers(folder, catalog)
    return Together(root, catalog).made(_Weighing(folder, catalog, tuple(found)).detected())


@dataclass(frozen=True)
class _Weighing:
    folder: Folder
    catalog: Catalog
    found: tuple[Found, ...]

    def detected(self) -> Detected:
        guesses: list[Guess] = []
        others: list[Guess] = []
        for guess, rest in (*self._weighed(), (self.chosen.guess, self.chosen.others)):
            guesses += [guess] if guess else []
            others += rest
        needs, other_needs = Needs(self.catalog, self.chosen, self._of(Offer), self.code).guesses()
        guesses += needs
        others += other_needs
        by_setting = {guess.setting: guess for guess in guesses if guess.setting in _ORDER}
        ordered = sorted(by_setting.values(), key=lambda guess: _ORDER.index(guess.setting))
        return Detected(tuple(ordered), tuple(others), tuple(dict.fromkeys(self._notes())))

    def _weighed(self) -> Iterator[tuple[Guess | None, Iterable[Guess]]]:
        clues = [*self._of(Clue), *self._more_clues()]
        for setting in _ORDER:
            if setting not in {"framework", "include", "requirements", "constraints"}:
                yield weighed(clues, setting)
        yield self.code.include() or weighed(clues, "include")[0], ()

    def _more_clues(self) -> Iterator[Clue]:
        """What follows from what was found, and what holds where nothing says otherwise."""
        first, *rest = self.models or [None]
        for model in (one for one in rest if one):
            yield Clue("model", model.path, model.path, model.says, "possible")
        for model in (one for one in [first] if one):
            yield Clue("model", model.path, model.path, model.says, "likely")
            if model.python:
                python = ".".join(model.python.split(".")[:2])
                yield Clue(
                    "python", python, model.path, f"written by Python {model.python}", "likely"
                )
            if model.inputs:
                width = f", {model.width} to a row" if model.width else ""
                yield Clue(
                    "serving.inputs", model.inputs, model.path, f"{model.says}{width}", "likely"
                )
        if self.chosen.name:
            framework = self.catalog.framework(self.chosen.name)
            yield from devices_of(self.packages, framework, self.catalog)
            device = computing(framework, self.catalog).devices[0]
            yield Clue("compute", device, WHOLE, "nothing here asks for another device", "likely")
        name = label(self.folder.root.resolve().name)
        yield Clue("name", name, WHOLE, "the name of the folder", "likely")

    @cached_property
    def models(self) -> list[ModelFile]:
        return best_first(list(self._of(ModelFile)))

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        return (*self._of(Package), *self._imported())

    def _imported(self) -> Iterator[Package]:
        for module in self._of(Module):
            role: Role = "tried" if module.is_aside else "imported"
            seen: dict[str, Package] = {}
            for one in self.code.foreign(module):
                for row in distributions_of(one.name)[:1]:
                    package = Package(row.name, "", f"{module.path}:{one.line}", one.says, role)
                    seen.setdefault(row.name, package)
            yield from seen.values()

    @cached_property
    def code(self) -> Code:
        return Code(self.folder, self._of(Module), self._of(Program))

    @cached_property
    def chosen(self) -> Chosen:
        return Frameworks(self.catalog, self.packages, tuple(self.models), self._of(Clue)).choose()

    def _notes(self) -> Iterator[str]:
        yield from self.chosen.notes
        yield from self.code.notes()
        for model in self.models[:1]:
            if model.caution:
                yield f"{model.path}: {model.caution}."
        yield from (remark.text for remark in self._of(Remark))
        if self.folder.is_cut:
            yield "The folder has more files than a look is worth: those nearest to its root were read."

    def _of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(item for item in self.found if isinstance(item, kind))

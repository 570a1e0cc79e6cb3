"""What was read so far of a peer's file: a line is carried into a setting, or left with a reason.

A value that mlpack.yaml could not hold is left as well, so that all that was carried is a Spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlpack.catalog import Catalog
from mlpack.errors import SpecFaults
from mlpack.peers.model import Carried, Imported, Left
from mlpack.requirements import Line
from mlpack.requirements.judgement import shown
from mlpack.spec import Document, spec_from

# As the wizard asks, then as mlpack.yaml is written.
_ORDER = (
    *("name", "framework", "python", "compute", "serving", "model", "base", "include"),
    *("requirements", "constraints", "index", "lock", "system_packages", "environment"),
    "platforms",
)
_CUDA = "compute.cuda"
_AUTO = "auto"


@dataclass
class Collector:
    """`file` is the peer's as it is shown. Requirements are parted at the end: `lines`, files of
    them, and what a base image has, which counts where nothing else asks for it. Paths are relative
    to the project, or to `folder` while a file in it is read.
    """

    file: str
    root: Path
    catalog: Catalog
    carried: dict[str, Carried] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    unknown: list[Carried] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    of_images: list[Line] = field(default_factory=list)
    folder: str = ""
    requirement_files: list[Line] = field(default_factory=list)
    _listed: dict[str, dict[str, str]] = field(default_factory=dict)
    _assigned: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def place(self, line: int) -> str:
        return f"{self.file}:{line}"

    def leave(self, where: str, text: str, because: str) -> None:
        self.left.append(Left(where, shown(" ".join(text.split())), because))

    def carry(self, setting: str, value: str, where: str, text: str = "") -> None:
        """One value; the first one that is said stays."""
        text = text or value
        said = self.carried.get(setting)
        if said and said.value != value:
            self.leave(where, text, f"{setting} is {said.value} already, by {said.where}.")
        elif not said:
            if says := self.fault(setting, value):
                self.leave(where, text, says)
            else:
                self.carried[setting] = Carried(setting, value, where)

    def compute(self, device: str, where: str, text: str, *, cuda: str = "") -> None:
        """A version of CUDA is more than the word, wherever the two stand."""
        said = self.carried.get(_CUDA)
        if cuda and (says := self.fault(_CUDA, cuda)):
            self.leave(where, text, f"{says} Without one, mlpack chooses by the packages.")
            cuda = ""
        if device == "cpu" and said:
            self.leave(where, text, f"It computes on a GPU, by {said.where}.")
        elif device == "cpu":
            self.carry("compute", device, where, text)
        elif "compute" in self.carried:
            self.leave(where, text, f"It computes on the CPU, by {self.carried['compute'].where}.")
        elif said and (not cuda or said.value in {_AUTO, cuda}):
            places = _together(said.where, where)
            self.carried[_CUDA] = Carried(_CUDA, cuda or said.value, places)
        else:
            self.carry(_CUDA, cuda or _AUTO, where, text)

    def join(self, setting: str, values: Iterable[str], where: str) -> None:
        """More items of a list."""
        for value in values:
            if says := self.fault(setting, [value]):
                self.leave(where, value, says)
            else:
                self._listed.setdefault(setting, {}).setdefault(value, where)

    def assign(self, setting: str, values: Mapping[str, str], where: str) -> None:
        """More entries of a mapping; of one name the last one holds, as in a shell."""
        for name, value in values.items():
            if says := self.fault(setting, {name: value}):
                self.leave(where, f"{name}={value}", says)
            else:
                self._assigned.setdefault(setting, {})[name] = (value, where)

    def fault(self, setting: str, value: Any) -> str:
        """Why mlpack.yaml could not say so; empty where it could."""
        said = self.carried.get("framework")
        framework = said.value if said else self.catalog.framework_names[0]
        content = nested({"name": "a", "framework": framework, setting: value})
        try:
            spec_from(Document(self.file, content), self.catalog.known)
        except SpecFaults as error:
            return error.faults[0].says
        return ""

    def imported(self) -> Imported:
        """All of it: settings in the order of mlpack.yaml, lines in that of the file."""
        carried = [*self.carried.values()]
        for setting, items in self._listed.items():
            carried.append(Carried(setting, tuple(items), _together(*items.values())))
        for setting, entries in self._assigned.items():
            values = {name: value for name, (value, _) in entries.items()}
            places = _together(*(where for _, where in entries.values()))
            carried.append(Carried(setting, values, places))
        left = sorted(dict.fromkeys(self.left), key=self._place_of)
        known = tuple(sorted(carried, key=_rank))
        return Imported(self.file, known, tuple(left), tuple(self.unknown))

    def _place_of(self, left: Left) -> tuple[bool, str, int]:
        file, _, line = left.where.rpartition(":")
        return file != self.file, file, int(line)


def nested(settings: Mapping[str, Any]) -> dict[str, Any]:
    """`{"serving.port": "9000"}` as mlpack.yaml has it, `{"serving": {"port": "9000"}}`."""
    content: dict[str, Any] = {}
    for setting, value in settings.items():
        first, _, inner = setting.partition(".")
        value = list(value) if isinstance(value, tuple) else value
        if not inner:
            content[first] = value
            continue
        said = content.get(first, {})
        content[first] = {**(_long(said) if isinstance(said, str) else said), inner: value}
    return content


def _long(framework: str) -> dict[str, str]:
    """The only short form that has a further setting beside it."""
    name, _, version = framework.partition("==")
    return {"name": name, "version": version} if version else {"name": name}


def _rank(carried: Carried) -> int:
    return _ORDER.index(carried.setting.partition(".")[0])


def _together(*places: str) -> str:
    return ", ".join(dict.fromkeys(one for place in places for one in place.split(", ") if one))

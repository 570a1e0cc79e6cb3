"""The files that `requirements:` and `constraints:` name, as one value, or as all their faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpack.errors import Fault, SpecFaults
from mlpack.requirements.entry import Entry, entry_of, path_refusal
from mlpack.requirements.foreign import OTHER_TOOLS, is_lock
from mlpack.requirements.locks import is_foreign_lock, read_lock
from mlpack.requirements.model import Constraint, Found, Index, Line, Pythons, Requested
from mlpack.requirements.pip_file import PipFiles
from mlpack.requirements.pyproject import read_pyproject
from mlpack.requirements.source import Source

# More than a person reads, and than a project needs: what is beyond is no list of requirements.
_MOST_FAULTS = 100
_MOST_LINES = 10_000


def read(
    root: Path,
    *,
    requirements: Sequence[str],
    constraints: Sequence[str],
    index: Index | None = None,
) -> Requested:
    """What the files say that the items of mlpack.yaml name; items that are lines do not count.

    `index` is what mlpack.yaml says under index:, which a file may say as well.

    Raises:
        SpecFaults: every fault of every file. One of an item itself has the item as its setting,
            as in `requirements[1]`, no file, and line 1: the caller knows where the item stands.
    """
    found, faults = survey(root, requirements=requirements, constraints=constraints, index=index)
    if faults:
        raise SpecFaults("mlpack.yaml", faults)
    return found


def survey(
    root: Path,
    *,
    requirements: Sequence[str],
    constraints: Sequence[str],
    index: Index | None = None,
) -> tuple[Requested, tuple[Fault, ...]]:
    """As `read`, with the lines that are good beside the faults of those that are not."""
    reader = _Reader(root, index or Index(), PipFiles(index or Index()))
    wanted = [reader.required(text, f"requirements[{i}]") for i, text in enumerate(requirements)]
    held = [reader.constrained(text, f"constraints[{i}]") for i, text in enumerate(constraints)]
    found, faults = _sorted_out(item for part in [*wanted, *held] for item in part)
    return _requested(found), tuple(faults)


@dataclass(frozen=True)
class _Reader:
    root: Path
    index: Index
    pip_files: PipFiles

    def required(self, text: str, setting: str) -> Iterator[Found]:
        entry = entry_of(text, setting)
        named = _Named(entry)
        if says := self._refusal(entry) or _no_requirements(entry):
            yield named(says)
        elif entry.name == "pyproject.toml":
            yield from read_pyproject(self._source(entry), entry, self.index, named)
        else:
            yield from self.pip_files.read(self._source(entry), named, as_constraints=False)

    def constrained(self, text: str, setting: str) -> Iterator[Found]:
        entry = entry_of(text, setting)
        named = _Named(entry)
        if says := self._refusal(entry) or _no_constraints(entry):
            yield named(says)
        elif is_foreign_lock(entry.path):
            yield from read_lock(self._source(entry), named)
        else:
            yield from self.pip_files.read(self._source(entry), named, as_constraints=True)

    def _source(self, entry: Entry) -> Source:
        return Source(self.root, entry.path, entry.setting, entry.text)

    def _refusal(self, entry: Entry) -> str:
        if entry.name != "pyproject.toml" and (entry.extras or entry.group):
            return f"{entry.path} has no extras and no groups: name it alone."
        if entry.name in OTHER_TOOLS:
            return f"mlpack does not read {entry.name}. {OTHER_TOOLS[entry.name]}"
        return path_refusal(entry.path, self.root)


@dataclass(frozen=True)
class _Named:
    """The place of a fault that is not in the file, but in the item that names it."""

    entry: Entry

    def __call__(self, says: str) -> Fault:
        return Fault(1, 1, self.entry.setting, says)


def _no_requirements(entry: Entry) -> str:
    if is_lock(entry.name):
        return (
            f"{entry.name} is a lock. Name it under constraints:, and what model.py imports here, "
            "as in pyproject.toml or pandas>=2."
        )
    if entry.name.endswith((".toml", ".yml")) and entry.name != "pyproject.toml":
        return f"mlpack does not read {entry.name}. Name a requirements.txt or a pyproject.toml."
    return ""


def _no_constraints(entry: Entry) -> str:
    if entry.name == "pyproject.toml":
        return "pyproject.toml says what is needed: name it under requirements:."
    if not entry.name.endswith((".txt", ".in")) and not is_lock(entry.name):
        return (
            f"mlpack reads no constraints from {entry.path}. "
            "Name a uv.lock, poetry.lock, pylock.toml or constraints.txt."
        )
    return ""


def _sorted_out(found: Iterator[Found]) -> tuple[list[Found], list[Fault]]:
    """Stops early where no end is in sight."""
    good: list[Found] = []
    faults: list[Fault] = []
    for item in found:
        if not isinstance(item, Fault):
            good.append(item)
        elif item not in faults:
            faults.append(item)
        if len(faults) >= _MOST_FAULTS:
            more = "There are more faults; these are the first."
            return good, [*faults, Fault(1, 1, "requirements", more)]
        if len(good) > _MOST_LINES:
            says = f"The files have more than {_MOST_LINES} lines together."
            return good, [*faults, Fault(1, 1, "requirements", says)]
    return good, faults


def _requested(found: Sequence[Found]) -> Requested:
    """A line that two items lead to, as pyproject.toml and pyproject.toml[gpu] do, counts once."""
    lines: dict[tuple[str, str], Line] = {}
    held: dict[tuple[str, str], Constraint] = {}
    pythons: dict[str, None] = {}
    for item in found:
        if isinstance(item, Constraint):
            held.setdefault((item.text, item.where), item)
        elif isinstance(item, Line):
            lines.setdefault((item.text, item.where), item)
        elif isinstance(item, Pythons):
            pythons[item.specifier] = None
    return Requested(tuple(lines.values()), tuple(held.values()), ",".join(pythons))

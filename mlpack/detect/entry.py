"""Where the code that serves begins, and which modules of the project it brings along."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mlpack.detect.clue import Import, Module, Program
from mlpack.detect.code import is_standard
from mlpack.detect.folder import Folder
from mlpack.detect.model import Evidence, Guess
from mlpack.wording import all_of

_OURS = "model.py"
_NAMES = (
    "predict",
    "predictor",
    "inference",
    "serve",
    "service",
    "app",
    "api",
    "main",
    "server",
    "handler",
)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Code:
    folder: Folder
    modules: tuple[Module, ...]
    programs: tuple[Program, ...]

    @cached_property
    def entry(self) -> Module | None:
        """What something starts, else what loads and predicts, the nearest to the root first."""
        for program in self.programs:
            if found := self._by_path.get(self._resolved(program.path)):
                return found
        able = [m for m in self.modules if not m.is_aside and m.predictors and m.path != _OURS]
        return min(able, key=_rank, default=None)

    def notes(self) -> Iterator[str]:
        ours = self._by_path.get(_OURS)
        names = {one.name for one in (*ours.loaders, *ours.predictors)} if ours else set()
        missing = [name for name in ("load", "predict") if ours and name not in names]
        if missing:
            yield (
                f"{_OURS} is there already, without {all_of(f'{name}()' for name in missing)}, "
                "which the service calls: mlpack leaves the file alone, so add them."
            )
        if self.entry and (ours is None or missing) and (found := self._parts(self.entry)):
            yield f"{all_of(found)}: bring {'it' if len(found) == 1 else 'them'} into {_OURS}."

    def _parts(self, entry: Module) -> list[str]:
        """What loads and what predicts, in the entry or in what it imports."""
        near = [
            entry,
            *(self._by_path[p] for p in self.reached if p in self._by_path and p != entry.path),
        ]
        loads = next(([(m, one) for one in m.loaders] for m in near if m.loaders), [])
        predicts = next(([(m, one) for one in m.predictors] for m in near if m.predictors), [])
        found = dict.fromkeys([*loads[:_MOST_NAMED], *predicts[:_MOST_NAMED]])
        return [f"{module.path}:{one.line} has {one.name}()" for module, one in found]

    def include(self) -> Guess | None:
        """The modules and packages of the project that the entry imports, and they in turn."""
        start = self._by_path.get(_OURS) or self.entry
        if not start:
            return None
        found: dict[str, Evidence] = {}
        for module, one, path in self._local(self.reached):
            place = self._whole(one.name, path)
            if place not in {start.path, _OURS} and path != start.path:
                found.setdefault(place, Evidence(f"{module.path}:{one.line}", one.says))
        places = [p for p in found if not any(p.startswith(f"{o}/") for o in found)]
        evidence = tuple(found[place] for place in places)
        return Guess("include", tuple(sorted(places)), "likely", evidence) if places else None

    @cached_property
    def reached(self) -> tuple[str, ...]:
        start = self._by_path.get(_OURS) or self.entry
        seen = [start.path] if start else []
        for path in seen:
            if module := self._by_path.get(path):
                reached = (self.find(module, one.name) for one in module.imports)
                seen += [p for p in dict.fromkeys(reached) if p and p not in seen]
        return tuple(seen)

    def _local(self, paths: Iterable[str]) -> Iterator[tuple[Module, Import, str]]:
        for module in (self._by_path[path] for path in paths if path in self._by_path):
            for one in module.imports:
                if path := self.find(module, one.name):
                    yield module, one, path

    def find(self, module: Module, name: str) -> str:
        """The file of the project that an import leads to; empty where it is none of it."""
        home = posixpath.dirname(module.path)
        plain = name.lstrip(".")
        for _ in range(len(name) - len(plain) - 1):
            home = posixpath.dirname(home)
        bases = [home] if name.startswith(".") else [home, "", "src", posixpath.dirname(home)]
        parts = [part for part in plain.split(".") if part]
        for length in range(len(parts), 0, -1):
            for base in dict.fromkeys(bases):
                path = posixpath.join(base, *parts[:length])
                for form in (f"{path}.py", f"{path}/__init__.py"):
                    if form in self.folder:
                        return form
        first = posixpath.join(parts[0], "") if parts else ""
        inner = (p for p in self._by_path if first and p.startswith((first, f"src/{first}")))
        return "" if name.startswith(".") else next(inner, "")

    def foreign(self, module: Module) -> Iterator[Import]:
        """Its imports that are neither the project's nor Python's own."""
        for one in module.imports:
            is_relative = one.name.startswith(".")
            if not (is_relative or is_standard(one.name) or self.find(module, one.name)):
                yield one

    def _whole(self, name: str, path: str) -> str:
        """The package that a file is in, up to its outermost folder; or the file alone."""
        first = name.lstrip(".").partition(".")[0]
        parts = path.split("/")
        if not name.startswith(".") and first in parts:
            return "/".join(parts[: parts.index(first) + 1])
        if len(parts) > 1 and f"{posixpath.dirname(path)}/__init__.py" in self.folder:
            return posixpath.dirname(path)
        return path

    def _resolved(self, path: str) -> str:
        """A program's path may be as the image has it: the longest end of it that is here."""
        parts = path.split("/")
        ends = ("/".join(parts[at:]) for at in range(len(parts)))
        return next((end for end in ends if end in self._by_path), "")

    @cached_property
    def _by_path(self) -> dict[str, Module]:
        return {module.path: module for module in self.modules}


def _rank(module: Module) -> tuple[bool, int, int, str]:
    name = posixpath.basename(module.path).removesuffix(".py")
    place = _NAMES.index(name) if name in _NAMES else len(_NAMES)
    return (not module.loaders, module.path.count("/"), place, module.path)

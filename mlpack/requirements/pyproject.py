"""pyproject.toml: the dependencies of the project, its extras (PEP 621) and groups (PEP 735)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from mlpack.errors import Fault
from mlpack.requirements.elsewhere import Elsewhere
from mlpack.requirements.entry import Entry
from mlpack.requirements.groups import Groups
from mlpack.requirements.judgement import Refused, requirement, shown, written
from mlpack.requirements.model import Found, Index, Pythons
from mlpack.requirements.source import Source, Unreadable
from mlpack.requirements.toml_file import Table, TomlFile, Wish, parsed, table_of
from mlpack.wording import did_you_mean

_POETRY_ONLY = (
    "This has [tool.poetry.dependencies] alone, which only Poetry can read. Write them as "
    "dependencies under [project], as Poetry 2 does, or `poetry export -o requirements.txt` and "
    "name that file."
)
_NO_PROJECT = (
    "This has no [project] table, where dependencies stand. Add one, or name a dependency group "
    "as in {path}:serve."
)
_DYNAMIC = (
    "{what} are dynamic here: they are known once the project is built, and mlpack runs nothing. "
    "Write them into [project], or name the file that they come from, as in requirements.txt."
)
_DEPENDENCIES = ("[project]", "dependencies")
_MOST_EXTRAS = 1000


@dataclass(frozen=True)
class _Extra:
    key: str
    markers: tuple[str, ...] = ()


def read_pyproject(
    source: Source, entry: Entry, index: Index, named: Callable[[str], Fault]
) -> Iterator[Found]:
    """What `entry` asks of the file; a fault of the entry itself stands where it was `named`."""
    try:
        text = source.text()
        content = parsed(source, text)
    except Unreadable as error:
        yield source.fault(error.line, error.says) if error.line else named(error.says)
        return
    yield from _Project(TomlFile(source, text, content), entry, index, named).found()


@dataclass(frozen=True)
class _Project:
    """`todo` are extras that something asked for, with the markers under which it did."""

    file: TomlFile
    entry: Entry
    index: Index
    named: Callable[[str], Fault]
    todo: list[_Extra] = field(default_factory=list)

    def found(self) -> Iterator[Found]:
        yield from self._pythons()
        if self.entry.group and self.entry.extras:
            yield self.named("A group and extras are two items: write each on a line of its own.")
        elif self.entry.group:
            for wish in Groups(self.file, self.named).wishes(self.entry.group):
                yield from (wish,) if isinstance(wish, Fault) else self._checked(wish)
        elif faults := list(self._no_list()):
            yield from faults
            return
        else:
            yield from self._listed(self._project.get("dependencies", []), _DEPENDENCIES)
            yield from self._asked_for()
        yield from self._extras()

    def _pythons(self) -> Iterator[Found]:
        said = self._project.get("requires-python", "")
        try:
            if said:
                yield Pythons(str(SpecifierSet(str(said))))
        except InvalidSpecifier:
            says = f"{shown(str(said))} is not a range of Pythons such as >=3.11."
            yield self.file.fault(says, str(said), "[project]", "requires-python")

    def _no_list(self) -> Iterator[Fault]:
        wanted = ["dependencies", *(["optional-dependencies"] if self.entry.extras else [])]
        dynamic = self._project.get("dynamic", [])
        for key in wanted:
            if isinstance(dynamic, list) and key in dynamic:
                says = _DYNAMIC.format(what=key.capitalize().replace("-", " "))
                yield self.file.fault(says, key, "dynamic")
        if "project" not in self.file.content:
            poetry = table_of(self.file.content, "tool", "poetry", "dependencies")
            says = _POETRY_ONLY if poetry else _NO_PROJECT.format(path=self.entry.path)
            yield self.file.fault(says, "", *(["[tool.poetry.dependencies"] if poetry else []))

    def _asked_for(self) -> Iterator[Fault]:
        for extra in self.entry.extras:
            if self._key(extra):
                self.todo.append(_Extra(self._key(extra)))
            else:
                yield self.named(f"{self.file.source.shown} {self._has_no(extra)}")

    def _extras(self) -> Iterator[Found]:
        """Those that were asked for, and those that they ask for in turn, each once."""
        done: set[_Extra] = set()
        while self.todo:
            extra = self.todo.pop(0)
            words = ("optional-dependencies", extra.key)
            if len(done) >= _MOST_EXTRAS:
                yield self.file.fault("Extras ask for each other without end here.", "", *words)
                return
            if extra not in done:
                done.add(extra)
                yield from self._listed(self._optional[extra.key], words, extra.markers)

    def _listed(
        self, texts: Any, words: tuple[str, ...], markers: tuple[str, ...] = ()
    ) -> Iterator[Found]:
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            says = f"{shown(words[-1])} is a list of texts such as pandas>=2."
            yield self.file.fault(says, "", *words)
            return
        for text in texts:
            yield from self._checked(Wish(text, words, markers))

    def _checked(self, wish: Wish) -> Iterator[Found]:
        try:
            found = requirement(wish.text)
            name = canonicalize_name(found.name)
            if name == self._name:
                self._ask_itself(wish, found)
                return
            if says := self._elsewhere.refusal(name):
                raise Refused(says)
        except Refused as error:
            yield self.file.fault(str(error), wish.text, *wish.words)
            return
        line = self.file.line_of(wish.text, *wish.words)
        yield self.file.source.line(line, _with_markers(wish, found))

    def _ask_itself(self, wish: Wish, found: Requirement) -> None:
        """Raises Refused."""
        own = {str(found.marker)} if found.marker else set()
        markers = tuple(sorted({*wish.markers, *own}))
        for extra in sorted(found.extras):
            if not self._key(extra):
                raise Refused(f"This project {self._has_no(extra)}")
            self.todo.append(_Extra(self._key(extra), markers))

    def _has_no(self, extra: str) -> str:
        near = did_you_mean(extra, map(shown, self._optional)) if self._optional else "It has none."
        return f"has no extra {shown(extra)}. {near}"

    def _key(self, extra: str) -> str:
        return self._keys.get(canonicalize_name(extra), "")

    @property
    def _project(self) -> Table:
        return table_of(self.file.content, "project")

    @property
    def _optional(self) -> Table:
        return table_of(self._project, "optional-dependencies")

    @cached_property
    def _name(self) -> str:
        return canonicalize_name(str(self._project.get("name", "")))

    @cached_property
    def _keys(self) -> dict[str, str]:
        """The extras as the file spells them, by their normal names."""
        return {canonicalize_name(key): key for key in self._optional}

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self.file.content, self.index)


def _with_markers(wish: Wish, found: Requirement) -> str:
    """The person's own words; where an extra was asked for under a condition, that as well."""
    if not wish.markers:
        return written(wish.text)
    markers = [*wish.markers, *([str(found.marker)] if found.marker else [])]
    found.marker = None
    joined = " and ".join(f"({marker})" for marker in markers) if len(markers) > 1 else markers[0]
    return f"{found} ; {joined}"

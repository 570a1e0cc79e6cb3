"""Dependency groups of a pyproject.toml (PEP 735), with the groups that a group includes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from packaging.utils import canonicalize_name

from mlpack.errors import Fault
from mlpack.requirements.judgement import shown
from mlpack.requirements.toml_file import Table, TomlFile, Wish, table_of
from mlpack.wording import did_you_mean

_TABLE = "dependency-groups"
_DEEPEST = 20
_ITEM = 'An item of a group is a text such as pandas>=2, or {include-group = "NAME"}.'


@dataclass(frozen=True)
class Groups:
    file: TomlFile
    named: Callable[[str], Fault]
    done: set[str] = field(default_factory=set)

    def wishes(self, group: str) -> Iterator[Wish | Fault]:
        """All that `group` asks for; a group that another brought already is not told again."""
        if canonicalize_name(group) not in self._keys:
            yield self.named(self._unknown(group))
        else:
            yield from self._of(canonicalize_name(group), ())

    def _of(self, name: str, trail: tuple[str, ...]) -> Iterator[Wish | Fault]:
        if name in self.done:
            return
        *twice, key = self._keys[name]
        words = (_TABLE, key)
        items = self._table[key]
        if twice:
            says = f"{key} and {twice[0]} are two spellings of one name. Rename one of them."
            yield self.file.fault(says, "", *words)
        if not isinstance(items, list):
            yield self.file.fault(f"{key} is a list of texts such as pandas>=2.", "", *words)
            return
        for item in items:
            yield from self._item(item, words, (*trail, name))
        self.done.add(name)

    def _item(
        self, item: Any, words: tuple[str, ...], trail: tuple[str, ...]
    ) -> Iterator[Wish | Fault]:
        if isinstance(item, str):
            yield Wish(item, words)
            return
        included = item.get("include-group") if isinstance(item, Mapping) else None
        if not isinstance(included, str) or len(item) != 1:
            yield self.file.fault(_ITEM, "", *words)
            return
        name = canonicalize_name(included)
        if says := self._refusal(included, trail):
            yield self.file.fault(says, included, *words)
        else:
            yield from self._of(name, trail)

    def _refusal(self, included: str, trail: tuple[str, ...]) -> str:
        name = canonicalize_name(included)
        if name not in self._keys:
            return self._unknown(included)
        if name in trail:
            return f"This goes round: {' → '.join([*trail[trail.index(name) :], name])}."
        if len(trail) >= _DEEPEST:
            return f"Groups include groups more than {_DEEPEST} deep here."
        return ""

    def _unknown(self, group: str) -> str:
        near = did_you_mean(group, map(shown, self._table)) if self._table else "It has none."
        return f"{self.file.source.shown} has no dependency group {shown(group)}. {near}"

    @property
    def _table(self) -> Table:
        return table_of(self.file.content, _TABLE)

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        """The spellings of each group, by its normal name."""
        found: dict[str, list[str]] = {}
        for key in self._table:
            found.setdefault(canonicalize_name(key), []).append(key)
        return found

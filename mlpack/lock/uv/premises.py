"""Who asks for what, read from uv's reasons: premises after `Because` and `and`, with conclusions.

A constraint counts with uv as a need of everybody who needs the package, so its words come back in
the mouth of others; what says just what a constraint says is the constraint's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from mlpack.lock.model import Order
from mlpack.lock.uv.project import PROJECT, asked, holding

CONSTRAINT = "constraint"

_PREMISES = re.compile(r"\b[Bb]ecause (.*?),? we can conclude")
_ASKED = re.compile(r"(?P<asker>\S+) depends? on (?P<by>.+)|you require (?P<you>.+)")
_OTHER = re.compile(r"\b(?:is|are|was|were|has|have|versions?)\b")
_NONE = re.compile(r"there (?:is|are) no versions? of ([^\s,]+)")
_TOO_NEW = re.compile(r"([^\s,]+) (?:was|were) published after the exclude newer time")
_ONLY = re.compile(r"\bonly (?:the following versions of )?([A-Za-z0-9][\w.-]*)")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def name_of(wish: str) -> str:
    found = _NAME.match(wish)
    return found[0] if found else wish


@dataclass(frozen=True)
class Premises:
    """`text` is what uv said, in one line."""

    text: str
    order: Order

    @cached_property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Each wish and who asks for it: the person is nobody, and their wish is their line."""
        found = (self._owned(wish, asker) for wish, asker in _asked(self.text))
        return tuple(dict.fromkeys(side for side in found if side))

    @property
    def names(self) -> set[str]:
        wishes = [wish for wish, _ in self.asked] + _NONE.findall(self.text)
        return {canonicalize_name(name_of(wish)) for wish in wishes}

    def sides(self) -> Iterator[tuple[tuple[str, str], ...]]:
        """The wishes for each package, by asker, the person first."""
        for name in dict.fromkeys(canonicalize_name(name_of(wish)) for wish, _ in self.asked):
            yield self.of(name)

    def of(self, name: str) -> tuple[tuple[str, str], ...]:
        own = [side for side in self.asked if canonicalize_name(name_of(side[0])) == name]
        return tuple(sorted(own, key=lambda side: side[1]))

    def missing(self) -> tuple[str, str] | None:
        """What no version there is fits, and who asks for it."""
        for named in [*_NONE.findall(self.text), *_TOO_NEW.findall(self.text)]:
            return next(iter(self.of(canonicalize_name(name_of(named)))), (named, ""))
        for name in _ONLY.findall(self.text):
            for wish, asker in self.of(canonicalize_name(name)):
                if wish != name_of(wish):
                    return wish, asker
        return None

    def _owned(self, wish: Sequence[str], asker: str) -> tuple[str, str] | None:
        is_person = asker in ("", PROJECT)
        name, edges = canonicalize_name(name_of(wish[0])), _edges(",".join(wish))
        own = _lines_of(name, asked(self.order)) if is_person else {}
        for line, wanted in own.items():
            if edges == wanted:
                return line, ""
        for line, wanted in _lines_of(name, holding(self.order)).items():
            if edges == wanted:
                return line, CONSTRAINT
        if len(own) == 1:
            return next(iter(own)), ""
        # What was added to a round is asked for by nobody.
        is_added = is_person and not own and not edges
        return None if is_added else (" or ".join(wish), "" if is_person else asker)


def _asked(text: str) -> Iterator[tuple[list[str], str]]:
    """Each wish, in several words where it has several ranges, and its asker as uv names it."""
    for premises in _PREMISES.findall(text):
        asker: str | None = None
        for part in premises.split(" and "):
            if found := _ASKED.search(part):
                asker, tail = found["asker"] or "", found["by"] or found["you"]
            elif asker is None or _OTHER.search(part):
                asker = None
                continue
            else:
                tail = part
            wish = _wish(tail.removeprefix("one of:").split())
            if wish and not wish[0].startswith("Python"):
                yield wish, asker


def _wish(words: Sequence[str]) -> list[str]:
    """The first word, and those after it that are about the same package."""
    names = [name_of(word) for word in words]
    alike = list(takewhile(lambda pair: pair[1] == names[0], zip(words, names, strict=True)))
    return [word.rstrip(",") for word, _ in alike]


def _lines_of(name: str, lines: Mapping[str, Requirement]) -> dict[str, frozenset[str]]:
    return {
        line: _edges(str(wish.specifier))
        for line, wish in lines.items()
        if canonicalize_name(wish.name) == name
    }


def _edges(text: str) -> frozenset[str]:
    """The ends of a specifier's ranges in uv's words: `~=3.1` is >=3.1 and <4.dev0."""
    edges: set[str] = set()
    for operator, version in re.findall(r"(===|[<>=!~]=|[<>])\s*([^\s,;]+)", text):
        edges |= _ends(operator, version)
    return frozenset(edges)


def _ends(operator: str, version: str) -> set[str]:
    start = version.removesuffix(".*")
    if operator == "~=":
        return {f">={version}", f"<{_after(version, parts=-1)}"}
    if operator == "!=" and start != version:
        return {f"<{start}.dev0", f">={_after(start)}"}
    if operator == "!=":
        return {f"<{version}", f">{version}"}
    return {f"{operator.replace('===', '==')}{version}"}


def _after(version: str, parts: int | None = None) -> str:
    *most, last = Version(version).release[:parts]
    return ".".join(map(str, [*most, last + 1])) + ".dev0"

"""requirements.txt and its like, with every file that they name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mlpack.errors import Fault
from mlpack.requirements.entry import path_refusal
from mlpack.requirements.foreign import is_lock
from mlpack.requirements.judgement import Refused, constraint, requirement, written
from mlpack.requirements.model import Found, Index
from mlpack.requirements.options import is_known, option_refusal
from mlpack.requirements.pip_lines import LogicalLine, Option, logical_lines, options_in
from mlpack.requirements.source import Source, Unreadable

_DEEPEST = 10
_INCLUDES = ("--requirement", "--constraint")
_A_LOCK = (
    "This is a lock: it has hashes. Name it under constraints: in mlpack.yaml, and what model.py "
    "imports under requirements:."
)


_OUR_WISHES = (
    "mlpack writes this file from mlpack.yaml, so it cannot ask for what is in it. Name what you "
    "wrote yourself; to make this file your own, delete its first line."
)
_OUR_LOCK = (
    "mlpack writes this lock, and keeps to its pins anyway until `mlpack lock --upgrade`: take it "
    "out of mlpack.yaml."
)


@dataclass(frozen=True)
class PipFiles:
    """Reads each file once a role, however often it is named."""

    index: Index
    seen: set[tuple[str, bool]] = field(default_factory=set)

    def read(
        self, source: Source, named: Callable[[str], Fault], *, as_constraints: bool
    ) -> Iterator[Found]:
        """What `source` holds; a fault of the name itself stands where it was `named`."""
        role = (source.identity, as_constraints)
        if role in self.seen:
            return
        self.seen.add(role)
        yield from _File(self, source, as_constraints, ()).found(named)


@dataclass(frozen=True)
class _File:
    """`trail` are the files that lead to this one, the first one first."""

    files: PipFiles
    source: Source
    as_constraints: bool
    trail: tuple[Source, ...]

    def found(self, named: Callable[[str], Fault]) -> Iterator[Found]:
        try:
            text = self.source.text()
        except Unreadable as error:
            yield self.source.fault(error.line, error.says) if error.line else named(error.says)
            return
        if says := _of_mlpack(text):
            yield self.source.fault(1, says)
            return
        for line in logical_lines(text):
            try:
                options = list(options_in(line.options))
            except Refused as error:
                yield self.source.fault(line.number, str(error))
                continue
            if not self.as_constraints and any(option.name == "--hash" for option in options):
                yield self.source.fault(line.number, _A_LOCK)
                return
            yield from self._line(line, options)

    def _line(self, line: LogicalLine, options: list[Option]) -> Iterator[Found]:
        try:
            yield from self._wish(line.number, line.requirement)
            for option in options:
                if line.requirement and option.name in _INCLUDES:
                    raise Refused(f"pip passes over {option.name} here. Give it a line of its own.")
                yield from self._option(line.number, option)
        except Refused as error:
            yield self.source.fault(line.number, str(error))

    def _wish(self, number: int, text: str) -> Iterator[Found]:
        """Raises Refused."""
        if self.as_constraints:
            if text and (held := constraint(text)):
                yield self.source.constraint(number, held)
        elif text:
            requirement(text)
            yield self.source.line(number, written(text))

    def _option(self, number: int, option: Option) -> Iterator[Found]:
        """Raises Refused."""
        if option.name in _INCLUDES:
            yield from self._included(number, option)
        elif self.as_constraints and option.name == "--editable":
            yield from self._wish(number, option.value)
        elif self.as_constraints and is_known(option):
            return  # a lock also says where its packages came from; what counts is the versions
        elif says := option_refusal(option, self.files.index, self.source.folder):
            yield self.source.fault(number, says)

    def _included(self, number: int, option: Option) -> Iterator[Found]:
        source = self.source.beside(option.value)
        if says := self._refusal(option, source):
            yield self.source.fault(number, says)
            return
        as_constraints = self.as_constraints or option.name == "--constraint"
        role = (source.identity, as_constraints)
        if role in self.files.seen:
            return
        self.files.seen.add(role)
        inner = _File(self.files, source, as_constraints, (*self.trail, self.source))
        yield from inner.found(lambda says: self.source.fault(number, says))

    def _refusal(self, option: Option, source: Source) -> str:
        if not option.value:
            return f"{option.name} names no file."
        if says := path_refusal(option.value, self.source.root / self.source.folder):
            return says
        name = posixpath.basename(option.value)
        if name.endswith(".toml") or is_lock(name):
            where = "constraints:" if is_lock(name) else "requirements:"
            return f"pip cannot read {name} here. Name it in mlpack.yaml under {where}"
        trail = [*self.trail, self.source]
        if source.identity in [before.identity for before in trail]:
            return f"This goes round: {' → '.join(s.shown for s in [*trail, source])}."
        if len(trail) >= _DEEPEST:
            return f"Files name files more than {_DEEPEST} deep here."
        return ""


def _of_mlpack(text: str) -> str:
    """Why a file of mlpack's own making is nothing to read: the next run would write it anew."""
    if text.startswith("# Made by mlpack from mlpack.yaml"):
        return _OUR_WISHES
    return _OUR_LOCK if "\n# Renew with `mlpack lock`; made by " in text[:500] else ""

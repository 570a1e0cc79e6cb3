"""Marks in a rendered text: where in which template it came from, and what it read of the Plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mlpack.render.references import Reference

# No text of a project holds a NUL, so none can be taken for a mark.
_MARK = re.compile("\0([0-9]+)\0")


@dataclass(frozen=True)
class Spot:
    """From here on the text is this line's of a template; `block` is the innermost one there."""

    template: str
    line: int
    block: str = ""


@dataclass(frozen=True)
class Opens:
    """Until it closes the text is what an expression prints, or stands because of a condition."""

    is_printed: bool
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Seen:
    """What a variable of the template held when this was reached."""

    variable: str
    value: object


@dataclass(frozen=True)
class Closes:
    """The end of what opened last."""


Mark: TypeAlias = Spot | Opens | Seen | Closes


@dataclass(frozen=True)
class Ledger:
    """Every mark that was made; a text holds their numbers."""

    marks: list[Mark] = field(default_factory=list)

    def put(self, mark: Mark) -> str:
        """What stands for `mark` in a text."""
        self.marks.append(mark)
        return f"\0{len(self.marks) - 1}\0"

    def see(self, value: object, variable: str) -> str:
        """A filter of templates that prints nothing but a mark."""
        return self.put(Seen(variable, value))

    def read(self, text: str) -> Iterator[str | Mark]:
        """The pieces of a marked text, and the marks between them."""
        for position, piece in enumerate(_MARK.split(text)):
            if position % 2:
                yield self.marks[int(piece)]
            elif piece:
                yield piece


def bare(value: Any) -> Any:
    """A filter that takes the marks out of a text, for what looks at the text; else no change."""
    return type(value)(_MARK.sub("", value)) if isinstance(value, str) else value

"""Every line of the rendered files traced back: to a line of a template, and to facts of the Plan.

A render of its own, made for those who ask: `render` knows nothing of it, and loses no time to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mlpack.layers import Layers
from mlpack.plan import Plan
from mlpack.render.facts import Fact, fact_at, place_of
from mlpack.render.marking import MarkingSandbox
from mlpack.render.marks import Closes, Ledger, Opens, Seen, Spot
from mlpack.render.references import Reference, Steps


@dataclass(frozen=True)
class TracedLine:
    """`text` has its line end; `spots` are where it stands in templates, the first piece's first.

    A spot of line 0 stands for the whole template: more is not known of this line.
    """

    text: str
    spots: tuple[Spot, ...]
    facts: tuple[Fact, ...]


def lines_of(text: str) -> list[str]:
    """The lines with their ends; only LF ends a line."""
    return re.findall("[^\n]*\n|[^\n]+", text)


def trace(
    plan: Plan, layers: Layers, texts: Mapping[str, str]
) -> dict[str, tuple[TracedLine, ...]]:
    """The lines of `texts`, which are some of the files of the Plan as `render` made them."""
    sandbox = MarkingSandbox(layers)
    templates = {file.path: file.template for file in plan.files}
    return {path: _traced(sandbox, plan, templates[path], texts[path]) for path in texts}


def _traced(
    sandbox: MarkingSandbox, plan: Plan, template: str, text: str
) -> tuple[TracedLine, ...]:
    try:
        marked = sandbox.get_template(template).render(plan=plan)
        lines = tuple(_Reading(plan).lines(sandbox.ledger, marked))
    except (RecursionError, SyntaxError):  # the marks made it nest too deep
        lines = ()
    if "".join(line.text for line in lines) == text:
        return lines
    whole = Spot(sandbox.origin(template), 0)
    return tuple(TracedLine(line, (whole,), ()) for line in lines_of(text))


@dataclass
class _Open:
    """What is open where the text is being read, and what it stands in."""

    mark: Opens
    around: tuple[_Open, ...]
    seen: dict[str, object] = field(default_factory=dict)


@dataclass
class _Line:
    """The line that is being read; `opened` are by their identity, in their order."""

    text: str = ""
    pieces: list[tuple[str, Spot]] = field(default_factory=list)
    opened: dict[int, _Open] = field(default_factory=dict)

    def keep(self, *opened: _Open) -> None:
        self.opened.update({id(one): one for one in opened})

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Those of the words on the line; a blank line has no more than its end."""
        words = [spot for piece, spot in self.pieces if piece.strip()]
        return tuple(dict.fromkeys(words or (spot for _, spot in self.pieces)))


class _Reading:
    """Goes through a marked text once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.open: tuple[_Open, ...] = ()
        self.spot = Spot("", 0)
        self.line = _Line()

    def lines(self, ledger: Ledger, marked: str) -> Iterator[TracedLine]:
        for piece in ledger.read(marked):
            if isinstance(piece, str):
                yield from self._text(piece)
            elif isinstance(piece, Spot):
                self.spot = piece
            elif isinstance(piece, Opens):
                self._opens(piece)
            elif isinstance(piece, Seen):
                self.open[-1].seen[piece.variable] = piece.value
            elif isinstance(piece, Closes):
                self.open = self.open[:-1]
        if self.line.text:
            yield self._ended()

    def _opens(self, mark: Opens) -> None:
        opened = _Open(mark, self.open)
        self.open = (*self.open, opened)
        # what prints nothing has its say all the same, but a condition only where text follows
        if mark.is_printed:
            self.line.keep(opened)

    def _text(self, text: str) -> Iterator[TracedLine]:
        for piece in lines_of(text):
            self.line.text += piece
            self.line.pieces.append((piece, self.spot))
            self.line.keep(*self.open)
            if piece.endswith("\n"):
                yield self._ended()

    def _ended(self) -> TracedLine:
        line, self.line = self.line, _Line()
        found = [one for opened in line.opened.values() for one in self._facts(opened)]
        return TracedLine(line.text, line.spots, _told_once(found))

    def _facts(self, opened: _Open) -> Iterator[Fact]:
        for steps in dict.fromkeys(self._all_steps(opened)):
            if steps:
                yield fact_at(self.plan, steps, is_printed=opened.mark.is_printed)

    def _all_steps(self, opened: _Open) -> Iterator[Steps]:
        """Where in the Plan; of several parts that an item may be of, those that hold it."""
        unknown = [one for one in opened.mark.references if one.variable]
        yield from (one.steps for one in opened.mark.references if not one.variable and one.steps)
        for variable in dict.fromkeys(one.variable for one in unknown):
            same = [one for one in unknown if one.variable == variable]
            yield from self._item_steps(same, opened)

    def _item_steps(self, references: list[Reference], opened: _Open) -> Iterator[Steps]:
        item, key = (opened.seen.get(name) for name in (references[0].variable, references[0].key))
        found = [
            (*place, *one.more)
            for one in references
            for steps in self._candidates(one, opened)
            if (place := place_of(self.plan, steps, item, key=key)) is not None
        ]
        is_written = any(item in one.written for one in references if isinstance(item, str))
        if found or is_written:
            yield from found
        else:
            yield from (one.steps for one in references if one.steps is not None)

    def _candidates(self, reference: Reference, opened: _Open) -> Iterator[Steps]:
        """A variable from outside the template holds something of what the template stands in."""
        if reference.steps is not None:
            yield reference.steps
            return
        for outer in reversed(opened.around):
            yield from (one.steps for one in outer.mark.references if one.steps)


def _told_once(facts: list[Fact]) -> tuple[Fact, ...]:
    """What is printed first; a condition that only says that there is such a fact adds nothing."""
    printed = {one.steps: one for one in facts if one.is_printed}
    deciding = {
        one.steps: one
        for one in facts
        if not any(steps[: len(one.steps)] == one.steps for steps in printed)
    }
    return (*printed.values(), *deciding.values())

"""The answers of `mlpack explain` as text, for a window of a hundred columns."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mlpack.cli.screen import table
from mlpack.wording import all_of, plural

if TYPE_CHECKING:
    from mlpack.explain import Answer, Overview, Part, ReadFact, Reason, TemplateLine, Wish
    from mlpack.plan import Decision

_WIDTH = 100
_INDENT = "    "
_LONGEST_VALUE = 70


def decisions_text(decisions: Iterable[Decision]) -> str:
    return "\n\n".join(f"{d.what}: {d.value}\n{_INDENT}{d.because}" for d in decisions)


def answer_text(answer: Answer) -> str:
    """The line, what is known of it in two columns, and the decisions behind it."""
    says = (_wrapped(sentence) for sentence in answer.says)
    head = [f"{answer.path}:{answer.line}", f"{_INDENT}{answer.text}".rstrip(), *says]
    rows = table(_labelled_once(_rows(answer)))
    decisions = (_reason(reason) for reason in answer.reasons)
    return "\n\n".join(filter(None, ["\n".join(head), rows, *decisions]))


def _rows(answer: Answer) -> Iterator[tuple[str, str]]:
    yield from (("template", _template(template)) for template in answer.templates)
    for fact in answer.facts:
        label = "prints" if fact.is_printed else "because"
        yield from ((label, line) for line in _fact(fact))
    for place in answer.leads_to:
        yield from (("leads to", line) for line in textwrap.wrap(place, _WIDTH - 12))


def _labelled_once(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    before = ""
    for label, text in rows:
        yield "" if label == before else label, text
        before = label


def _template(template: TemplateLine) -> str:
    line = f":{template.line}" if template.line else ""
    block = f", in the block {template.block}" if template.block else ""
    return f"{template.name}{line}{block}"


def _fact(fact: ReadFact) -> Iterator[str]:
    value = _value(fact.value)
    says = f"{fact.name} = {value}" if value else f"{fact.name} is empty"
    yield _clipped(says, _WIDTH - 12)
    yield from (f"  {line}" for line in textwrap.wrap(fact.because, _WIDTH - 14))
    if fact.wish:
        yield f"  {_wish(fact.wish)}"
    if fact.is_mlpacks_own and value:
        yield "  mlpack's own: no setting changes it"


def _wish(wish: Wish) -> str:
    said = _clipped(wish.words)
    return f"{wish.place}  {said}" if wish.place else f"{wish.setting} was left out"


def _reason(reason: Reason) -> str:
    head = f"{reason.what}: {_clipped(reason.value)}"
    said = (_INDENT + _wish(wish) for wish in reason.wishes if wish.place)
    left_out = all_of(wish.setting for wish in reason.wishes if not wish.place)
    unsaid = [_wrapped(f"left out: {left_out}")] if left_out else []
    return "\n".join([head, _wrapped(reason.because), *said, *unsaid])


def overview_text(overview: Overview) -> str:
    """A paragraph a part: its lines, how it begins, and why it is there."""
    template = overview.template
    head = f"{overview.path}, from {_template(template)}" if template else overview.path
    places = [_lines(part) for part in overview.parts]
    width = max(map(len, places), default=0)
    parts = (
        _part(part, place.rjust(width)) for part, place in zip(overview.parts, places, strict=True)
    )
    return "\n".join([head, "", *parts])


def _lines(part: Part) -> str:
    return str(part.first) if part.first == part.last else f"{part.first}-{part.last}"


def _part(part: Part, place: str) -> str:
    margin = " " * (len(place) + 4)
    reasons = (_clipped(reason, _WIDTH - len(margin)) for reason in part.because)
    first = _clipped(part.text, _WIDTH - len(margin))
    return "\n".join([f"  {place}  {first}", *(f"{margin}  {reason}" for reason in reasons)])


def _value(value: object) -> str:
    """A value of the Plan as words; empty where it is empty."""
    if dataclasses.is_dataclass(value):
        inside = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return _value({name: held for name, held in inside.items() if _value(held)})
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(held)}" for key, held in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        is_plain = all(isinstance(item, str | int | float) for item in value)
        return ", ".join(map(str, value)) if is_plain else plural(len(value), "item")
    return str(value)


def _clipped(text: str, most: int = _LONGEST_VALUE) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3].rstrip()}..."


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)

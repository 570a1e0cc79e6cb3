"""A generated file at a glance: which of its lines stand for which reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mlpack.explain.answer import Overview, Part, ReadFact
from mlpack.explain.generated import Shown, shown_lines, whole_template
from mlpack.explain.reasons import deciding, read_fact
from mlpack.explain.subject import Subject


def overview(subject: Subject, path: str) -> Overview:
    """Paragraph by paragraph; those that stand next to each other for the same reasons as one."""
    shown = shown_lines(subject, path)
    parts = [_part(subject, shown, first, last) for first, last in _paragraphs(shown)]
    grouped = (list(group) for _, group in groupby(parts, key=lambda part: part.because))
    joined = (replace(group[0], last=group[-1].last) for group in grouped)
    return Overview(path, whole_template(subject, path), tuple(joined))


def _paragraphs(shown: Sequence[Shown]) -> Iterator[tuple[int, int]]:
    """First and last lines, from 1, of what blank lines part."""
    numbered = enumerate(shown, 1)
    for is_blank, group in groupby(numbered, key=lambda pair: not pair[1].text.strip()):
        numbers = [number for number, _ in group]
        if not is_blank:
            yield numbers[0], numbers[-1]


def _part(subject: Subject, shown: Sequence[Shown], first: int, last: int) -> Part:
    lines = shown[first - 1 : last]
    facts = [fact for line in lines for fact in line.facts]
    decisions = (f"{one.what}: {one.value}" for one in deciding(subject, facts))
    wishes = (_wish(read_fact(subject, fact)) for fact in facts)
    edits = (says for line in lines if line.is_edited for says in line.says)
    because = tuple(dict.fromkeys(filter(None, [*edits, *decisions, *wishes])))
    return Part(first, last, lines[0].text, because)


def _wish(fact: ReadFact) -> str:
    if fact.wish is None:
        return ""
    return f"{fact.wish.place}  {fact.wish.words}" if fact.wish.place else ""

"""What follows from a line of mlpack.yaml: decisions, and the lines that stand because of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlpack.explain.answer import Answer, Overview, Part
from mlpack.explain.reasons import deciding, read_fact, reason, related
from mlpack.explain.subject import Subject
from mlpack.explain.wishes import path_of, settings_on
from mlpack.plan import Decision
from mlpack.render.facts import Fact, fact_at
from mlpack.spec.document import Path, dotted


def spec_lines(subject: Subject) -> list[str]:
    return subject.on_disk(subject.document.file) or []


def answer_line(subject: Subject, line: int) -> Answer:
    text = spec_lines(subject)[line - 1]
    answer = Answer(subject.document.file, line, text)
    paths = _settings(subject, text, line)
    if not paths:
        return replace(answer, says=("It says nothing to mlpack.",))
    following = _decisions(subject, paths)
    return replace(
        answer,
        says=tuple(f"It says {dotted(path)}." for path in paths),
        reasons=tuple(reason(subject, decision) for decision in following),
        leads_to=tuple(_places(subject, paths)),
    )


def overview(subject: Subject) -> Overview:
    """Setting by setting."""
    document, lines = subject.document, spec_lines(subject)
    starts = [n for n in range(1, len(lines) + 1) if any(map(_is_top, settings_on(document, n)))]
    ends = [start - 1 for start in starts[1:]] + [len(lines)]
    parts = (_part(subject, lines, first, last) for first, last in zip(starts, ends, strict=True))
    return Overview(document.file, None, tuple(parts))


def _is_top(path: Path) -> bool:
    return len(path) == 1


def _part(subject: Subject, lines: Sequence[str], first: int, last: int) -> Part:
    while last > first and not lines[last - 1].strip():
        last -= 1
    following = _decisions(subject, settings_on(subject.document, first))
    because = tuple(f"{decision.what}: {decision.value}" for decision in following)
    return Part(first, last, lines[first - 1], because)


def _settings(subject: Subject, text: str, line: int) -> tuple[Path, ...]:
    """Those that begin on the line; on a later line of a long one, the one that it goes on."""
    if not text.strip() or text.lstrip().startswith("#"):
        return ()
    earlier = (settings_on(subject.document, number) for number in range(line, 0, -1))
    return next((found for found in earlier if found), ())


def _decisions(subject: Subject, paths: Sequence[Path]) -> tuple[Decision, ...]:
    """Those that name a setting; else those of the fact of its name, else of what holds it."""
    named = _naming(subject, paths)
    facts = [fact_at(subject.plan, path, is_printed=False) for path in paths]
    return named or deciding(subject, facts) or _naming(subject, paths, above=True)


def _naming(
    subject: Subject, paths: Sequence[Path], *, above: bool = False
) -> tuple[Decision, ...]:
    def names(decision: Decision) -> bool:
        said = [path_of(subject.document, setting) for setting in decision.settings]
        pairs = ((path, one) for path in paths for one in said if above or len(one) >= len(path))
        return any(related(path, one) for path, one in pairs)

    return tuple(decision for decision in subject.plan.decisions if names(decision))


def _places(subject: Subject, paths: Sequence[Path]) -> Iterator[str]:
    """The lines that print what the settings are, or what follows from them alone."""
    named = _naming(subject, paths)

    def follows(fact: Fact) -> bool:
        read = read_fact(subject, fact)
        if read.wish and read.wish.place:
            own = path_of(subject.document, read.wish.setting)
            return any(own[: len(path)] == path for path in paths)
        return any(decision.what in read.decisions for decision in named)

    for path, lines in subject.traced(*subject.tree).items():
        printed = ([f for f in line.facts if f.is_printed] for line in lines)
        numbers = [
            str(number) for number, facts in enumerate(printed, 1) if any(map(follows, facts))
        ]
        if numbers:
            yield f"{path}:{', '.join(numbers)}"

"""What follows from a line of mlpack.yaml: decisions, and the lines that stand because of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlpack.explain.answer import Answer, Overview, Part
from mlpack.explain.reasons import reason, related, settles
from mlpack.explain.subject import Subject
from mlpack.explain.wishes import path_of, setting_of, settings_on
from mlpack.plan import Decision
from mlpack.render import Fact
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
        leads_to=tuple(_places(subject, paths, following)),
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
    def follows(decision: Decision) -> bool:
        said = [path_of(setting) for setting in decision.settings]
        return any(related(path, one) for path in paths for one in said)

    return tuple(decision for decision in subject.plan.decisions if follows(decision))


def _places(
    subject: Subject, paths: Sequence[Path], decisions: Sequence[Decision]
) -> Iterator[str]:
    """The lines that print what the settings are, or what follows from them."""

    def follows(fact: Fact) -> bool:
        own = setting_of(subject, fact)
        is_said = bool(own) and any(related(path, own) for path in paths)
        return fact.is_printed and (is_said or any(settles(d, fact.steps) for d in decisions))

    for path, lines in subject.traced(*subject.tree).items():
        numbers = [str(n) for n, line in enumerate(lines, 1) if any(map(follows, line.facts))]
        if numbers:
            yield f"{path}:{', '.join(numbers)}"

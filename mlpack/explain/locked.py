"""Why a line of requirements.lock is there: the package, who asked for it, and for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import UsageError
from mlpack.explain.answer import Answer, Overview, Part
from mlpack.explain.reasons import read_fact, reasons
from mlpack.explain.subject import Subject
from mlpack.lock import Pin
from mlpack.lock.text import entries_in
from mlpack.plan import Plan
from mlpack.render.facts import Fact, fact_at
from mlpack.wording import all_of

_HEADER = {
    "# inputs:": "What the lock was made from: by it mlpack knows a lock that is out of date.",
    "# pins:": "What the lock pins: by it mlpack knows a lock that was changed by hand.",
    "#": "What the lock is for, and what made it.",
}
_HASH = "    --hash="


@dataclass(frozen=True)
class _Entry:
    """A package, with its first line and its last, from 1."""

    pin: Pin
    first: int
    last: int


def lock_lines(subject: Subject, path: str) -> list[str]:
    """Raises UsageError where the lock is not there yet."""
    lines = subject.on_disk(path)
    if lines is None:
        raise UsageError(f"{path} is not there yet.", hint="`mlpack lock` makes it.")
    return lines


def answer_line(subject: Subject, path: str, line: int) -> Answer:
    """Raises LockFailed where the lock is damaged."""
    lines = lock_lines(subject, path)
    entries = _entries(lines)
    entry = next((one for one in entries if one.first <= line <= one.last), None)
    answer = Answer(path, line, lines[line - 1])
    if entry is None:
        return replace(answer, says=_of_no_package(lines[line - 1]))
    pins = {one.pin.name: one.pin for one in entries}
    chain = _chain(entry.pin, pins)
    facts = (*_asking(subject.plan, chain[-1]), *_for_platform(subject.plan, path))
    return replace(
        answer,
        says=(*_sentences(entry.pin, chain, lines[line - 1]), _for_what(subject.plan, path)),
        facts=tuple(read_fact(subject, fact) for fact in facts),
        reasons=reasons(subject, facts),
    )


def overview(subject: Subject, path: str) -> Overview:
    """Package by package. Raises as `answer_line`."""
    entries = _entries(lock_lines(subject, path))
    parts = (
        Part(one.first, one.last, f"{one.pin.name} {one.pin.version}", _asked_by(one.pin))
        for one in entries
    )
    return Overview(path, None, tuple(parts))


def _entries(lines: Sequence[str]) -> list[_Entry]:
    starts = [*entries_in("\n".join(lines))]
    ends = [first - 1 for first, _ in starts[1:]] + [len(lines)]
    return [_Entry(pin, first, last) for (first, pin), last in zip(starts, ends, strict=True)]


def _of_no_package(text: str) -> tuple[str, ...]:
    return tuple(says for start, says in _HEADER.items() if text.startswith(start))[:1]


def _asked_by(pin: Pin) -> tuple[str, ...]:
    return (f"for {all_of(pin.via)}",) if pin.via else ()


def _sentences(pin: Pin, chain: Sequence[Pin], text: str) -> Iterator[str]:
    if text.startswith(_HASH):
        yield f"The hash of a file of {pin.name} {pin.version}: no other file may be installed."
    else:
        yield f"{pin.name} {pin.version}, with the hash of each file of it that may be installed."
    if pin.via:
        yield f"Asked for by {all_of(pin.via)}."
    if len(chain) > 2:
        way = ", and that by ".join(one.name for one in chain[2:])
        yield f"{chain[1].name} is asked for by {way}."


def _for_what(plan: Plan, path: str) -> str:
    file = next(file for file in plan.lock.files if file.path == path)
    return f"Pinned for Python {plan.python} on {file.platform} with glibc {plan.base.glibc}."


def _chain(pin: Pin, pins: Mapping[str, Pin]) -> list[Pin]:
    """The shortest way from `pin` up to a package that somebody asked for by name."""
    ways, seen = [[pin]], {pin.name}
    for way in ways:
        names = [canonicalize_name(re.split(r"[\[ ]", who)[0]) for who in way[-1].via]
        above = [pins[name] for name in names if name in pins]
        if len(above) < len(names) or not above:
            return way
        ways += [[*way, one] for one in above if one.name not in seen]
        seen.update(one.name for one in above)
    return ways[0]


def _asking(plan: Plan, pin: Pin) -> Iterable[Fact]:
    """The requirement lines that name the package."""
    for number, paragraph in enumerate(plan.requirements):
        for place, line in enumerate(paragraph.lines):
            if canonicalize_name(Requirement(line).name) == pin.name:
                steps = ("requirements", number, "lines", place)
                yield fact_at(plan, steps, is_printed=False)


def _for_platform(plan: Plan, path: str) -> Iterable[Fact]:
    for number, file in enumerate(plan.lock.files):
        if file.path == path:
            yield fact_at(plan, ("lock", "files", number, "platform"), is_printed=False)
    yield fact_at(plan, ("python",), is_printed=False)

"""The stages of a Dockerfile, what each of them is for, and what their variables stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlpack.peers.instructions import Instruction

_REFERENCE = re.compile(r"\\\$|\$(\w+)|\$\{(\w+)(?:(:?[-+])([^{}]*))?\}")
_PAIR = re.compile(r"""\s*([^\s=]+)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^\s\\])*)\S*""")
# A value may name others, and they others again; it must not grow without an end.
_LONGEST = 1024


@dataclass(frozen=True)
class Stage:
    """`image` is what FROM names, `body` what follows; variables are filled in as far as known.

    `below` is the number of the stage that it stands on, if on any, `takes_from` of those whose
    files it copies.
    """

    image: str
    start: Instruction
    body: tuple[Instruction, ...]
    below: int | None
    takes_from: tuple[int, ...]


def stages_of(found: Sequence[Instruction]) -> list[Stage]:
    """Each with the arguments before the first FROM, which FROM alone sees."""
    before: dict[str, str] = {}
    stages: list[Stage] = []
    numbers: dict[str, int] = {}
    for start, body in _parts(found):
        if start is None:
            for one in body:
                before |= dict(_assigned(one, before))
            continue
        image, name = _named(filled(start.text, before))
        lines = tuple(_filled_in(body, before))
        asked = [flag.lower() for one in lines if (flag := one.flag("from"))]
        takes_from = tuple(numbers[flag] for flag in asked if flag in numbers)
        stages.append(Stage(image, start, lines, numbers.get(image.lower()), takes_from))
        for word in filter(None, (str(len(stages) - 1), name)):
            numbers[word] = len(stages) - 1
    return stages


def _parts(
    found: Sequence[Instruction],
) -> Iterator[tuple[Instruction | None, list[Instruction]]]:
    start: Instruction | None = None
    body: list[Instruction] = []
    for one in found:
        if one.name == "FROM":
            yield start, body
            start, body = one, []
        else:
            body.append(one)
    yield start, body


def _named(text: str) -> tuple[str, str]:
    """The image, and the name of `IMAGE AS NAME`."""
    words = text.split()
    is_named = len(words) > 2 and words[1].lower() == "as"
    return (words[0] if words else "", words[2].lower() if is_named else "")


def _filled_in(body: Sequence[Instruction], before: Mapping[str, str]) -> Iterator[Instruction]:
    known: dict[str, str] = {}
    for one in body:
        # a line does not see what it sets itself
        yield replace(one, text=filled(one.text, known), script=filled(one.script, known))
        if one.name in {"ARG", "ENV"}:
            values = dict(_assigned(one, known))
            known |= {name: value or before.get(name, "") for name, value in values.items()}


def _assigned(one: Instruction, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if one.name in {"ARG", "ENV"}:
        yield from pairs(filled(one.text, known))


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """`NAME=value ...` and the old `NAME value`; a name alone has an empty value."""
    first = text.split(None, 1)
    if first and "=" not in first[0]:
        yield first[0], _unquoted(first[1].strip()) if len(first) > 1 else ""
        return
    # one after the other: to look for the next anywhere takes the square of what is none
    end = 0
    while found := _PAIR.match(text, end):
        yield found[1], _unquoted(found[2])
        end = found.end()


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)


def filled(text: str, known: Mapping[str, str]) -> str:
    """What is not known stays as it is written."""

    def value(found: re.Match[str]) -> str:
        name, operator, word = found[1] or found[2], found[3] or "", found[4] or ""
        said = known.get(name or "", "")
        if operator.endswith("+"):
            return word if said else ""
        return said or (word if operator else found[0])

    return _REFERENCE.sub(value, text)[: max(_LONGEST, len(text))]


def final_chain(stages: Sequence[Stage]) -> list[int]:
    """The numbers of the last stage and of those that it stands on."""
    chain = [len(stages) - 1]
    while (below := stages[chain[-1]].below) is not None:
        chain.append(below)
    return chain


def built_for(chain: Sequence[int], stages: Sequence[Stage]) -> set[int]:
    """The other stages whose files reach the image."""
    found, open_ = {*chain}, [*chain]
    while open_:
        stage = stages[open_.pop()]
        more = {*stage.takes_from, *([] if stage.below is None else [stage.below])} - found
        found |= more
        open_ += more
    return found - {*chain}

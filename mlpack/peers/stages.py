"""The stages of a Dockerfile, what each of them is for, and what their variables stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlpack.peers.instructions import Instruction

_REFERENCE = re.compile(r"\\\$|\$(\w+)|\$\{(\w+)(?:(:?[-+])([^{}]*))?\}")
_ENV_PAIR = re.compile(r"""([^\s=]+)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^\s\\])*)""")
# A value may name others, and they others again; it must not grow without an end.
_LONGEST = 4096


@dataclass(frozen=True)
class Stage:
    """`image` is what FROM names, `body` what follows; variables are filled in as far as known."""

    name: str
    image: str
    start: Instruction
    body: tuple[Instruction, ...]

    @property
    def copies_from(self) -> tuple[str, ...]:
        return tuple(filter(None, (one.flag("from") for one in self.body)))


def stages_of(found: Sequence[Instruction]) -> list[Stage]:
    """Each with the arguments before the first FROM, which FROM alone sees."""
    before: dict[str, str] = {}
    stages: list[Stage] = []
    for start, body in _parts(found):
        if start is None:
            for one in body:
                before |= dict(_assigned(one, before))
            continue
        image, name = _named(filled(start.text, before))
        stages.append(Stage(name, image, start, tuple(_filled_in(body, before))))
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
        if one.name in {"ARG", "ENV"}:
            values = dict(_assigned(one, known))
            known |= {name: value or before.get(name, "") for name, value in values.items()}
        yield replace(one, text=filled(one.text, known), script=filled(one.script, known))


def _assigned(one: Instruction, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if one.name in {"ARG", "ENV"}:
        yield from pairs(filled(one.text, known))


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """`NAME=value ...` and the old `NAME value`; a name alone has an empty value."""
    first = text.split(None, 1)
    if first and "=" not in first[0]:
        yield first[0], _unquoted(first[1].strip()) if len(first) > 1 else ""
        return
    for name, value in _ENV_PAIR.findall(text):
        yield name, _unquoted(value)


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


def final_chain(stages: Sequence[Stage]) -> list[Stage]:
    """The last stage, and those that it stands on, the lowest first."""
    chain = [stages[-1]]
    while below := _stage(stages[: stages.index(chain[0])], chain[0].image):
        chain.insert(0, below)
    return chain


def built_for(chain: Sequence[Stage], stages: Sequence[Stage]) -> list[Stage]:
    """The other stages whose files reach the image, in the order of the file."""
    wanted, open_ = [*chain], [*chain]
    while open_:
        stage = open_.pop()
        earlier = stages[: stages.index(stage)]
        for name in (*stage.copies_from, stage.image):
            if (found := _stage(earlier, name)) and found not in wanted:
                wanted.append(found)
                open_.append(found)
    return [stage for stage in stages if stage in wanted and stage not in chain]


def _stage(stages: Sequence[Stage], name: str) -> Stage | None:
    """By its name, or by its number."""
    if name.isdecimal() and len(name) < 6:
        return stages[int(name)] if int(name) < len(stages) else None
    return next((one for one in reversed(stages) if one.name and one.name == name.lower()), None)

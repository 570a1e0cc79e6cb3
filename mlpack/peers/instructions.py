"""A Dockerfile as instructions with their lines: continued, uncommented, with heredocs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.errors import Fault, SpecFaults
from mlpack.wording import did_you_mean

NAMES = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
    *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)
_ESCAPE = re.compile(r"#\s*escape\s*=\s*(\S)\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=.*")
_HEREDOC = re.compile(r"<<(-?)([\"']?)([A-Za-z_]\w*)\2(?!\w)")
_WITH_HEREDOCS = {"RUN", "COPY", "ADD"}
_FLAGS = re.compile(r"(--[a-z][a-z-]*(?:=\"[^\"]*\"|=\S*)?)\s+")
_MOST_FAULTS = 20


@dataclass(frozen=True)
class Instruction:
    """`text` is without flags; `script` is what heredocs hold, for RUN to run."""

    line: int
    name: str
    flags: tuple[str, ...]
    text: str
    script: str = ""

    @property
    def words(self) -> list[str] | None:
        """The items of the JSON form; None in the other one."""
        if not self.text.startswith("["):
            return None
        try:
            items = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        is_exec = isinstance(items, list) and all(isinstance(item, str) for item in items)
        return items if is_exec else None

    def flag(self, name: str) -> str:
        found = (flag.partition("=")[2] for flag in self.flags if flag.startswith(f"--{name}="))
        return next(found, "")


def instructions(text: str, file: str) -> list[Instruction]:
    """Raises SpecFaults with each line that is no instruction, and a heredoc that has no end."""
    faults: list[Fault] = []
    found: list[Instruction] = []
    for item in _instructions(text.split("\n")):
        if isinstance(item, Fault):
            faults.append(item)
        else:
            found.append(item)
        if len(faults) == _MOST_FAULTS:
            break
    if not faults and not any(one.name == "FROM" for one in found):
        faults.append(Fault(1, 1, "FROM", "There is no FROM, and so no image that it stands on."))
    if faults:
        raise SpecFaults(file, tuple(faults))
    return found


def _instructions(lines: list[str]) -> Iterator[Instruction | Fault]:
    escape = _escape_of(lines)
    number = 0
    while number < len(lines):
        first = number
        joined, number = _joined(lines, number, escape)
        if not joined.strip():
            continue
        name, _, rest = joined.strip().partition(" ")
        name = name.upper()
        if name not in NAMES:
            says = f"{name[:40]} is no instruction of a Dockerfile. {_near(name)}"
            yield Fault(first + 1, 1, "Dockerfile", says.strip())
            continue
        flags, text = _flagged(rest.strip())
        bodies: list[str] = []
        for dash, _, word in _HEREDOC.findall(text) if name in _WITH_HEREDOCS else ():
            body, end = _body(lines, number, word, indented=bool(dash))
            if end is None:
                says = f"The heredoc {word} is opened here and not closed."
                yield Fault(first + 1, 1, name, says)
                return
            bodies.append(body)
            number = end
        yield Instruction(first + 1, name, flags, text, "\n".join(bodies))


def _near(name: str) -> str:
    return did_you_mean(name, NAMES) if name.isalpha() and len(name) < 20 else ""


def _escape_of(lines: list[str]) -> str:
    """Directives stand before anything else."""
    for line in lines:
        if found := _ESCAPE.fullmatch(line.strip()):
            return found[1]
        if not _DIRECTIVE.fullmatch(line.strip()):
            break
    return "\\"


def _joined(lines: list[str], number: int, escape: str) -> tuple[str, int]:
    """A line with those that continue it; comments and empty lines between them count for none."""
    parts: list[str] = []
    while number < len(lines):
        line = lines[number]
        number += 1
        stripped = line.strip()
        if stripped.startswith("#") or (parts and not stripped):
            if not parts:
                return "", number
            continue
        if not line.rstrip().endswith(escape):
            parts.append(line)
            break
        parts.append(line.rstrip()[: -len(escape)])
    return " ".join(parts).replace("\t", " "), number


def _flagged(text: str) -> tuple[tuple[str, ...], str]:
    flags: list[str] = []
    while found := _FLAGS.match(text):
        flags.append(found[1])
        text = text[found.end() :]
    return tuple(flags), text


def _body(lines: list[str], start: int, word: str, *, indented: bool) -> tuple[str, int | None]:
    for number in range(start, len(lines)):
        line = lines[number].lstrip("\t") if indented else lines[number]
        if line == word:
            return "\n".join(lines[start:number]), number + 1
    return "", None

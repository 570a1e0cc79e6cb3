"""A requirements file line by line as pip reads it: joined, uncommented, options told apart."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.requirements.judgement import LONGEST, TOO_LONG, Refused

_SHORT = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-i": "--index-url",
    "-f": "--find-links",
    "-C": "--config-settings",
}
_QUOTING = {*"'\"\\"}
_ALONE = {"--no-index", "--pre", "--prefer-binary", "--require-hashes"}


@dataclass(frozen=True)
class LogicalLine:
    """`number` is that of its first line; `options` are what follows the first word with a `-`."""

    number: int
    requirement: str
    options: str


@dataclass(frozen=True)
class Option:
    """`name` is always the long one, and empty for a word that belongs to no option."""

    name: str
    value: str


def logical_lines(text: str) -> Iterator[LogicalLine]:
    for number, joined in _joined(text):
        line = _without_comment(joined).strip()
        if line:
            requirement, options = _parted(line)
            yield LogicalLine(number, requirement, options)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """A line that ends with a backslash goes on in the next; a comment ends what goes on."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        first = first if parts else number
        if line.lstrip().startswith("#"):
            parts.append(f" {line}")
        elif line.endswith("\\"):
            parts.append(line.strip("\\"))
            continue
        else:
            parts.append(line)
        yield first, "".join(parts)
        parts = []
    if parts:
        yield first, "".join(parts)


def _without_comment(line: str) -> str:
    # A regular expression for this takes the square of the blanks in a line.
    at = line.find("#")
    while at > 0 and not line[at - 1].isspace():
        at = line.find("#", at + 1)
    return line if at < 0 else line[:at]


def _parted(line: str) -> tuple[str, str]:
    if line.startswith("-"):
        return "", line
    requirement, dash, options = line.partition(" -")
    return requirement.strip(), f"-{options}" if dash else ""


def options_in(text: str) -> Iterator[Option]:
    """Raises Refused where a quote is not closed."""
    words = iter(_words(text))
    for word in words:
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            value = value if equals or name in _ALONE else next(words, "")
            yield Option(name, value)
        elif word.startswith("-") and len(word) > 1:
            value = word[2:] or next(words, "")
            yield Option(_SHORT.get(word[:2], word[:2]), value)
        else:
            yield Option("", word)


def _words(text: str) -> list[str]:
    # shlex goes from letter to letter: seconds for the hashes of a large lock
    if not _QUOTING & {*text}:
        return text.split()
    if len(text) > LONGEST:
        raise Refused(TOO_LONG)
    try:
        return shlex.split(text)
    except ValueError:
        raise Refused("A quote is opened here and not closed.") from None

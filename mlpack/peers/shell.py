"""A shell's script as simple commands, each as its words; nothing is run, and nothing expanded."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_PUNCTUATION = "();<>|&\n"
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.S)
_BEFORE = {"sudo", "exec", "time", "command", "env", "then", "else", "do", "{", "!"}
# Past it a script is a program of its own, and the quadratic corners of lexing are felt.
_LONGEST = 32 * 2**10


@dataclass(frozen=True)
class Command:
    """`words` without variables before them, redirections and quotes; `text` shows it whole."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.words[0].rpartition("/")[2]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def arguments(self) -> tuple[str, ...]:
        return self.words[1:]


def commands(script: str) -> Iterator[Command]:
    """A script that no shell would read is one command, of its words between blanks."""
    for words in _parts(_tokens(script)):
        plain = _without_redirections(words)
        while plain and (plain[0] in _BEFORE or _ASSIGNMENT.fullmatch(plain[0])):
            plain = plain[1:]
        if plain:
            yield Command(tuple(plain))


def _tokens(script: str) -> list[str]:
    if len(script) > _LONGEST:
        return script[:_LONGEST].split()
    lexer = shlex.shlex(script, posix=True, punctuation_chars=_PUNCTUATION)
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # a quote that nobody closes
        return script.split()


def _parts(tokens: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    comment = False
    for token in tokens:
        if _is_end(token):
            yield part
            part, comment = [], comment and "\n" not in token
        elif comment or token.startswith("#"):
            comment = True
        else:
            part.append(token)
    yield part


def _is_end(token: str) -> bool:
    """Also where several stand together, as `;` and the end of a line do."""
    return bool(token) and not token.strip(_PUNCTUATION) and not {"<", ">"} & {*token}


def _without_redirections(words: list[str]) -> list[str]:
    plain: list[str] = []
    skips = False
    for word in words:
        if skips:
            skips = False
        elif word and not word.strip("<>&|"):
            skips = True
            if plain and plain[-1].isdigit():
                plain.pop()
        else:
            plain.append(word)
    return plain

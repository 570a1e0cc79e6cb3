"""A Dockerfile read back, as far as the tests need it: instructions, words and quoted values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A flag's value may hold a blank within quotes.
FLAGS = re.compile(r'^(--(?:"[^"]*"|\S)+\s+)+')


@dataclass(frozen=True)
class Instruction:
    """`text` is what stands behind the name, its continued lines joined."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """The words without flags; of the JSON form, its items."""
        text = FLAGS.sub("", self.text)
        if text.startswith("["):
            return [str(word) for word in json.loads(text)]
        return text.split()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """`KEY=value` of ENV and LABEL, as Docker reads them."""
        found = re.findall(r'([\w.]+)=("(?:[^"\\]|\\.)*"|\S*)', self.text)
        return [(key, unquoted(value)) for key, value in found]

    def flag(self, name: str) -> str:
        found = re.search(rf"^{name}=(\S+)", self.text)
        return found[1] if found else ""


def instructions(text: str) -> list[Instruction]:
    return list(_instructions(text))


def _instructions(text: str) -> Iterator[Instruction]:
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    for line in joined.split("\n"):
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield Instruction(name, re.sub(r"\s+$", "", rest.lstrip()))


def unquoted(word: str) -> str:
    """What BuildKit makes of a value: in double quotes a backslash escapes `\\`, `"` and `$`."""
    if not word.startswith('"'):
        return word
    return re.sub(r'\\([\\"$])', r"\1", word[1:-1])

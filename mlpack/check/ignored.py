"""What a .dockerignore leaves out, by the rules that docker reads it with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import normpath

_STEP = re.compile(r"\*\*/?|\*|\?|\[[^\]]+\]|\\.|.", re.S)


@dataclass(frozen=True)
class Pattern:
    """A line of .dockerignore; one that begins with ! takes files in again."""

    line: int
    text: str
    expression: re.Pattern[str]

    @property
    def takes_in(self) -> bool:
        return self.text.startswith("!")


def patterns(text: str) -> tuple[Pattern, ...]:
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return tuple(
        Pattern(number, line, _expression(line.removeprefix("!").strip()))
        for number, line in lines
        if line and not line.startswith("#")
    )


def ignoring(path: str, rows: Sequence[Pattern]) -> Pattern | None:
    """The pattern that leaves out `path` or a folder above it; the last that fits counts."""
    last = next((row for row in reversed(rows) if row.expression.match(path)), None)
    return None if last is None or last.takes_in else last


def _expression(pattern: str) -> re.Pattern[str]:
    steps = _STEP.findall(normpath(pattern).lstrip("/"))
    return re.compile("".join(map(_step, steps)) + r"(?:/|\Z)", re.S)


def _step(step: str) -> str:
    if step.startswith("**"):
        return "(?:.*/)?" if step.endswith("/") else ".*"
    if step.startswith("\\") and len(step) == 2:
        return re.escape(step[1])
    if step.startswith("[") and len(step) > 2:
        return step
    return {"*": "[^/]*", "?": "[^/]"}.get(step, re.escape(step))

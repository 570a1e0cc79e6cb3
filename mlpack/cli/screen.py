"""The one place that prints: answers to stdout, talk to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from mlpack.errors import Incompatible, MlpackError, SpecFaults

_INDENT = "    "


def answer(text: str) -> None:
    """What was asked for."""
    _print(text, sys.stdout)


def answer_json(content: Any) -> None:
    answer(json.dumps(content, indent=2, ensure_ascii=False))


def say(text: str = "") -> None:
    """What a person wants to know beside the answer."""
    _print(text, sys.stderr)


def _print(text: str, to: TextIO | None) -> None:
    if to is None:  # closed before mlpack began, as in `mlpack catalog >&-`
        return
    encoding = to.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), file=to, flush=True)
    except BrokenPipeError:
        # `| head` has read enough: the work goes on, and its exit code says how it went.
        os.dup2(os.open(os.devnull, os.O_WRONLY), to.fileno())


def progress(text: str) -> None:
    """A step of something slow; nothing where nobody watches."""
    if sys.stderr and sys.stderr.isatty():
        say(f"  {text}")


def table(rows: Iterable[Sequence[str]], *, indent: str = "  ") -> str:
    """Columns as wide as their longest cell; the last one is free."""
    rows = [tuple(row) for row in rows]
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append(indent + "  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines)


def error(problem: MlpackError) -> None:
    """An error as a person reads it: where, what is so, what would work, what to run."""
    if isinstance(problem, SpecFaults):
        rows = [(problem.place(fault), fault.setting, fault.says) for fault in problem.faults]
        say(table(rows, indent=""))
        return
    if problem.where:
        say(emphasised(problem.where))
    say(_indented(problem.says) if problem.where else problem.says)
    if isinstance(problem, Incompatible) and problem.choices:
        say(f"{_INDENT}What would work:")
        # lines that go together stand apart from the next choice
        between = "\n\n" if any("\n" in choice for choice in problem.choices) else "\n"
        say(_indented(between.join(problem.choices), _INDENT * 2))
    if problem.hint:
        say(_indented(problem.hint))


def emphasised(text: str) -> str:
    """Bold in a terminal that is not told otherwise by NO_COLOR."""
    plain = "NO_COLOR" in os.environ or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"
    return text if plain else f"\x1b[1m{text}\x1b[0m"


def _indented(text: str, indent: str = _INDENT) -> str:
    return "\n".join(indent + line if line else line for line in text.splitlines())

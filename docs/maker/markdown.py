"""Tables and code marks as GitHub's Markdown writes them, and the words for types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FORMS = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}
FORMS |= {"string": "text", "integer": "whole number", "array": "list", "object": "mapping"}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |".replace("  ", " ") for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())


def code(words: Iterable[object]) -> str:
    return ", ".join(f"`{word}`" for word in words)

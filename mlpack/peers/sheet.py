"""A peer's YAML walked key by key: a row of the peer's table says what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mlpack.peers.collector import Collector
from mlpack.spec import Document

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """A key that was met. `value` is text, a list or a mapping, as it is written."""

    document: Document
    path: Path
    value: Any

    @property
    def where(self) -> str:
        return f"{self.document.file}:{self.document.place(self.path, of_key=True)[0]}"

    @property
    def key(self) -> str:
        return str(self.path[-1])

    @property
    def text(self) -> str:
        """One line of it."""
        return f"{self.key}: {_short(self.value)}" if isinstance(self.key, str) else ""

    def items(self) -> Iterator[tuple[str, Any]]:
        """Each item of a list, or the value alone, with its own place."""
        for step, item in enumerate(self.value if isinstance(self.value, list) else [self.value]):
            path = (*self.path, step) if isinstance(self.value, list) else self.path
            yield f"{self.document.file}:{self.document.place(path)[0]}", item

    def texts(self) -> Iterator[tuple[str, str]]:
        """The items that are text."""
        return ((where, item) for where, item in self.items() if isinstance(item, str))


Row: TypeAlias = str | Callable[[Collector, Entry], None]
"""Why a key is left, and what to do instead; or what takes it over."""


def walk(document: Document, rows: Mapping[str, Row], into: Collector, *, peer: str) -> None:
    """Every key that is written ends in `into`; one without a row is looked into, then left."""
    for entry in _entries(document, document.content, ()):
        _take(entry, rows, into, peer)


def _entries(document: Document, content: Mapping[str, Any], path: Path) -> Iterator[Entry]:
    return (Entry(document, (*path, key), value) for key, value in content.items())


def _take(entry: Entry, rows: Mapping[str, Row], into: Collector, peer: str) -> None:
    row = rows.get(".".join(map(str, entry.path)))
    if callable(row):
        row(into, entry)
    elif row:
        into.leave(entry.where, entry.text, row)
    elif isinstance(entry.value, Mapping):
        for inner in _entries(entry.document, entry.value, entry.path):
            _take(inner, rows, into, peer)
    else:
        because = f"mlpack knows no such key of {peer}, and so no setting for it."
        into.leave(entry.where, entry.text, because)


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_short(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    return str(value)

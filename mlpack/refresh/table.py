"""A table of the catalogue as text: its head as it stands, its day, and one row a line."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mlpack.catalog import Release

_DAY = re.compile(r'^as_of = ".*"$', re.MULTILINE)
_ROWS = re.compile(r"^(\w+) = \[\n(?:.*\n)*?\]$", re.MULTILINE)


def with_rows(text: str, rows: Iterable[Mapping[str, Any]], *, day: str) -> str:
    """`text` with other rows; what stands above them is kept, but for the ISO day."""
    lines = "".join(f"    {_inline(row)},\n" for row in rows)
    dated = _DAY.sub(f'as_of = "{day}"', text, count=1)
    return _ROWS.sub(lambda found: f"{found[1]} = [\n{lines}]", dated, count=1)


def undated(text: str) -> str:
    return _DAY.sub("", text, count=1)


def row_of(release: Release) -> dict[str, Any]:
    """The columns that say something, in the order in which they are read."""
    fields = [field.name for field in dataclasses.fields(release) if field.name != "origin"]
    values = {name: getattr(release, name) for name in fields}
    return {name: value for name, value in values.items() if value}


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)

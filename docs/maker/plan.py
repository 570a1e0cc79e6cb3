"""plan.md: what templates see, from the Plan's own fields."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin, get_type_hints

from maker.catalog import CATALOG
from maker.markdown import FORMS, table

from mlpack.plan import Plan, resolve
from mlpack.render.filters import FILTERS
from mlpack.spec import Known, read, spec_from

EXAMPLE = 'name: digits\nframework: scikit-learn==1.7.2\npython: "3.11"\n'


def plan() -> Iterator[str]:
    yield "# The Plan"
    yield (
        "What templates see, as `plan`, and nothing else; `mlpack plan --json` prints it. "
        "The last column is this Plan's:"
    )
    yield f"```yaml\n{EXAMPLE}```"
    made = resolve(spec_from(read(EXAMPLE), Known()), CATALOG)
    yield table(("fact", "form", "what it is", "example"), _facts(Plan, "", made))
    yield "In the JSON, `requirements` is a flat list of lines."
    yield "## Filters"
    yield "A value that a person gave goes through the filter of the place where it will stand."
    rows = [(f"`{name}`", inspect.getdoc(make)) for name, make in FILTERS.items()]
    yield table(("filter", "makes"), [(name, (says or "").split("\n")[0]) for name, says in rows])


def _facts(kind: Any, parent: str, value: Any) -> Iterator[tuple[str, ...]]:
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        hint, now = hints[field.name], getattr(value, field.name, None)
        inner = next((a for a in (hint, *get_args(hint)) if dataclasses.is_dataclass(a)), None)
        path = f"{parent}{field.name}"
        if inner is None:
            yield f"`{path}`", _kind(hint), "", _example(now)
            continue
        is_list = get_origin(hint) is tuple
        form = "list of mappings" if is_list else "mapping"
        yield f"`{path}`", form, _own_doc(inner), ""
        example = (now[0] if now else None) if is_list else now
        yield from _facts(inner, f"{path}{'[]' if is_list else ''}.", example)


def _own_doc(kind: Any) -> str:
    """The docstring that a person wrote; a dataclass without one has its signature there."""
    doc = inspect.getdoc(kind) or ""
    return "" if doc.startswith(f"{kind.__name__}(") else doc


def _kind(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return f"list of {_kind(get_args(hint)[0])}"
    if get_args(hint):
        words = [part for part in get_args(hint) if isinstance(part, str)]
        return " or ".join(f"`{word}`" for word in words) or "mapping of text to text"
    return FORMS[hint.__name__]


def _example(value: object) -> str:
    if isinstance(value, Mapping):
        value = tuple(f"{key}={item}" for key, item in value.items())
    if isinstance(value, tuple):
        return f"{_example(value[0])}{', …' if value[1:] else ''}" if value else ""
    text = "" if value is None else str(value)
    return f"`{text if len(text) <= 44 else text[:40] + '…'}`" if text else ""

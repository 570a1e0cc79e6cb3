"""JSON and YAML of a model, read where they are no larger than such a file is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from mlpack.artifacts.source import Source

_LARGEST_JSON = 2 * 1024 * 1024
_LARGEST_YAML = 96 * 1024
_DEEPEST_YAML = 64
_BRACKETS = re.compile(rb"[\[{\]}]")


def json_of(source: Source) -> Any:
    """Raises ValueError, or RecursionError, where it is none that a model would have."""
    if source.size > _LARGEST_JSON:
        raise ValueError("the document is too large")
    return json.loads(source.at(0, source.size))


def yaml_of(source: Source) -> Any:
    """With every scalar as the text that stands there, so that 3.10 stays 3.10.

    An alias is refused: a model's file never has one, and a bomb is made of them.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import NodeEvent

    content = source.at(0, min(source.size, _LARGEST_YAML + 1))
    if len(content) > _LARGEST_YAML or _depth(content) > _DEEPEST_YAML:
        raise ValueError("the document is too large, or too deep")
    try:
        events = YAML(typ="safe", pure=True).parse(io.BytesIO(content))
        first = next((event for event in events if isinstance(event, NodeEvent)), None)
        return _value(first, events)
    except YAMLError as error:
        raise ValueError("this is no YAML") from error


def _value(event: object, events: Iterator[Any]) -> Any:
    from ruamel.yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

    if isinstance(event, ScalarEvent):
        return event.value
    if not isinstance(event, SequenceStartEvent | MappingStartEvent):
        raise ValueError("there is nothing, or an alias")
    items = [*_values(events)]
    if isinstance(event, SequenceStartEvent):
        return items
    pairs = zip(items[::2], items[1::2], strict=True)
    return {key: value for key, value in pairs if isinstance(key, str)}


def _values(events: Iterator[Any]) -> Iterator[Any]:
    from ruamel.yaml.events import CollectionEndEvent

    for event in events:
        if isinstance(event, CollectionEndEvent):
            return
        yield _value(event, events)


def _depth(content: bytes) -> int:
    """Of brackets, those in texts with them: each level costs the parser all those around it."""
    steps = (1 if bracket in b"[{" else -1 for bracket in _BRACKETS.findall(content))
    return max(accumulate(steps), default=0)


def table(value: Any, *keys: str) -> Mapping[str, Any]:
    """The table that stands behind a path of keys; an empty one where something else does."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def rows(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""

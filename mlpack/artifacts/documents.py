"""JSON and YAML of a model, read where they are no larger than such a file is."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from mlpack.artifacts.source import Source

_LARGEST_JSON = 2 * 1024 * 1024
_LARGEST_YAML = 96 * 1024


def json_of(source: Source) -> Any:
    """Raises ValueError, or RecursionError, where it is none that a model would have."""
    if source.size > _LARGEST_JSON:
        raise ValueError("the document is too large")
    return json.loads(source.at(0, source.size))


def yaml_of(source: Source) -> Any:
    """Without aliases, which a model's file never has and a bomb is made of."""
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import AliasEvent

    class WithoutAliases(Composer):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.parser.check_event(AliasEvent):
                raise ValueError("the document has an alias")
            return super().compose_node(parent, index)

    if source.size > _LARGEST_YAML:
        raise ValueError("the document is too large")
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = WithoutAliases
    try:
        return yaml.load(io.BytesIO(source.at(0, source.size)))
    except YAMLError as error:
        raise ValueError("this is no YAML") from error


def table(value: Any, *keys: str) -> Mapping[str, Any]:
    """The table that stands behind a path of keys; an empty one where something else does."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def rows(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""mlpack.yaml as it was written: every key and value with its line and column.

All scalars stay text: `3.10` stays "3.10", `no` stays "no"; the Spec's types say what each is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mlpack.errors import Fault, SpecFaults

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]
Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""

# A person's spec has some dozens of values; more come only from aliases that unfold without end.
_MOST_VALUES = 10_000
_MOST_LEVELS = 20
_NULL = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True)
class Document:
    """`content` is text, lists and dicts; `keys` and `values` say where each path stands.

    `text` is all of it, as it was read.
    """

    file: str
    content: dict[str, Any]
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    text: str = field(default="", repr=False)

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Where `path` stands, or its nearest ancestor that was written."""
        if of_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read(text: str, file: str = "mlpack.yaml") -> Document:
    """Raises SpecFaults where `text` is not YAML, not a mapping, or says a key twice."""
    document = Document(file, {}, text=text)
    faults: list[Fault] = []
    try:
        root = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise SpecFaults(file, (_syntax_fault(error),)) from None
    except RecursionError:
        raise SpecFaults(file, (_too_deep(1, 1, "YAML"),)) from None
    except (YAMLError, ValueError) as error:
        # ruamel's own reader refuses control characters before it has a line for them
        says = f"This cannot be read as YAML: {str(error).splitlines()[0]}."
        raise SpecFaults(file, (Fault(1, 1, "YAML", says),)) from None
    if root is None or (isinstance(root, ScalarNode) and root.value in _NULL):
        root = MappingNode("tag:yaml.org,2002:map", [])
    if not isinstance(root, MappingNode):
        says = "The file holds settings, as in `name: digits`; this is something else."
        raise SpecFaults(file, (Fault(*_start(root), "YAML", says),))
    faults.extend(_Reader(document).mapping(root, (), document.content))
    if faults:
        raise SpecFaults(file, tuple(faults))
    return document


class _Reader:
    """Walks the nodes once; each step yields the faults it meets."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.left = _MOST_VALUES

    def value(self, node: Node, path: Path) -> tuple[Any, list[Fault]]:
        self.left -= 1
        if self.left < 0:
            says = f"The file unfolds to more than {_MOST_VALUES} values."
            raise SpecFaults(self.document.file, (Fault(*_start(node), dotted(path), says),))
        if len(path) > _MOST_LEVELS:
            raise SpecFaults(self.document.file, (_too_deep(*_start(node), dotted(path[:3])),))
        self.document.values[path] = _start(node)
        if _has_own_tag(node):
            says = f"A tag such as {node.tag} has no meaning here."
            return "", [Fault(*_start(node), dotted(path), says)]
        if isinstance(node, MappingNode):
            content: dict[str, Any] = {}
            return content, list(self.mapping(node, path, content))
        if isinstance(node, SequenceNode):
            return self._sequence(node, path)
        return _scalar(node), []

    def mapping(self, node: MappingNode, path: Path, into: dict[str, Any]) -> Iterator[Fault]:
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                yield Fault(*_start(key_node), dotted(path), "A key is a plain word.")
                continue
            key = key_node.value
            here = (*path, key)
            if here in self.document.keys:
                first = self.document.keys[here][0]
                says = f"This is said twice; the first time is in line {first}."
                yield Fault(*_start(key_node), dotted(here), says)
                continue
            self.document.keys[here] = _start(key_node)
            value, faults = self.value(value_node, here)
            yield from faults
            if value is not None:
                into[key] = value

    def _sequence(self, node: SequenceNode, path: Path) -> tuple[list[Any], list[Fault]]:
        items, faults = [], []
        for position, item in enumerate(node.value):
            here = (*path, position)
            value, inner = self.value(item, here)
            faults += inner
            if value is None:
                faults.append(Fault(*_start(item), dotted(here), "This item is empty."))
            items.append(value)
        return items, faults


def _scalar(node: Node) -> str | None:
    plain = getattr(node, "style", None) is None
    return None if plain and node.value in _NULL else node.value


def _has_own_tag(node: Node) -> bool:
    """Whether the tag was written, as in `!!python/object`, and not worked out by the reader."""
    return not str(node.tag).startswith("tag:yaml.org,2002:") or "python" in str(node.tag)


def _too_deep(line: int, column: int, setting: str) -> Fault:
    return Fault(line, column, setting, f"This nests more than {_MOST_LEVELS} levels deep.")


def _start(node: Node) -> Place:
    mark = node.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def dotted(path: Path) -> str:
    """`serving.limits.rows`, `requirements[2]`; `mlpack.yaml` itself has no path."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".") or "spec"


def _syntax_fault(error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = (error.problem or "it is not YAML").strip()
    return Fault(line, column, "YAML", f"This cannot be read as YAML: {problem}.")

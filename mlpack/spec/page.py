"""A YAML text whose pieces are replaced in place: where a pair, a value or an item stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from mlpack.spec.text import inline

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\r\n]*", re.M)


@dataclass(frozen=True)
class Pair:
    mapping: MappingNode
    key: ScalarNode
    value: Node

    @property
    def position(self) -> int:
        return [key for key, _ in self.mapping.value].index(self.key)


@dataclass(frozen=True)
class Page:
    """Each method that changes something returns the text that is then; comments are never lost."""

    text: str

    @cached_property
    def root(self) -> MappingNode | None:
        """None where the text says nothing yet."""
        node = YAML(typ="rt", pure=True).compose(self.text)
        return node if isinstance(node, MappingNode) else None

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def pair(self, mapping: MappingNode, key: str) -> Pair | None:
        found = (Pair(mapping, k, v) for k, v in mapping.value if k.value == key)
        return next(found, None)

    def with_value(self, pair: Pair, written: str) -> str:
        """`written` for the value; comments within the old one go above the line of its key."""
        start, end = self._span(pair.key, pair.value)
        is_after_colon = self.text[start - 1] == ":"
        line = self._line_start(pair.key.start_mark.index)
        kept = self._kept(start, end, [pair.value], pair.key.start_mark.column)
        between = " " if is_after_colon else ""
        return self.text[:line] + kept + self.text[line:start] + between + written + self.text[end:]

    def with_pair(
        self, mapping: MappingNode | None, key: str, value: Any, *, before: Collection[str]
    ) -> str:
        """A new key, behind all those that are there but the ones in `before`."""
        if mapping is None or not mapping.value:
            return self._first_pair(mapping, f"{key}: {inline(value)}")
        pairs = [Pair(mapping, k, v) for k, v in mapping.value]
        earlier = [pair for pair in pairs if pair.key.value not in before]
        if mapping.flow_style:
            written = inline({key: value})[1:-1]
            if not earlier:
                start = pairs[0].key.start_mark.index
                return f"{self.text[:start]}{written}, {self.text[start:]}"
            end = self._span(earlier[-1].key, earlier[-1].value)[1]
            return f"{self.text[:end]}, {written}{self.text[end:]}"
        line = " " * pairs[0].key.start_mark.column + f"{key}: {inline(value)}"
        if not earlier:
            start = self._line_start(pairs[0].key.start_mark.index)
            return f"{self.text[:start]}{line}{self.line_end}{self.text[start:]}"
        return self._below(self._span(earlier[-1].key, earlier[-1].value)[1], line)

    def without(self, pair: Pair) -> str:
        start, end = pair.key.start_mark.index, self._span(pair.key, pair.value)[1]
        if pair.mapping.flow_style:
            nodes = [node for couple in pair.mapping.value for node in couple]
            spans = [(k.start_mark.index, self._span(k, v)[1]) for k, v in pair.mapping.value]
            return self._cut(*_with_comma(spans, pair.position), nodes, above=start)
        column = pair.key.start_mark.column
        return self._without_lines(start, end, [pair.key, pair.value], column)

    def with_item(self, pair: Pair, item: str) -> str:
        """`item` at the end of the list of `pair`, which has one already."""
        items = pair.value
        end = self._end(items.value[-1])
        if not _is_block(items):
            return f"{self.text[:end]}, {inline([item])[1:-1]}{self.text[end:]}"
        return self._below(end, " " * items.start_mark.column + f"- {inline(item)}")

    def without_item(self, pair: Pair, position: int) -> str:
        """The list of `pair` without the item, which is not its only one."""
        items: Node = pair.value
        node = items.value[position]
        if not _is_block(items):
            spans = [(one.start_mark.index, self._end(one)) for one in items.value]
            key = pair.key.start_mark.index
            return self._cut(*_with_comma(spans, position), items.value, above=key)
        start, column = node.start_mark.index, items.start_mark.column
        return self._without_lines(start, self._end(node), [node], column)

    def _first_pair(self, mapping: MappingNode | None, written: str) -> str:
        if mapping is not None and mapping.flow_style:
            start = mapping.start_mark.index + 1
            return self.text[:start] + written + self.text[start:]
        between = "" if not self.text or self.text.endswith("\n") else self.line_end
        return f"{self.text}{between}{written}{self.line_end}"

    def _below(self, index: int, line: str) -> str:
        """A line below the one that `index` is in, behind its comment."""
        end = self._line_end(index)
        return f"{self.text[:end]}{self.line_end}{line}{self.text[end:]}"

    def _without_lines(self, start: int, end: int, nodes: Collection[Node], indent: int) -> str:
        first, last = self._line_start(start), self._line_end(end)
        after = last + len(self.line_end) if last < len(self.text) else last
        kept = self._kept(start, last, nodes, indent)
        return self.text[:first] + kept + self.text[after:]

    def _cut(self, start: int, end: int, nodes: Collection[Node], *, above: int) -> str:
        line = self._line_start(above)
        indent = len(self.text[line:above]) - len(self.text[line:above].lstrip())
        kept = self._kept(start, end, nodes, indent)
        return self.text[:line] + kept + self.text[line:start] + self.text[end:]

    def _kept(self, start: int, end: int, nodes: Collection[Node], indent: int) -> str:
        """The comments between the two places, each as a line of its own."""
        hidden = list(self.text)
        for leaf in (leaf for node in nodes for leaf in _leaves(node)):
            span = range(leaf.start_mark.index, self._end(leaf))
            hidden[span.start : span.stop] = "x" * len(span)
        comments = _COMMENT.findall("".join(hidden[start:end]))
        return "".join(f"{' ' * indent}{comment}{self.line_end}" for comment in comments)

    def _span(self, key: Node, value: Node) -> tuple[int, int]:
        """Of the value; a block begins behind its key, and so does what is not there."""
        start, end = int(value.start_mark.index), self._end(value)
        if start < end and not _is_block(value):
            return start, end
        colon = self.text.find(":", key.end_mark.index) + 1
        return colon, end if start < end else colon

    def _end(self, node: Node) -> int:
        """Where its last character ends; a block's own mark is behind the comments that follow."""
        if isinstance(node, ScalarNode):
            end: int = node.end_mark.index
            return len(self.text[:end].rstrip()) if _is_block(node) else end
        if not _is_block(node) or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._span(*last)[1] if isinstance(node, MappingNode) else self._end(last)

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        end = len(self.text) if found < 0 else found
        return end - 1 if found > 0 and self.text[end - 1] == "\r" else end


def is_plain_list(node: Node) -> TypeGuard[SequenceNode]:
    """Whether it is a list that has items, and each of them is text."""
    is_list = isinstance(node, SequenceNode) and bool(node.value)
    return is_list and all(isinstance(item, ScalarNode) for item in node.value)


def _is_block(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return node.style in {"|", ">"}
    return isinstance(node, CollectionNode) and not node.flow_style


def _leaves(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from (*_leaves(key), *_leaves(value))
    else:
        for item in node.value:
            yield from _leaves(item)


def _with_comma(spans: list[tuple[int, int]], position: int) -> tuple[int, int]:
    """The span of one of several in brackets, and of the comma between it and a neighbour."""
    start, end = spans[position]
    if position:
        return spans[position - 1][1], end
    return (start, spans[1][0]) if len(spans) > 1 else (start, end)

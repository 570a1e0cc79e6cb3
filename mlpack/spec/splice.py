"""One value of mlpack.yaml's text replaced, put in or taken out; every other byte stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node

from mlpack.spec.document import read
from mlpack.spec.page import Page, Pair, is_plain_list
from mlpack.spec.settings import Steps, order_of, said, typed, with_said
from mlpack.spec.text import ORDER, inline, shortest


def spliced(text: str, steps: Steps, value: Any) -> str:
    """`text` with `value` at `steps`; None takes it out, and a mapping that is empty then.

    Comments stay: one that stood within what is replaced stands above it then.
    """
    if said(content := read(text).content, steps) == value:
        return text
    page = Page(text)
    trail = _trail(page, steps)
    found = len(trail)
    if found and found < len(steps) and not isinstance(trail[-1].value, MappingNode):
        return _longer(page, trail[-1], steps[:found], with_said(content, steps, value))
    if value is None:
        return _taken_out(page, trail) if found == len(steps) else text
    if found < len(steps):
        return _put_in(page, trail, steps, value)
    return _replaced(page, trail[-1], steps, value)


def _trail(page: Page, steps: Steps) -> list[Pair]:
    """The pairs on the way to `steps`, as far as they are written as mappings."""
    trail: list[Pair] = []
    mapping: Node | None = page.root
    for step in steps:
        pair = page.pair(mapping, step) if isinstance(mapping, MappingNode) else None
        if pair is None:
            break
        trail.append(pair)
        mapping = pair.value
    return trail


def _longer(page: Page, pair: Pair, steps: Steps, content: Mapping[str, Any]) -> str:
    """A short form on the way becomes a long one, or another short one where that says it all."""
    value = said(content, steps)
    if value is None:
        return page.without(pair)
    if len(steps) == 1:
        value = shortest(steps[0], value)
    return page.with_value(pair, inline(typed(steps, value)))


def _taken_out(page: Page, trail: list[Pair]) -> str:
    while len(trail) > 1 and len(trail[-1].mapping.value) == 1:
        trail.pop()
    return page.without(trail[-1])


def _put_in(page: Page, trail: list[Pair], steps: Steps, value: Any) -> str:
    above, key = steps[: len(trail)], steps[len(trail)]
    for step in reversed(steps[len(trail) + 1 :]):
        value = {step: value}
    holder: Node | None = trail[-1].value if trail else page.root
    mapping = holder if isinstance(holder, MappingNode) else None
    order = order_of(above) if above else ORDER
    later = order[order.index(key) + 1 :] if key in order else ()
    return page.with_pair(mapping, key, typed((*above, key), value), before=later)


def _replaced(page: Page, pair: Pair, steps: Steps, value: Any) -> str:
    node = pair.value
    if isinstance(value, Mapping) and isinstance(node, MappingNode) and value and node.value:
        return _merged(page.text, steps, value)
    if isinstance(value, list) and value and is_plain_list(node):
        kept = [item for item in node.value if item.value in value]
        added = value[len(kept) :]
        if [item.value for item in kept] == value[: len(kept)]:
            return _with_items(page, steps, added, value)
    quotes = getattr(node, "style", None)
    asked = quotes if quotes in {"'", '"'} else ""
    return page.with_value(pair, inline(typed(steps, value), quotes=asked))


def _merged(text: str, steps: Steps, value: Mapping[str, Any]) -> str:
    """Key by key, so that what stays keeps its comments; first what comes, then what goes."""
    before = said(read(text).content, steps)
    for key, inner in value.items():
        text = spliced(text, (*steps, key), inner)
    for key in before:
        if key not in value:
            text = spliced(text, (*steps, key), None)
    return text


def _with_items(page: Page, steps: Steps, added: list[str], value: list[str]) -> str:
    """Item by item, for the same: first what comes, then what goes."""
    for item in added:
        page = Page(page.with_item(_trail(page, steps)[-1], item))
    items = _trail(page, steps)[-1].value.value
    for position in reversed(range(len(items))):
        if items[position].value not in value:
            page = Page(page.without_item(_trail(page, steps)[-1], position))
    return page.text

"""What an expression of a template reads of the Plan, found without running it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from jinja2 import nodes

Step: TypeAlias = str | int
Steps: TypeAlias = tuple[Step, ...]

_PLAN = "plan"
# Jinja's own names hold nothing of the Plan.
_JINJAS_OWN = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})


@dataclass(frozen=True)
class Reference:
    """`steps` lead into the Plan; they are None where only a run can show what is meant.

    With a `variable`, what that variable of the template holds is meant, one item of what `steps`
    lead to, and `more` leads on from it; of a mapping, the variable `key` holds the item's key.
    `written` are items that the template itself put in there.
    """

    steps: Steps | None
    variable: str = ""
    more: Steps = ()
    key: str = ""
    written: frozenset[str] = frozenset()


Scope: TypeAlias = Mapping[str, tuple[Reference, ...]]
"""What each variable of a template holds; an unknown one came from outside the template."""


def references(node: nodes.Node, scope: Scope) -> tuple[Reference, ...]:
    """Each once, in the order of the text."""
    return tuple(dict.fromkeys(_found(node, scope)))


def items(
    iterated: nodes.Node, found: tuple[Reference, ...], *, variable: str, key: str
) -> tuple[Reference, ...]:
    """What `variable` may hold while it goes through `iterated`, in which `found` was found."""
    constants = (constant.value for constant in iterated.find_all(nodes.Const))
    written = frozenset(value for value in constants if isinstance(value, str))
    return tuple(Reference(one.steps, variable, (), key, written) for one in found)


def _found(node: nodes.Node, scope: Scope) -> Iterator[Reference]:
    root, steps = _path(node)
    if root == _PLAN:
        yield Reference(steps)
    elif root in scope:
        yield from (_further(one, steps) for one in scope[root])
    elif root and root not in _JINJAS_OWN:
        yield Reference(None, root, steps)
    elif not root:
        for child in node.iter_child_nodes():
            yield from _found(child, scope)


def _further(reference: Reference, steps: Steps) -> Reference:
    if reference.variable:
        return replace(reference, more=(*reference.more, *steps))
    return replace(reference, steps=(*(reference.steps or ()), *steps))


def _path(node: nodes.Node) -> tuple[str, Steps]:
    """`plan`, (`lock`, `files`, 0) for `plan.lock.files[0]`; an empty name for what is no path."""
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return node.name, ()
    step: Step | None = None
    if isinstance(node, nodes.Getattr):
        step = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        step = node.arg.value
    if not isinstance(node, nodes.Getattr | nodes.Getitem) or not isinstance(step, str | int):
        return "", ()
    root, steps = _path(node.node)
    return root, (*steps, step) if root else ()

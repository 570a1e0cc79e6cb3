"""A sandbox whose templates mark what they print: the same text, with a mark before each piece.

The templates' syntax trees are changed before they are compiled, so that a mark is a piece of text
of its own: no filter, test or comparison ever sees one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import nodes

from mlpack.layers import Layers
from mlpack.render.marks import Closes, Ledger, Opens, Spot, bare
from mlpack.render.references import Reference, items, references
from mlpack.render.sandbox import Sandbox

# No template can say a filter of these names.
_BARE, _SEE = "without marks", "see"


class MarkingSandbox(Sandbox):
    """`ledger` has the marks of all that was rendered here."""

    def __init__(self, layers: Layers) -> None:
        super().__init__(layers)
        self.ledger = Ledger()
        self.filters[_BARE] = bare
        self.filters[_SEE] = self.ledger.see

    def origin(self, template: str) -> str:
        """Where it lies, as `builtin:project/Dockerfile.j2`."""
        assert self.loader
        return self.loader.get_source(self, template)[1] or template

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        _without_marks_inside(source)
        source.body = _Marking(self.ledger, filename or "").body(source.body)
        source.set_environment(self)
        return super()._generate(source, name, filename, defer_init)


def _without_marks_inside(node: nodes.Node) -> None:
    """A text that a macro, a block or an include made may be looked at: by then it is bare.

    Only one that is printed as it is keeps its marks.
    """
    for name, value in [*node.iter_fields()]:
        if isinstance(value, nodes.Node):
            setattr(node, name, _bared(value, node, name))
        elif isinstance(value, list):
            value[:] = [_bared(v, node, name) if isinstance(v, nodes.Node) else v for v in value]
    if isinstance(node, nodes.FilterBlock | nodes.AssignBlock):
        node.filter = _innermost(node.filter)


def _bared(node: Any, parent: nodes.Node, name: str) -> Any:
    _without_marks_inside(node)
    is_printed = isinstance(parent, nodes.Output) or name == "call"
    return node if is_printed or not isinstance(node, nodes.Call) else _filter(node, _BARE)


def _innermost(chain: nodes.Filter | None) -> nodes.Filter:
    """The filters of a block, made bare before the first of them."""
    if chain is None:
        return _filter(None, _BARE)
    chain.node = _innermost(chain.node)  # type: ignore[arg-type]
    return chain


def _filter(node: nodes.Expr | None, name: str, *arguments: str) -> nodes.Filter:
    constants: list[nodes.Expr] = [nodes.Const(argument) for argument in arguments]
    return nodes.Filter(node, name, constants, [], None, None)


@dataclass(frozen=True)
class _Marking:
    """Marks one template; `scope` is what its variables hold at the statement that is being read.

    It grows while they are read in their order, as `set` makes it grow in Jinja.
    """

    ledger: Ledger
    file: str
    block: str = ""
    scope: dict[str, tuple[Reference, ...]] = field(default_factory=dict)

    def body(self, statements: list[nodes.Node]) -> list[nodes.Node]:
        return [marked for node in statements for marked in self._statement(node)]

    def _statement(self, node: nodes.Node) -> Iterable[nodes.Node]:
        mark = _MARKS.get(type(node))
        return mark(self, node) if mark else (node,)

    def _inside(self, unknown: Iterable[str] = (), block: str = "") -> _Marking:
        """A scope of its own, in which some names are no longer what they are here."""
        hidden = {*unknown}
        scope = {name: held for name, held in self.scope.items() if name not in hidden}
        return replace(self, block=block or self.block, scope=scope)

    def output(self, node: nodes.Output) -> Iterable[nodes.Node]:
        node.nodes = [marked for child in node.nodes for marked in self._printed(child)]
        return (node,)

    def _printed(self, child: nodes.Expr) -> Iterable[nodes.Expr]:
        if isinstance(child, nodes.TemplateData):
            child.data = self._with_spots(child.data, child.lineno)
            return (child,)
        found = references(child, self.scope)
        return (*self._opening(found, child.lineno, is_printed=True), child, self._closing(child))

    def _with_spots(self, text: str, line: int) -> str:
        lines = re.findall("[^\n]*\n|[^\n]+", text)
        return "".join(self._spot(number) + piece for number, piece in enumerate(lines, line))

    def _spot(self, line: int) -> str:
        return self.ledger.put(Spot(self.file, line, self.block))

    def _opening(
        self, found: tuple[Reference, ...], line: int, *, is_printed: bool
    ) -> Iterable[nodes.Expr]:
        marks = self._spot(line) + self.ledger.put(Opens(is_printed, found))
        yield nodes.TemplateData(marks, lineno=line)
        variables = (name for one in found for name in (one.key, one.variable) if name)
        for variable in dict.fromkeys(variables):
            yield _filter(nodes.Name(variable, "load", lineno=line), _SEE, variable)

    def _closing(self, node: nodes.Node) -> nodes.Expr:
        return nodes.TemplateData(self.ledger.put(Closes()), lineno=node.lineno)

    def _because_of(self, found: tuple[Reference, ...], body: list[nodes.Node]) -> list[nodes.Node]:
        if not body:
            return body
        first = body[0].lineno
        opening = nodes.Output([*self._opening(found, first, is_printed=False)], lineno=first)
        closing = nodes.Output([self._closing(body[-1])], lineno=body[-1].lineno)
        return [opening, *self.body(body), closing]

    def condition(self, node: nodes.If) -> Iterable[nodes.Node]:
        found = references(node.test, self.scope)
        node.body = self._because_of(found, node.body)
        for other in node.elif_:
            found = (*found, *references(other.test, self.scope))
            other.body = self._because_of(found, other.body)
        node.else_ = self._because_of(found, node.else_)
        return (node,)

    def loop(self, node: nodes.For) -> Iterable[nodes.Node]:
        iterated = references(node.iter, self.scope)
        inner, names = self._inside(), _names(node.target)
        key = names[0] if len(names) == 2 else ""
        held = {name: items(node.iter, iterated, variable=name, key=key) for name in names}
        inner.scope.update(held)
        tests = references(node.test, inner.scope) if node.test else ()
        node.body = inner._because_of((*held[names[0]], *tests), node.body)
        node.else_ = self._because_of(iterated, node.else_)
        return (node,)

    def named_block(self, node: nodes.Block) -> Iterable[nodes.Node]:
        node.body = self._inside(block=node.name).body(node.body)
        return (node,)

    def macro(self, node: nodes.Macro) -> Iterable[nodes.Node]:
        self.scope[node.name] = ()
        node.body = self._inside(_names(*node.args)).body(node.body)
        return (node,)

    def call(self, node: nodes.CallBlock) -> Iterable[nodes.Node]:
        found = references(node.call, self.scope)
        node.body = self._inside(_names(*node.args)).body(node.body)
        return self._printed_statement(node, found)

    def filtered(self, node: nodes.FilterBlock) -> Iterable[nodes.Node]:
        return self._printed_statement(node, self._known_in(node))

    def _printed_statement(
        self, node: nodes.Node, found: tuple[Reference, ...]
    ) -> Iterable[nodes.Node]:
        opening = self._opening(found, node.lineno, is_printed=True)
        yield nodes.Output([*opening], lineno=node.lineno)
        yield node
        yield nodes.Output([self._closing(node)], lineno=node.lineno)

    def _known_in(self, node: nodes.Node) -> tuple[Reference, ...]:
        """What a captured text reads; its own variables are gone where it ends."""
        return tuple(one for one in references(node, self.scope) if one.steps is not None)

    def assignment(self, node: nodes.Assign) -> Iterable[nodes.Node]:
        held = references(node.node, self.scope)
        self.scope.update(dict.fromkeys(_names(node.target), held))
        return (node,)

    def captured(self, node: nodes.AssignBlock) -> Iterable[nodes.Node]:
        self.scope.update(dict.fromkeys(_names(node.target), self._known_in(node)))
        return (node,)

    def with_names(self, node: nodes.With) -> Iterable[nodes.Node]:
        inner = self._inside()
        for target, value in zip(node.targets, node.values, strict=True):
            held = references(value, self.scope)
            inner.scope.update(dict.fromkeys(_names(target), held))
        node.body = inner.body(node.body)
        return (node,)

    def own_scope(self, node: Any) -> Iterable[nodes.Node]:
        node.body = self._inside().body(node.body)
        return (node,)

    def imported(self, node: nodes.Import | nodes.FromImport) -> Iterable[nodes.Node]:
        """Macros: what they print, their own template says."""
        names = [node.target] if isinstance(node, nodes.Import) else node.names
        aliases = (name if isinstance(name, str) else name[1] for name in names)
        self.scope.update(dict.fromkeys(aliases, ()))
        return (node,)


def _names(*targets: nodes.Node) -> list[str]:
    """The plain names among the targets of an assignment or a loop."""
    inside = [name for target in targets for name in target.find_all(nodes.Name)]
    own = [target for target in targets if isinstance(target, nodes.Name)]
    return [name.name for name in (*own, *inside)]


_MARKS: Mapping[type[nodes.Node], Callable[[_Marking, Any], Iterable[nodes.Node]]] = {
    nodes.Output: _Marking.output,
    nodes.If: _Marking.condition,
    nodes.For: _Marking.loop,
    nodes.Block: _Marking.named_block,
    nodes.Macro: _Marking.macro,
    nodes.CallBlock: _Marking.call,
    nodes.FilterBlock: _Marking.filtered,
    nodes.Assign: _Marking.assignment,
    nodes.AssignBlock: _Marking.captured,
    nodes.With: _Marking.with_names,
    nodes.Scope: _Marking.own_scope,
    nodes.ScopedEvalContextModifier: _Marking.own_scope,
    nodes.Import: _Marking.imported,
    nodes.FromImport: _Marking.imported,
}

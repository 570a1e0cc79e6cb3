"""The stack that a pickle's orders work on, with names and records in the place of objects."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from mlpack.artifacts.pickled import Global, Made, Told

NOTED = {"_sklearn_version", "n_features_in_", "_n_features"}


class Machine:
    """Does with names what Python would do with objects; nothing is imported, nothing called."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.stack: list[object] = []
        self.marked: list[list[object]] = []
        self.memo: dict[int, object] = {}

    @property
    def bottom(self) -> object:
        """What is being made: it is the first thing on the stack until it is done."""
        lowest = self.marked[0] if self.marked else self.stack
        return lowest[0] if lowest else None

    def push(self, value: object) -> None:
        if self.stack and isinstance(key := self.stack[-1], str) and key in NOTED:
            self.told.noted.setdefault(key, value)
        self.stack.append(value)

    def since_mark(self) -> list[object]:
        found, self.stack = self.stack, self.marked.pop()
        return found

    def name(self, module: object, name: object) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise ValueError("a name is computed")
        named = Global(module, name)
        self.told.globals.setdefault(named)
        self.push(named)

    def call(self, maker: object, args: object) -> None:
        if isinstance(maker, Global):
            self.told.called.add(maker)
        self.push(Made(maker, args))

    def fill(self, state: object) -> None:
        """Kept as it is: a pickle may fill a thousand objects with one large state."""
        made = self.stack[-1]
        if isinstance(made, Made) and made.filling is None:
            made.filling = state


def _text(machine: Machine, argument: bytes) -> None:
    machine.push(argument.decode("utf-8", errors="replace"))


def _escaped_text(machine: Machine, argument: bytes) -> None:
    machine.push(argument.decode("raw-unicode-escape"))


def _quoted_text(machine: Machine, argument: bytes) -> None:
    raw, _ = codecs.escape_decode(argument.strip()[1:-1])
    machine.push(raw.decode("utf-8", errors="replace"))


def _number(machine: Machine, argument: bytes) -> None:
    machine.push(int.from_bytes(argument[:16], "little", signed=len(argument) > 2))


def _written_number(machine: Machine, argument: bytes) -> None:
    machine.push(int(argument[:20].rstrip(b"L")))


def _tuple(machine: Machine, length: int) -> None:
    items = machine.stack[len(machine.stack) - length :]
    if len(items) < length:
        raise ValueError("the stack is empty")
    del machine.stack[len(machine.stack) - length :]
    machine.push(tuple(items))


def _with_items(machine: Machine, items: list[object]) -> None:
    target = machine.stack[-1]
    if isinstance(target, list):
        target.extend(items)


def _with_pairs(machine: Machine, items: list[object]) -> None:
    """Only a text is kept as a key: others may be made to collide."""
    target = machine.stack[-1]
    if isinstance(target, Made):
        target = target.items
    if isinstance(target, dict):
        keys = (key if isinstance(key, str) else object() for key in items[::2])
        target.update(zip(keys, items[1::2], strict=False))


def _dict(machine: Machine) -> None:
    items = machine.since_mark()
    machine.push({})
    _with_pairs(machine, items)


def _mark(machine: Machine) -> None:
    machine.marked.append(machine.stack)
    machine.stack = []


def _two(machine: Machine) -> list[object]:
    second = machine.stack.pop()
    return [machine.stack.pop(), second]


def _inst(machine: Machine, argument: bytes) -> None:
    args = tuple(machine.since_mark())
    _global(machine, argument)
    machine.call(machine.stack.pop(), args)


def _obj(machine: Machine) -> None:
    maker, *args = machine.since_mark()
    machine.call(maker, tuple(args))


def _global(machine: Machine, argument: bytes) -> None:
    machine.name(*argument.decode("utf-8", errors="replace").split("\n"))


def _newobj_ex(machine: Machine) -> None:
    machine.stack.pop()
    machine.call(*_two(machine))


def _put(machine: Machine, place: int) -> None:
    machine.memo[place] = machine.stack[-1]


def _pop(machine: Machine) -> None:
    if machine.stack:
        machine.stack.pop()
    else:
        machine.since_mark()


def _at(argument: bytes) -> int:
    return int.from_bytes(argument, "little")


_BINARY_TEXTS = (
    *("BINSTRING", "SHORT_BINSTRING"),
    *("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
)

HANDLERS: dict[str, Callable[[Machine, bytes], None]] = {
    **dict.fromkeys(_BINARY_TEXTS, _text),
    "UNICODE": _escaped_text,
    "STRING": _quoted_text,
    **dict.fromkeys(("BININT", "BININT1", "BININT2", "LONG1", "LONG4"), _number),
    **dict.fromkeys(("INT", "LONG"), _written_number),
    "TUPLE1": lambda m, _: _tuple(m, 1),
    "TUPLE2": lambda m, _: _tuple(m, 2),
    "TUPLE3": lambda m, _: _tuple(m, 3),
    "TUPLE": lambda m, _: m.push(tuple(m.since_mark())),
    "EMPTY_TUPLE": lambda m, _: m.push(()),
    "EMPTY_LIST": lambda m, _: m.push([]),
    "EMPTY_SET": lambda m, _: m.push([]),
    "EMPTY_DICT": lambda m, _: m.push({}),
    "LIST": lambda m, _: m.push(m.since_mark()),
    "FROZENSET": lambda m, _: m.push(m.since_mark()),
    "DICT": lambda m, _: _dict(m),
    "APPEND": lambda m, _: _with_items(m, [m.stack.pop()]),
    "APPENDS": lambda m, _: _with_items(m, m.since_mark()),
    "ADDITEMS": lambda m, _: _with_items(m, m.since_mark()),
    "SETITEM": lambda m, _: _with_pairs(m, _two(m)),
    "SETITEMS": lambda m, _: _with_pairs(m, m.since_mark()),
    "MARK": lambda m, _: _mark(m),
    "POP": lambda m, _: _pop(m),
    "POP_MARK": lambda m, _: m.since_mark().clear(),
    "DUP": lambda m, _: m.push(m.stack[-1]),
    "GLOBAL": _global,
    "STACK_GLOBAL": lambda m, _: m.name(*_two(m)),
    "INST": _inst,
    "OBJ": lambda m, _: _obj(m),
    "NEWOBJ": lambda m, _: m.call(*_two(m)),
    "NEWOBJ_EX": lambda m, _: _newobj_ex(m),
    "REDUCE": lambda m, _: m.call(*_two(m)),
    "BUILD": lambda m, _: m.fill(m.stack.pop()),
    "PUT": lambda m, a: _put(m, int(a[:10])),
    "BINPUT": lambda m, a: _put(m, _at(a)),
    "LONG_BINPUT": lambda m, a: _put(m, _at(a)),
    "MEMOIZE": lambda m, _: _put(m, len(m.memo)),
    "GET": lambda m, a: m.push(m.memo[int(a[:10])]),
    "BINGET": lambda m, a: m.push(m.memo[_at(a)]),
    "LONG_BINGET": lambda m, a: m.push(m.memo[_at(a)]),
}

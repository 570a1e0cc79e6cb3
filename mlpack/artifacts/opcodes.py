"""The orders of a pickle, read and never carried out."""

from __future__ import annotations

import pickletools
from math import prod

from mlpack.artifacts.machine import HANDLERS, Machine
from mlpack.artifacts.pickled import Global, Made, Told
from mlpack.artifacts.source import UNREADABLE, Cursor

_MOST_DIMENSIONS = 64
_KEPT = 4 * 1024
_ORDERS = {ord(order.code): order for order in pickletools.opcodes}
_LENGTHS = {
    pickletools.TAKEN_FROM_ARGUMENT1: 1,
    pickletools.TAKEN_FROM_ARGUMENT4: 4,
    pickletools.TAKEN_FROM_ARGUMENT4U: 4,
    pickletools.TAKEN_FROM_ARGUMENT8U: 8,
}
_OF_BYTES = {"BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"}
_OF_TWO_LINES = {"GLOBAL", "INST"}
_ARRAY_IN_FILE = Global("joblib.numpy_pickle", "NumpyArrayWrapper")


def read(cursor: Cursor) -> Told:
    """One pickle; the cursor stands behind it then, where it was read to its end."""
    reading = _Reading(cursor)
    try:
        while not reading.step():
            cursor.source.file.step()
    except UNREADABLE:
        pass
    return reading.finished()


class _Reading:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.told = Told()
        self.machine = Machine(self.told)
        self.outer: list[Machine] = []

    def finished(self) -> Told:
        whole = self.told.is_whole
        outermost = self.outer[0] if self.outer else self.machine
        self.told.root = outermost.stack[-1] if whole else outermost.bottom
        return self.told

    def step(self) -> bool:
        """Read one order. Says whether it was the last."""
        order = _ORDERS[self.cursor.take(1)[0]]
        argument = self._argument(order)
        if order.name == "STOP":
            return self._stop()
        if handler := HANDLERS.get(order.name):
            handler(self.machine, argument)
            self._pass_array(order)
            return False
        for _ in order.stack_before:
            self.machine.stack.pop()
        for _ in order.stack_after:
            self.machine.push(None)
        return False

    def _argument(self, order: pickletools.OpcodeInfo) -> bytes:
        """Of a long one no more than its start."""
        if order.arg is None:
            return b""
        if order.arg.n == pickletools.UP_TO_NEWLINE:
            line = self.cursor.line()
            return line + b"\n" + self.cursor.line() if order.name in _OF_TWO_LINES else line
        if order.arg.n >= 0:
            return self.cursor.take(order.arg.n)
        length = int.from_bytes(self.cursor.take(_LENGTHS[order.arg.n]), "little")
        if order.name in _OF_BYTES:
            self.told.blobs.append((self.cursor.place, length))
        kept = self.cursor.take(min(length, _KEPT))
        self.cursor.skip(length - len(kept))
        return kept

    def _stop(self) -> bool:
        value = self.machine.stack[-1]
        if not self.outer:
            self.told.is_whole = True
            return True
        self.machine = self.outer.pop()
        self.machine.push(value)
        return False

    def _pass_array(self, order: pickletools.OpcodeInfo) -> None:
        """joblib writes an array's own bytes behind the order that fills its wrapper.

        An array of objects is a pickle of its own there.
        """
        made = self.machine.stack[-1] if order.name == "BUILD" else None
        if not isinstance(made, Made) or made.kind != _ARRAY_IN_FILE:
            return
        self.machine.stack.pop()
        code, size = _element(made.attribute("dtype"))
        if code.startswith("O"):
            self.outer.append(self.machine)
            self.machine = Machine(self.told)
            return
        if isinstance(made.attribute("numpy_array_alignment_bytes"), int):
            self.cursor.skip(self.cursor.take(1)[0])
        shape = made.attribute("shape")
        sizes = [n for n in shape if isinstance(n, int)] if isinstance(shape, tuple) else [0]
        self.cursor.skip(prod(sizes[:_MOST_DIMENSIONS]) * size)
        self.machine.push(Made(Global("numpy", "ndarray")))


def _element(dtype: object) -> tuple[str, int]:
    """The code of a numpy dtype, and how many bytes one element takes."""
    args = dtype.args if isinstance(dtype, Made) else ()
    code = args[0] if isinstance(args, tuple) and args else None
    if not isinstance(dtype, Made) or not isinstance(code, str):
        raise ValueError("an array does not say what it holds")
    filling = dtype.filling
    size = filling[5] if isinstance(filling, tuple) and len(filling) > 5 else None
    return code, size if isinstance(size, int) and size > 0 else int(code[1:])

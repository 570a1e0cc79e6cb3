"""What a row of a request is: nested lists of numbers, of the shape of model.py's example."""

from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serve.body import Refused, name_of, rows_of

Row = NDArray[np.float32]

LARGEST = float(np.finfo(np.float32).max)
NUMBERS = frozenset((int, float))  # bool, a kind of int in Python, is not among them


class Inputs:
    """Arrays of finite numbers, all of one shape."""

    def __init__(self, example: Any) -> None:
        array = np.asarray(example, dtype=np.float64)
        self.example: Any = array.tolist()
        self._shape = array.shape

    def __str__(self) -> str:
        return f"arrays of {' x '.join(map(str, self._shape))} numbers"

    def parse(self, body: bytes, most: int) -> list[Row]:
        """The rows of a body, at most so many; raises Refused for what the model cannot take."""
        rows = rows_of(body, most)
        shape = (len(rows), *self._shape)
        if not has_shape(rows, shape):
            raise Refused(422, fault_in(rows, shape, "inputs"))
        with np.errstate(over="ignore"):
            array = np.array(rows, dtype=np.float32)
        if not (finite := np.isfinite(array)).all():
            place = "".join(f"[{index}]" for index in np.argwhere(~finite)[0])
            raise Refused(422, f"inputs{place}: too large for a 32-bit float")
        return list(array)

    def batch(self, rows: list[Row]) -> Row:
        """What predict() gets: one array of rows x shape."""
        return np.stack(rows)

    def schema(self) -> dict[str, Any]:
        """A row in JSON Schema."""
        schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
        for size in reversed(self._shape):
            schema = {
                "type": "array",
                "items": schema,
                "minItems": size,
                "maxItems": size,
            }
        return schema


def has_shape(value: Any, shape: tuple[int, ...]) -> bool:
    """Level by level in C: far cheaper than a look at each number."""
    level = [value]
    for size in shape:
        if not {list}.issuperset(map(type, level)):
            return False
        if not {size}.issuperset(map(len, level)):
            return False
        level = list(chain.from_iterable(level))
    return NUMBERS.issuperset(map(type, level))


def fault_in(value: Any, shape: tuple[int, ...], place: str) -> str:
    """Where a value of another shape first differs, and how."""
    if not shape:
        return f"{place}: {name_of(value)}, must be a number"
    if type(value) is not list:
        return f"{place}: {name_of(value)}, must be a list of {shape[0]}"
    if len(value) != shape[0]:
        return f"{place}: {len(value)} items, must be {shape[0]}"
    for index, inner in enumerate(value):
        if not has_shape(inner, shape[1:]):
            return fault_in(inner, shape[1:], f"{place}[{index}]")
    return place

"""What a row of a request is: a list of numbers, as long as the example of model.py."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from serve.body import Refused, name_of, rows_of

Row = list[float]

# Many models compute in 32 bits, where a larger number would silently become infinite.
LARGEST = 3.4028234663852886e38
NUMBERS = frozenset((int, float))  # bool, a kind of int in Python, is not among them


class Inputs:
    """Rows of finite numbers, all of one width."""

    def __init__(self, example: Any) -> None:
        self.example: Row = example
        self._width = len(self.example)

    def __str__(self) -> str:
        return f"rows of {self._width} numbers"

    def parse(self, body: bytes, most: int) -> list[Row]:
        """The rows of a body, at most so many; raises Refused for what the model cannot take."""
        rows = rows_of(body, most)
        for place, row in enumerate(rows):
            if not self._is_row(row):
                raise Refused(422, f"inputs[{place}]{self._fault(row)}")
        return rows

    def batch(self, rows: list[Row]) -> NDArray[np.float64]:
        """What predict() gets: an array of rows x numbers."""
        return np.array(rows, dtype=np.float64)

    def schema(self) -> dict[str, Any]:
        """A row in JSON Schema."""
        return {
            "type": "array",
            "items": {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
            "minItems": self._width,
            "maxItems": self._width,
        }

    def _is_row(self, row: Any) -> bool:
        # Whole-row checks in C: cheaper than a loop over the cells, and than an array a request.
        return (
            type(row) is list
            and len(row) == self._width
            and NUMBERS.issuperset(map(type, row))
            and min(row) >= -LARGEST
            and max(row) <= LARGEST
        )

    def _fault(self, row: Any) -> str:
        if type(row) is not list:
            return f": {name_of(row)}, must be a list of {self._width} numbers"
        for place, cell in enumerate(row):
            if type(cell) not in NUMBERS:
                return f"[{place}]: {name_of(cell)}, must be a number"
            if not -LARGEST <= cell <= LARGEST:
                return f"[{place}]: too large for a 32-bit float"
        return f": {len(row)} numbers, must be {self._width}"

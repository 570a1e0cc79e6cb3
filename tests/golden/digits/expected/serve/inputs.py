"""From the bytes of a request to rows of numbers that the model can take."""

from typing import Any

import orjson

Row = list[float]

# Many models compute in 32 bits, where a larger number would silently become infinite.
LARGEST = 3.4028234663852886e38
NUMBERS = frozenset((int, float))  # bool, a kind of int in Python, is not among them
NAMES = {
    str: "a string",
    bool: "a boolean",
    type(None): "null",
    list: "a list",
    dict: "an object",
}


class Refused(Exception):
    """An answer other than 200: its status, and what the client should know, never its input."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def parse_rows(body: bytes, width: int, most: int) -> list[Row]:
    """The rows of `{"inputs": [...]}`, each of `width` finite numbers; raises Refused otherwise."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is not JSON: {error}") from None
    inputs = document.get("inputs") if type(document) is dict else None
    if type(inputs) is not list:
        raise Refused(
            422, 'the body must be an object with a list of rows: {"inputs": [[...]]}'
        )
    if not 1 <= len(inputs) <= most:
        raise Refused(422, f"inputs: {len(inputs)} rows, must be 1 to {most}")
    for place, row in enumerate(inputs):
        if not _is_row(row, width):
            raise Refused(422, f"inputs[{place}]{_fault(row, width)}")
    return inputs


def _is_row(row: Any, width: int) -> bool:
    # Whole-row checks in C: cheaper than a loop over the cells, and than an array a request.
    return (
        type(row) is list
        and len(row) == width
        and NUMBERS.issuperset(map(type, row))
        and min(row) >= -LARGEST
        and max(row) <= LARGEST
    )


def _fault(row: Any, width: int) -> str:
    if type(row) is not list:
        return (
            f": {NAMES.get(type(row), 'a number')}, must be a list of {width} numbers"
        )
    for place, cell in enumerate(row):
        if type(cell) not in NUMBERS:
            return f"[{place}]: {NAMES[type(cell)]}, must be a number"
        if not -LARGEST <= cell <= LARGEST:
            return f"[{place}]: too large for a 32-bit float"
    return f": {len(row)} numbers, must be {width}"

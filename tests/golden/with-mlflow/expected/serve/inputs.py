"""What a row of a request is: an object with the keys of model.py's example."""

import json
import re
from typing import Any

from serve.body import Refused, name_of, rows_of

Row = dict[str, Any]

# Many models compute in 32 bits, where a larger number would silently become infinite.
LARGEST = 3.4028234663852886e38
# Characters: more than a model reads, and a mistake of who sends it.
LONGEST = 100_000

SCHEMAS: dict[str, dict[str, Any]] = {
    "a number": {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
    "a string": {"type": "string", "maxLength": LONGEST},
    "a boolean": {"type": "boolean"},
    "null": {"type": "null"},
}


class Inputs:
    """Records with the same keys, and under each key the same kind of value."""

    def __init__(self, example: Any) -> None:
        self.example: Row = example
        self._kinds = {key: kinds_like(value) for key, value in example.items()}

    def __str__(self) -> str:
        return f"records of {', '.join(self._kinds)}"

    def parse(self, body: bytes, most: int) -> list[Row]:
        """The rows of a body, at most so many; raises Refused for what the model cannot take."""
        rows = rows_of(body, most)
        for place, row in enumerate(rows):
            if fault := self._fault(row):
                raise Refused(422, f"inputs[{place}]{fault}")
        # Like the columns of a table: in the example's order, whatever order they came in.
        return [{key: row[key] for key in self._kinds} for row in rows]

    def batch(self, rows: list[Row]) -> list[Row]:
        """What predict() gets: the records."""
        return rows

    def schema(self) -> dict[str, Any]:
        """A row in JSON Schema."""
        properties = {key: schema_of(kinds) for key, kinds in self._kinds.items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def _fault(self, row: Any) -> str:
        if type(row) is not dict:
            return f": {name_of(row)}, must be an object"
        for key, kinds in self._kinds.items():
            if key not in row:
                return f"{place_of(key)}: missing"
            if fault := fault_of(row[key], kinds):
                return f"{place_of(key)}: {fault}"
        if unknown := row.keys() - self._kinds.keys():
            # The client's own word: it goes back only where it is surely a name.
            key = min(unknown)
            place = f".{key}" if re.fullmatch(r"\w{1,40}", key) else ""
            return f"{place}: unknown, the keys are {', '.join(self._kinds)}"
        return ""


def kinds_like(value: Any) -> tuple[str, ...]:
    """The kinds that may stand where the example has `value`; null does not say which."""
    if value is None:
        return tuple(SCHEMAS)
    if (kind := name_of(value)) not in SCHEMAS:
        raise ValueError(f"a record has {kind} in it, and must be flat")
    return (kind,)


def schema_of(kinds: tuple[str, ...]) -> dict[str, Any]:
    first, *others = (SCHEMAS[kind] for kind in kinds)
    return {"anyOf": [first, *others]} if others else first


def place_of(key: str) -> str:
    """A key behind its record, as in .age or ["house size"]."""
    return f".{key}" if key.isidentifier() else f"[{json.dumps(key)}]"


def fault_of(value: Any, kinds: tuple[str, ...]) -> str:
    """What is wrong with a value of a record; empty where nothing is."""
    kind = name_of(value)
    if kind not in kinds:
        return f"{kind}, must be {' or '.join(kinds)}"
    if kind == "a number" and not -LARGEST <= value <= LARGEST:
        return "too large for a 32-bit float"
    if kind == "a string" and len(value) > LONGEST:
        return f"{len(value)} characters, must be at most {LONGEST}"
    return ""

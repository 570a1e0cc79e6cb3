"""What a row of a request is: a text."""

from typing import Any

from serve.body import Refused, name_of, rows_of

Row = str

# Characters: more than a model reads, and a mistake of who sends it.
LONGEST = 100_000


class Inputs:
    """Texts of at least one character."""

    def __init__(self, example: Any) -> None:
        self.example: Row = example

    def __str__(self) -> str:
        return "texts"

    def parse(self, body: bytes, most: int) -> list[Row]:
        """The rows of a body, at most so many; raises Refused for what the model cannot take."""
        rows = rows_of(body, most)
        for place, row in enumerate(rows):
            if type(row) is not str or not 1 <= len(row) <= LONGEST:
                raise Refused(422, f"inputs[{place}]: {self._fault(row)}")
        return rows

    def batch(self, rows: list[Row]) -> list[Row]:
        """What predict() gets: the texts."""
        return rows

    def schema(self) -> dict[str, Any]:
        """A row in JSON Schema."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST}

    def _fault(self, row: Any) -> str:
        if type(row) is not str:
            return f"{name_of(row)}, must be a string"
        return f"{len(row)} characters, must be 1 to {LONGEST}"

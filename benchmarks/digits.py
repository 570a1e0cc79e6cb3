"""The one request that all measurements make: the first of scikit-learn's digits, which is a 0."""

from __future__ import annotations

import http.client
import json
from contextlib import suppress

PATH = "/predict"
JSON_TYPE = "application/json"
RIGHT = [0]

# fmt: off
ROW = [
    0.0, 0.0, 5.0, 13.0, 9.0, 1.0, 0.0, 0.0,
    0.0, 0.0, 13.0, 15.0, 10.0, 15.0, 5.0, 0.0,
    0.0, 3.0, 15.0, 2.0, 0.0, 11.0, 8.0, 0.0,
    0.0, 4.0, 12.0, 0.0, 0.0, 8.0, 8.0, 0.0,
    0.0, 5.0, 8.0, 0.0, 0.0, 9.0, 8.0, 0.0,
    0.0, 4.0, 11.0, 0.0, 1.0, 12.0, 7.0, 0.0,
    0.0, 2.0, 14.0, 5.0, 10.0, 12.0, 0.0, 0.0,
    0.0, 0.0, 6.0, 13.0, 10.0, 0.0, 0.0, 0.0,
]
# fmt: on


def body(row: str = json.dumps(ROW)) -> bytes:
    """A request for one row, which is written as it stands, right or wrong."""
    return b'{"inputs": [' + row.encode() + b"]}"


def send(
    port: int,
    content: bytes | None = None,
    *,
    path: str = PATH,
    kind: str = JSON_TYPE,
    seconds: float = 20,
) -> tuple[int, bytes]:
    """Status and answer over a connection of its own; without content a GET. Raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.connect()
        return _exchange(connection, content, path, kind)
    finally:
        connection.close()


def _exchange(
    connection: http.client.HTTPConnection, content: bytes | None, path: str, kind: str
) -> tuple[int, bytes]:
    method = "GET" if content is None else "POST"
    # A server may refuse a large body, and close, before all of it is sent: its answer is there.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, content, {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.read()


def is_right(port: int) -> bool:
    """Whether the service predicts the digit; False too while nobody answers."""
    try:
        status, answer = send(port, body(), seconds=10)
    except (OSError, http.client.HTTPException):
        return False
    return status == 200 and json.loads(answer) == {"outputs": RIGHT}

"""The body of a request: read under a limit, and parsed to the rows that it holds."""

from typing import Any

import orjson
from starlette.types import Receive, Scope

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


def check_headers(scope: Scope, limit: int) -> None:
    """Raise Refused for a body that is not JSON or that announces itself as too large."""
    kind = b""
    for name, value in scope["headers"]:
        if name == b"content-type":
            kind = value
        elif name == b"content-length" and int(value) > limit:
            raise Refused(413, f"the body is larger than {limit} bytes")
    if (
        kind != b"application/json"
        and kind.split(b";")[0].strip().lower() != b"application/json"
    ):
        raise Refused(415, "send the body as content-type: application/json")


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body; raises Refused as soon as it passes `limit`, whatever it announced."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        parts, size = [body], len(body)
        while message.get("more_body") and size <= limit:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
        body = b"".join(parts)
    if message["type"] == "http.disconnect":
        raise ConnectionError("the client has left")
    if len(body) > limit:
        raise Refused(413, f"the body is larger than {limit} bytes")
    return body


def rows_of(body: bytes, most: int) -> list[Any]:
    """The rows of `{"inputs": [...]}`, 1 to `most`, whatever they are; raises Refused otherwise."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is not JSON: {error}") from None
    inputs = document.get("inputs") if type(document) is dict else None
    if type(inputs) is not list:
        raise Refused(
            422, 'the body must be an object with a list of rows: {"inputs": [...]}'
        )
    if not 1 <= len(inputs) <= most:
        raise Refused(422, f"inputs: {len(inputs)} rows, must be 1 to {most}")
    return inputs


def name_of(value: Any) -> str:
    """What JSON calls it."""
    return NAMES.get(type(value), "a number")

"""POST /predict as bare ASGI: request and response objects would cost more than a fast model."""

import asyncio
from bisect import bisect_left
from collections import Counter
from time import perf_counter
from typing import Any

from starlette.types import Receive, Scope, Send

from serve.inputs import Refused, parse_rows
from serve.outputs import as_json
from serve.service import Service

JSON = (b"content-type", b"application/json")
RETRY = (b"retry-after", b"1")
LARGE_BODY = 100_000  # bytes that take long enough to parse to keep a probe waiting
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Predict:
    """Checks a request, has its rows predicted, and answers."""

    def __init__(self, service: Service) -> None:
        self.answers: Counter[int] = Counter()
        self.latencies = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0
        self._service = service
        self._limit = service.settings.limit_body_bytes
        self._most = service.settings.limit_rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        status, headers = 200, [JSON]
        try:
            body = as_json({"outputs": await self._outputs(scope, receive)})
        except Refused as refused:
            status, body = refused.status, as_json({"detail": refused.detail})
            if status == 503:
                headers.append(RETRY)
        except ConnectionError:
            return
        headers.append((b"content-length", b"%d" % len(body)))
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": body})
        self._count(status, perf_counter() - started)

    def _count(self, status: int, seconds: float) -> None:
        self.answers[status] += 1
        self.latencies[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds

    async def _outputs(self, scope: Scope, receive: Receive) -> list[Any]:
        check_headers(scope, self._limit)
        body = await read_body(receive, self._limit)
        batcher = self._service.batcher
        if batcher is None:
            raise Refused(503, "the model is loading, try again")
        width = len(self._service.example)
        if len(body) > LARGE_BODY:
            rows = await asyncio.to_thread(parse_rows, body, width, self._most)
        else:
            rows = parse_rows(body, width, self._most)
        return await batcher.predict(rows)


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

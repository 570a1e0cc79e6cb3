"""POST /predict as bare ASGI: request and response objects would cost more than a fast model."""

import asyncio
from bisect import bisect_left
from collections import Counter
from time import perf_counter
from typing import Any

from starlette.types import Receive, Scope, Send

from serve.body import Refused, check_headers, read_body
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
        parse = self._service.inputs.parse
        if len(body) > LARGE_BODY:
            rows = await asyncio.to_thread(parse, body, self._most)
        else:
            rows = parse(body, self._most)
        return await batcher.predict(rows)

"""Predicts together what arrives while the model is busy; nobody waits for a batch to fill."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

from serve.body import Refused
from serve.inputs import Row

log = logging.getLogger("serve")

Result = list[Any] | BaseException


class Job(NamedTuple):
    """One request in the queue, and where its outputs go."""

    rows: list[Row]
    outputs: asyncio.Future[list[Any]]


class Batcher:
    """One queue in front of one thread, in which alone the model is used."""

    def __init__(
        self,
        predict: Callable[[list[Row]], list[Any]],
        executor: ThreadPoolExecutor,
        *,
        max_size: int,
        max_queue: int,
        seconds: float,
    ) -> None:
        self._predict = predict
        self._executor = executor
        self._max_size = max_size
        self._max_queue = max_queue
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Job] = deque()
        self._busy = False
        self._busy_since = 0.0
        self.batches = 0
        self.rows = 0

    @property
    def waiting(self) -> int:
        """Requests in the queue."""
        return len(self._queue)

    @property
    def stuck(self) -> bool:
        """True while one batch takes longer than any request may wait."""
        return self._busy and self._loop.time() - self._busy_since > self._seconds

    async def predict(self, rows: list[Row]) -> list[Any]:
        """The outputs for `rows`; raises Refused when the queue is full or time is up."""
        if len(self._queue) >= self._max_queue:
            raise Refused(503, "too many requests are waiting, try again")
        job = Job(rows, self._loop.create_future())
        self._queue.append(job)
        if not self._busy:
            self._busy, self._busy_since = True, self._loop.time()
            self._loop.call_soon(self._take)
        timer = self._loop.call_later(self._seconds, self._expire, job.outputs)
        try:
            return await job.outputs
        finally:
            timer.cancel()

    def _expire(self, outputs: asyncio.Future[list[Any]]) -> None:
        if not outputs.done():
            outputs.set_exception(
                Refused(504, f"no answer within {self._seconds:g} seconds")
            )

    def _take(self) -> None:
        batch: list[Job] = []
        size = 0
        while self._queue and (
            not batch or size + len(self._queue[0].rows) <= self._max_size
        ):
            job = self._queue.popleft()
            if not job.outputs.done():
                batch.append(job)
                size += len(job.rows)
        self._busy = bool(batch)
        if batch:
            self._busy_since = self._loop.time()
            self.batches += 1
            self.rows += size
            self._executor.submit(self._run, batch)

    def _run(self, batch: list[Job]) -> None:
        """In the model's thread: one call for the whole batch, or one for each if that fails."""
        results = self._attempt(batch)
        if len(batch) > 1 and isinstance(results[0], BaseException):
            results = [self._attempt([job])[0] for job in batch]
        self._loop.call_soon_threadsafe(self._finish, batch, results)

    def _attempt(self, batch: list[Job]) -> list[Result]:
        try:
            outputs = iter(self._predict([row for job in batch for row in job.rows]))
            return [list(islice(outputs, len(job.rows))) for job in batch]
        except BaseException as error:  # noqa: BLE001 - whatever it is, others wait behind it
            return [error] * len(batch)

    def _finish(self, batch: list[Job], results: list[Result]) -> None:
        for job, result in zip(batch, results, strict=True):
            if job.outputs.done():  # expired or gone
                continue
            if isinstance(result, BaseException):
                job.outputs.set_exception(_refusal(result))
            else:
                job.outputs.set_result(result)
        # Once these answers are written and what came meanwhile is read: a fuller next batch.
        self._loop.call_soon(self._loop.call_soon, self._take)


def _refusal(error: BaseException) -> Refused:
    """A ValueError is how models refuse rows; all else is the service's own fault."""
    if isinstance(error, ValueError):
        log.warning("the model refused a request: %s", error)
        return Refused(422, "inputs: the model cannot predict these rows")
    number = secrets.token_hex(6)
    log.error("the model failed, error %s", number, exc_info=error)
    return Refused(
        500, f"the model failed; the log has the reason under error {number}"
    )

"""The model's life in this process: loading, ready, draining; and whether it failed to load."""

import asyncio
import ctypes
import gc
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import orjson

import model
from serve.batching import Batcher
from serve.inputs import Inputs, Row
from serve.outputs import OPTIONS, as_json
from serve.settings import Settings

log = logging.getLogger("serve")


class Service:
    """model.py behind one thread and one queue."""

    inputs: Inputs  # there once the model is loaded: its example says what a row is

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.batcher: Batcher | None = None  # there once the model is loaded and warm
        self.draining = False
        self.failure = ""
        self._model: Any = None

    @property
    def state(self) -> str:
        """In one word: loading, ready, stuck in one batch, or draining."""
        if self.draining:
            return "draining"
        if self.batcher is None:
            return "loading"
        return "stuck" if self.batcher.stuck else "ready"

    @property
    def ready(self) -> bool:
        """True while new requests should be sent here."""
        return self.state == "ready"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Load the model beside the event loop, so that /healthz answers from the first moment."""
        executor = ThreadPoolExecutor(1, "model")
        loading = asyncio.create_task(self._start(executor))
        try:
            yield
        finally:
            loading.cancel()
            executor.shutdown(wait=False, cancel_futures=True)

    async def _start(self, executor: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        doing = f"load {self.settings.model}"
        try:
            await loop.run_in_executor(executor, self._load)
            doing = "give an example of a row"
            rows = await loop.run_in_executor(executor, self._example)
            doing = "predict its own example"
            outputs = await loop.run_in_executor(executor, self._predict, rows)
            doing = "answer in JSON"
            as_json({"outputs": outputs})
            await loop.run_in_executor(executor, _settle)
        except Exception as error:  # noqa: BLE001 - model.py may raise anything
            self.failure = f"model.py cannot {doing}: {type(error).__name__}: {error}"
            return
        self.batcher = Batcher(
            self._predict,
            executor,
            max_size=self.settings.batch_max_size,
            max_queue=self.settings.limit_queue,
            seconds=self.settings.limit_seconds,
        )
        log.info("ready on port %d for %s", self.settings.port, self.inputs)

    def _load(self) -> None:
        self._model = model.load(self.settings.model)

    def _example(self) -> list[Row]:
        """The rows of a request as the documentation shows it, held to what holds for all."""
        example = orjson.dumps(model.example(self._model), option=OPTIONS)
        self.inputs = Inputs(orjson.loads(example))
        return self.inputs.parse(b'{"inputs": [%s]}' % example, 1)

    def _predict(self, rows: list[Row]) -> list[Any]:
        outputs = model.predict(self._model, self.inputs.batch(rows))
        outputs = outputs.tolist() if hasattr(outputs, "tolist") else list(outputs)
        if len(outputs) != len(rows):
            raise RuntimeError(
                f"predict() gave {len(outputs)} outputs for {len(rows)} rows"
            )
        return outputs


def _settle() -> None:
    """What is loaded by now stays: give back what loading used, and never search it for garbage."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc's
        libc.malloc_trim(0)
    gc.freeze()
    gc.enable()

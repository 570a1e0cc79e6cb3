"""How a request may arrive: its headers bounded, and all of it in time."""

import asyncio
import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
RECEIVE_SECONDS = (
    30.0  # from the first byte of a request, or the connection, to the last
)
LAST_SECONDS = 1.0  # the same, once the service is leaving

# httptools drops the body of a request that offers another protocol, as Java's client does (h2c).
UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)


class Protocol(HttpToolsProtocol):
    """uvicorn's own, which lets a client send headers without end and take for ever."""

    _is_head = True
    _is_whole = False
    _head_bytes = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limit(RECEIVE_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unlimit()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_head:
            self._head_bytes += len(data)
            if b"pgrade" in data or b"PGRADE" in data:
                data = UPGRADE.sub(b"\r\nx-upgrade:", data)
        super().data_received(data)
        if self._is_head and self._head_bytes > HEAD_BYTES:
            self.send_400_response("The headers are too large.")
        elif self._is_whole:
            self._unlimit()
        elif self._timer is None:
            self._limit(RECEIVE_SECONDS)

    def on_message_begin(self) -> None:
        self._is_whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_head = self._is_whole = True
        super().on_message_complete()

    def eof_received(self) -> bool | None:  # type: ignore[override]
        """A client that has nothing more to send still waits for its answer."""
        if self._is_whole and self.cycle and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return True
        return None

    def shutdown(self) -> None:
        super().shutdown()
        if not self._is_whole:
            self._limit(LAST_SECONDS)

    def _limit(self, seconds: float) -> None:
        self._unlimit()
        self._timer = self.loop.call_later(seconds, self.transport.close)

    def _unlimit(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

"""uvicorn, set for speed, and leaving without losing a request."""

import asyncio
import logging
import math
import signal
import socket
import time
from types import FrameType

import uvicorn

from serve.app import create_app
from serve.protocol import Protocol
from serve.service import Service
from serve.settings import Settings

CLOSING_SECONDS = 0.25

log = logging.getLogger("serve")


def run(settings: Settings) -> int:
    """Serve until told to stop; the exit code."""
    service = Service(settings)
    config = uvicorn.Config(
        create_app(service),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=Protocol,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,  # longer than the 60 s after which load balancers close idle ones
        timeout_graceful_shutdown=math.ceil(settings.limit_seconds) + 1,
    )
    Server(config, service).run()
    if service.failure:
        log.critical("%s", service.failure)
    return 1 if service.failure else 0


class Server(uvicorn.Server):
    """Leaves the load balancer before it closes the port, and exits with 0 when told to stop."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service
        self._drain_seconds = service.settings.drain_seconds
        self._closing_at = math.inf

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """First SIGTERM: unready, but still answering for the drain delay. Ctrl-C: at once."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        at_once = self._service.draining or sig == signal.SIGINT
        self._service.draining = True
        self._closing_at = time.monotonic() + (0 if at_once else self._drain_seconds)
        # Clients with a connection open come back on a new one, which goes elsewhere.
        self.config.encoded_headers = [(b"connection", b"close")]
        self.server_state.default_headers = self.config.encoded_headers

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the port first: who has just connected is still heard."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(CLOSING_SECONDS)
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        if self._service.failure or time.monotonic() >= self._closing_at:
            self.should_exit = True
        return await super().on_tick(counter)

"""The container's health check: exits with 0 when the service is ready.

Runs as `python -I -S`, from the standard library's smallest parts: it starts every few seconds.
"""

import os
import socket
import sys


def is_ready(port: int) -> bool:
    """True when GET /readyz on this machine answers 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(
            b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        return connection.makefile("rb").readline().startswith(b"HTTP/1.1 200 ")


if __name__ == "__main__":
    try:
        sys.exit(0 if is_ready(int(os.environ.get("PORT", "9000"))) else 1)
    except OSError:
        sys.exit(1)

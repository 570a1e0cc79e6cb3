"""The load client for a machine without wrk: `python -m benchmarks.own_client PORT C SECONDS`.

It keeps up with some thousands of answers a second; beyond that it measures itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

from benchmarks import digits

BODY = digits.body()
REQUEST = (
    f"POST {digits.PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Content-Type: {digits.JSON_TYPE}\r\nContent-Length: {len(BODY)}\r\n\r\n"
).encode() + BODY
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


async def connection(port: int, end: float) -> tuple[int, int]:
    """Answers and failures of one connection that is opened again when it breaks."""
    answers = failures = 0
    while time.perf_counter() < end:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                while time.perf_counter() < end:
                    right = await exchange(reader, writer)
                    answers, failures = answers + right, failures + (not right)
            finally:
                writer.close()
        except (OSError, asyncio.IncompleteReadError):
            failures += 1
            await asyncio.sleep(0.01)
    return answers, failures


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    writer.write(REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
    return head.startswith(b"HTTP/1.1 200 ")


async def main(port: int, connections: int, seconds: int) -> None:
    before = time.perf_counter()
    results = await asyncio.gather(
        *(connection(port, before + seconds) for _ in range(connections))
    )
    answers, failures = (sum(column) for column in zip(*results, strict=True))
    spent = time.perf_counter() - before
    print(json.dumps({"answers": answers, "failures": failures, "seconds": spent}))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))

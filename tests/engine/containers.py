"""Images and containers for the tests, through docker's own command line."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCKED = (
    *("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges"),
)
# A framework's wheels lie in a cache mount, in the build stage and in the image: up to 4 GB of each.
_MOST_CACHE = "6GB"


def docker(*arguments: str, ok: bool = True) -> str:
    """What `docker ARGUMENTS` prints on stdout."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if ok and done.returncode:
        raise AssertionError(f"docker {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def build(folder: Path, tag: str, *options: str) -> str:
    """The image's name; built as a newcomer would build it."""
    docker("build", "--quiet", "--tag", tag, *options, str(folder))
    return tag


def trim() -> None:
    """In CI, hold docker's build cache to what its disk has room for; a person's own stays."""
    if os.environ.get("CI"):
        docker("builder", "prune", "--force", "--max-used-space", _MOST_CACHE)


def image_config(image: str) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(docker("image", "inspect", image))[0]
    return config


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Container:
    """A running container whose port 8080 is published on this machine."""

    name: str
    port: int

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: float = 60,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            # refused before all of the body was sent: the answer is there to read
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def raw(self, data: bytes, *, half_close: bool = False) -> bytes:
        """All that comes back for these bytes, until the service closes or is silent for 5 s."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            received = b""
            with suppress(TimeoutError, ConnectionError):
                connection.sendall(data)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    received += part
            return received

    def post(self, body: object, **more: Any) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", "/predict", data, {"content-type": "application/json"}, **more)

    def predict(self, rows: Sequence[Any]) -> list[Any]:
        answer = self.post({"inputs": rows})
        assert answer.status == 200, answer
        outputs: list[Any] = answer.json["outputs"]
        return outputs

    def is_ready(self) -> bool:
        try:
            return self.ask("GET", "/readyz", timeout=5).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait_until_ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.is_ready():
            assert self.is_running(), self.logs()
            assert time.monotonic() < end, f"not ready after {seconds} s\n{self.logs()}"
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self.state()["Running"] is True

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(docker("inspect", self.name))[0]["State"]
        return state

    def logs(self) -> str:
        done = subprocess.run(
            ["docker", "logs", self.name], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def resident_mb(self) -> float:
        """Resident memory of the container's first process."""
        status = Path(f"/proc/{self.state()['Pid']}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def running(image: str, *options: str, ready: bool = True) -> Iterator[Container]:
    """A container of `image`, gone afterwards."""
    name = f"mlpack-test-{uuid.uuid4().hex[:8]}"
    docker("run", "--detach", "--name", name, "--publish", "127.0.0.1::8080", *options, image)
    try:
        published = docker("port", name, "8080/tcp", ok=False).partition("\n")[0]
        container = Container(name, int(published.rpartition(":")[2] or 0))
        if ready:
            container.wait_until_ready()
        yield container
    finally:
        docker("rm", "--force", "--volumes", name, ok=False)

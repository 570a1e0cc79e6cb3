"""The whole service, started as it is in production.

Needs `pip install -r requirements.lock` and `pip install pytest`; then run `pytest`.
"""

import http.client
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parent.parent
JSON = {"content-type": "application/json"}


@contextmanager
def running(**environment: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`python -m serve` on a free port; yields its process and port once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)} | environment
    process = subprocess.Popen([sys.executable, "-m", "serve"], cwd=ROOT, env=settings)
    try:
        wait_until_ready(process, port)
        yield process, port
    finally:
        process.kill()
        process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "the service has stopped"
        try:
            if ask(port, "GET", "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("the service is not ready after two minutes")


def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, JSON if method == "POST" else {})
        response = connection.getresponse()
        text = response.read().decode()
        is_json = response.headers.get_content_type() == "application/json"
        return response.status, json.loads(text) if is_json else text
    finally:
        connection.close()


def as_json(document: dict[str, Any]) -> bytes:
    """JSON, whatever numpy's numbers and arrays are in it."""
    numpy_too = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(document, option=numpy_too)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running() as (_, port):
        yield port


def test_it_is_alive_and_ready(port: int) -> None:
    assert ask(port, "GET", "/healthz") == (200, {"status": "alive"})
    assert ask(port, "GET", "/readyz") == (200, {"status": "ready"})


def test_it_predicts_what_the_model_predicts(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    code = importlib.import_module("model")
    model = code.load(ROOT / "model")
    rows = [code.example(model)] * 2
    outputs = code.predict(model, rows)
    if hasattr(outputs, "tolist"):
        outputs = outputs.tolist()

    status, answer = ask(port, "POST", "/predict", as_json({"inputs": rows}))

    assert (status, answer) == (200, json.loads(as_json({"outputs": outputs})))


def test_the_example_of_the_documentation_works(port: int) -> None:
    _, document = ask(port, "GET", "/openapi.json")
    request = document["paths"]["/predict"]["post"]["requestBody"]
    example = request["content"]["application/json"]["example"]

    status, answer = ask(port, "POST", "/predict", as_json(example))

    assert status == 200
    assert len(answer["outputs"]) == len(example["inputs"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"inputs": [[NaN]]}', 400),
        (b"[" * 200_000, 400),
        (b"{}", 422),
        (b"[]", 422),
        (b'{"inputs": []}', 422),
        (b'{"inputs": [null]}', 422),
        (b'{"inputs": [[]]}', 422),
        (b'{"inputs": [["secret"]]}', 422),
        (b'{"inputs": [[true]]}', 422),
        (b'{"inputs": [[1e39]]}', 422),
        (b'{"inputs": [{"a": "secret"}]}', 422),
    ],
)
def test_what_the_model_cannot_take_is_refused(
    port: int, body: bytes, status: int
) -> None:
    answered, answer = ask(port, "POST", "/predict", body)

    assert answered == status
    assert "secret" not in answer["detail"]


def test_metrics_count_the_answers(port: int) -> None:
    ask(port, "POST", "/predict", b"{")

    status, text = ask(port, "GET", "/metrics")

    assert status == 200
    assert 'predict_answers_total{status="400"}' in text


def test_a_large_body_is_refused() -> None:
    with running(LIMIT_BODY_BYTES="1000") as (_, port):
        assert ask(port, "POST", "/predict", b" " * 2000)[0] == 413


def test_told_to_stop_it_turns_unready_answers_on_and_exits_with_0() -> None:
    with running(DRAIN_SECONDS="2") as (process, port):
        process.send_signal(signal.SIGTERM)
        while ask(port, "GET", "/readyz")[0] == 200:
            time.sleep(0.05)

        assert ask(port, "GET", "/readyz") == (503, {"status": "draining"})
        assert ask(port, "GET", "/healthz") == (200, {"status": "alive"})
        assert process.wait(timeout=30) == 0


def test_a_model_that_cannot_be_loaded_stops_the_start() -> None:
    command = [sys.executable, "-m", "serve"]
    settings = os.environ | {"MODEL": "no-such-file", "HOST": "127.0.0.1", "PORT": "0"}

    result = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, timeout=120, check=False
    )

    assert result.returncode == 1
    assert b"no-such-file" in result.stderr
    assert b"Traceback" not in result.stderr

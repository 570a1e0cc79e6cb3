"""The running service: right answers, refusals that name the place, and leaving without a loss."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from containers import LOCKED, Container, docker, running
from jsonschema import Draft202012Validator

pytestmark = pytest.mark.engine

ALL_ROWS_AND_ANSWERS = """
import json
from pathlib import Path
from sklearn.datasets import load_digits
import model
loaded = model.load(Path('model.joblib'))
rows = load_digits().data
print(json.dumps({'rows': rows.tolist(), 'answers': model.predict(loaded, rows).tolist()}))
"""


@pytest.fixture(scope="module")
def service(digits_image: str) -> Iterator[Container]:
    with running(digits_image, *LOCKED) as container:
        yield container


@pytest.fixture(scope="module")
def known(digits_image: str) -> dict[str, list[Any]]:
    """Every digit of the data set, with what the model itself answers in the same image."""
    printed = docker("run", "--rm", *LOCKED, digits_image, "python", "-c", ALL_ROWS_AND_ANSWERS)
    found: dict[str, list[Any]] = json.loads(printed)
    return found


def test_alone_and_together_every_row_gets_the_models_own_answer(
    service: Container, known: dict[str, list[Any]]
) -> None:
    rows, answers = known["rows"], known["answers"]

    with ThreadPoolExecutor(16) as clients:
        alone = list(clients.map(lambda row: service.predict([row])[0], rows))

    assert alone == answers
    assert service.predict(rows[:1000]) == answers[:1000]


def test_rows_that_arrive_while_the_model_is_busy_are_predicted_together(toy_image: str) -> None:
    with running(toy_image, *LOCKED) as container, ThreadPoolExecutor(17) as clients:
        first = clients.submit(container.predict, [[0.5, 1.0]])
        time.sleep(0.2)
        others = list(clients.map(lambda n: container.predict([[0.0, n]]), map(float, range(16))))
        metrics = container.ask("GET", "/metrics").body.decode()

    assert first.result() == [1.5]
    assert others == [[float(n)] for n in range(16)]
    counts = dict(line.split() for line in metrics.splitlines() if line.startswith("predict_"))
    assert float(counts["predict_rows_total"]) == 17
    assert float(counts["predict_batches_total"]) <= 4


def good(known: dict[str, list[Any]]) -> list[float]:
    row: list[float] = known["rows"][0]
    return row


def bad_requests(row: list[float]) -> dict[str, tuple[bytes, set[int]]]:
    """Each bad body with the statuses that are right for it; `row` is a good row."""
    text = json.dumps(row)

    def with_cell(cell: str) -> bytes:
        return b'{"inputs": [%s]}' % text.replace("5.0", cell, 1).encode()

    def with_row(other: str) -> bytes:
        return b'{"inputs": [%s]}' % other.encode()

    whole = with_row(text)
    return {
        "malformed": (whole[:-7], {400}),
        "empty body": (b"", {400}),
        "empty object": (b"{}", {422}),
        "null": (b"null", {422}),
        "top-level list": (b"[]", {422}),
        "not UTF-8": (b"\xff\xfe" + whole, {400}),
        "no rows": (b'{"inputs": []}', {422}),
        "short row": (with_row("[1.0, 2.0, 3.0]"), {422}),
        "long row": (with_row(json.dumps([*row, 1.0])), {422}),
        "empty row": (with_row("[]"), {422}),
        "nested row": (with_row("[[1.0]]"), {422}),
        "scalar row": (with_row("1.0"), {422}),
        "string row": (with_row('"hello"'), {422}),
        "NaN": (with_cell("NaN"), {400, 422}),
        "Infinity": (with_cell("Infinity"), {400, 422}),
        "1e999": (with_cell("1e999"), {400, 422}),
        "1e39": (with_cell("1e39"), {422}),
        "null cell": (with_cell("null"), {422}),
        "string cell": (with_cell('"abc"'), {422}),
        "numeric string": (with_cell('"5"'), {422}),
        "bool cell": (with_cell("true"), {422}),
        "object cell": (with_cell('{"a": 1}'), {422}),
        "deep nesting": (b"[" * 200_000, {400}),
        "huge integer": (with_cell("9" * 5000), {400, 422}),
        "50 MB": (with_row("[" + "0.0," * 12_500_000 + "0.0]"), {413}),
        "too many rows": (b'{"inputs": [%s]}' % b",".join([b"[1.0]"] * 1001), {422}),
    }


def test_a_bad_request_gets_a_4xx_that_never_echoes_it_and_the_next_one_is_answered(
    service: Container, known: dict[str, list[Any]]
) -> None:
    wrong = {}
    for name, (body, right) in bad_requests(good(known)).items():
        answer = service.post(body)
        if (
            answer.status not in right
            or "hello" in answer.body.decode()
            or not answer.json["detail"]
        ):
            wrong[name] = answer

    assert wrong == {}
    assert service.predict([good(known)]) == known["answers"][:1]


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("true", "inputs[1][2]"),
        ('"5"', "inputs[1][2]"),
        ("null", "inputs[1][2]"),
        ("1e39", "inputs[1][2]"),
    ],
)
def test_a_refusal_names_the_place(
    service: Container, known: dict[str, list[Any]], cell: str, place: str
) -> None:
    text = json.dumps(good(known))
    bad = text.replace("5.0", cell, 1)

    answer = service.post(f'{{"inputs": [{text}, {bad}]}}'.encode())

    assert answer.status == 422
    assert answer.json["detail"].startswith(f"{place}: ")


def test_a_wrong_way_of_asking_is_refused_as_http_has_it(service: Container) -> None:
    body = json.dumps({"inputs": [[0.0] * 64]}).encode()

    form = service.ask(
        "POST", "/predict", body, {"content-type": "application/x-www-form-urlencoded"}
    )
    with_charset = service.ask(
        "POST", "/predict", body, {"content-type": "application/json; charset=utf-8"}
    )

    assert form.status == 415
    assert with_charset.status == 200
    assert service.ask("GET", "/predict").status == 405
    assert service.ask("POST", "/predict/nope", body).status == 404


def test_a_large_body_does_not_grow_the_process_even_without_its_length_announced(
    service: Container,
) -> None:
    service.post(b"[]")
    before = service.resident_mb()

    def chunks() -> Iterator[bytes]:
        for _ in range(800):
            yield b"0" * 65536

    answer = service.ask("POST", "/predict", chunks(), {"content-type": "application/json"})  # type: ignore[arg-type]

    assert answer.status == 413
    assert service.resident_mb() - before < 30


def test_one_clients_bad_row_never_fails_anothers(toy_image: str) -> None:
    with running(toy_image, *LOCKED) as container, ThreadPoolExecutor(8) as clients:
        busy = clients.submit(container.predict, [[0.5, 0.0]])
        time.sleep(0.2)
        refused = clients.submit(container.post, {"inputs": [[-1.0, 0.0]]})
        broken = clients.submit(container.post, {"inputs": [[-2.0, 0.0]]})
        leaving = clients.submit(container.post, {"inputs": [[-3.0, 0.0]]})
        right = [clients.submit(container.predict, [[0.0, float(n)]]) for n in range(5)]

        assert busy.result() == [0.5]
        assert refused.result().status == 422
        assert (broken.result().status, leaving.result().status) == (500, 500)
        assert [answer.result() for answer in right] == [[float(n)] for n in range(5)]
        assert "broken" not in broken.result().body.decode()
        assert "the model is broken" in container.logs()


def test_a_prediction_never_blocks_the_probes(toy_image: str) -> None:
    with running(toy_image, *LOCKED) as container, ThreadPoolExecutor(1) as client:
        slow = client.submit(container.predict, [[3.0, 0.0]])
        time.sleep(0.3)

        probes = [container.ask("GET", path).status for path in ("/healthz", "/readyz", "/metrics")]

        assert probes == [200, 200, 200]
        assert not slow.done()
        assert slow.result() == [3.0]


def test_a_full_queue_and_a_late_answer_are_said_as_what_they_are(toy_image: str) -> None:
    options = ("--env", "LIMIT_QUEUE=2", "--env", "LIMIT_SECONDS=1", "--env", "BATCH_MAX_SIZE=1")
    with running(toy_image, *LOCKED, *options) as container, ThreadPoolExecutor(8) as clients:
        asked = [clients.submit(container.post, {"inputs": [[2.0, 0.0]]}) for _ in range(8)]
        answers = [future.result() for future in asked]

        statuses = Counter(answer.status for answer in answers)
        assert set(statuses) == {503, 504}
        assert {a.headers.get("retry-after") for a in answers if a.status == 503} == {"1"}


def test_a_model_that_hangs_takes_readiness_away_and_never_holds_the_exit(toy_image: str) -> None:
    options = ("--env", "LIMIT_SECONDS=1", "--env", "DRAIN_SECONDS=0")
    with running(toy_image, *LOCKED, *options) as container:
        assert container.post({"inputs": [[1000.0, 0.0]]}).status == 504

        assert container.ask("GET", "/readyz").json == {"status": "stuck"}
        assert container.ask("GET", "/healthz").status == 200
        docker("kill", "--signal", "TERM", container.name)
        subprocess.run(
            ["docker", "wait", container.name], check=True, timeout=60, capture_output=True
        )
        assert container.state()["ExitCode"] == 0


def request_head(body: bytes, *more: str) -> bytes:
    lines = ["POST /predict HTTP/1.1", "Host: here", "Content-Type: application/json", *more]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode()


def test_a_client_that_offers_http2_is_answered_in_http1(service: Container) -> None:
    body = json.dumps({"inputs": [[0.0] * 64]}).encode()
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")

    answer = service.raw(request_head(body, *offer) + body)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'{"outputs":' in answer


def test_a_client_that_has_nothing_more_to_send_still_gets_its_answer(service: Container) -> None:
    body = json.dumps({"inputs": [[0.0] * 64]}).encode()

    answer = service.raw(request_head(body) + body, half_close=True)

    assert b'{"outputs":' in answer


def test_headers_without_end_are_refused(service: Container) -> None:
    answer = service.raw(b"GET /healthz HTTP/1.1\r\nX-Long: " + b"a" * 1_000_000)

    assert answer.startswith(b"HTTP/1.1 400 ") or answer == b""
    assert service.is_ready()


def test_a_client_that_leaves_harms_nobody(toy_image: str) -> None:
    with running(toy_image, *LOCKED) as container:
        for _ in range(5):
            with pytest.raises(TimeoutError):
                container.post({"inputs": [[0.5, 0.0]]}, timeout=0.1)

        assert container.predict([[0.0, 7.0]]) == [7.0]
        assert "Traceback" not in container.logs()


def test_the_openapi_document_describes_predict_with_an_example_that_works(
    service: Container,
) -> None:
    document = service.ask("GET", "/openapi.json").json

    operation = document["paths"]["/predict"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    example = (
        content["example"]
        if "example" in content
        else next(iter(content["examples"].values()))["value"]
    )
    answer = service.post(example)
    assert answer.status == 200
    Draft202012Validator(
        {**content["schema"], "components": document.get("components", {})}
    ).validate(example)
    described = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**described, "components": document.get("components", {})}).validate(
        answer.json
    )
    assert {"400", "413", "415", "422", "503", "504"} <= set(operation["responses"])
    assert service.ask("GET", "/docs").status == 200


def test_metrics_are_in_the_format_of_prometheus(service: Container) -> None:
    service.post(b"[]")

    answer = service.ask("GET", "/metrics")

    text = answer.body.decode()
    assert answer.headers["content-type"].startswith("text/plain")
    for line in text.splitlines():
        assert line.startswith("#") or len(line.rsplit(" ", 1)) == 2, line
    assert 'predict_answers_total{status="422"}' in text


def test_threads_follow_the_quota_of_the_container_and_not_the_machine(digits_image: str) -> None:
    with running(digits_image, *LOCKED, "--cpus", "0.5") as container:
        environment = docker(
            "exec", container.name, "python", "-c",
            "print(open('/proc/1/environ').read().replace(chr(0), chr(10)))",
        )  # fmt: skip
        script = "from serve.threads import usable_cpus; print(usable_cpus())"
        cpus = docker("exec", container.name, "python", "-c", script)

    assert cpus.strip() == "1"
    assert "OMP_NUM_THREADS" not in environment


class Follower(threading.Thread):
    """A client behind a load balancer: asks while the service says that it is ready."""

    def __init__(self, container: Container, row: list[float]) -> None:
        super().__init__()
        self.container, self.row = container, row
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        while self.container.is_ready():
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                try:
                    status = self.container.post({"inputs": [self.row]}).status
                    self.seen[str(status)] += 1
                except ConnectionRefusedError:
                    self.seen["refused"] += 1
                except OSError as error:
                    self.seen[f"lost: {type(error).__name__}"] += 1


def test_on_sigterm_under_load_nothing_is_lost_or_refused_and_it_leaves_with_0(
    digits_image: str, known: dict[str, list[Any]]
) -> None:
    with running(digits_image, *LOCKED) as container:
        followers = [Follower(container, good(known)) for _ in range(8)]
        for follower in followers:
            follower.start()
        time.sleep(1)

        docker("kill", "--signal", "TERM", container.name)
        docker("wait", container.name)
        for follower in followers:
            follower.join()

        seen = sum((follower.seen for follower in followers), Counter())
        assert set(seen) == {"200"}
        assert container.state()["ExitCode"] == 0


def test_requests_in_flight_are_answered_before_it_leaves(toy_image: str) -> None:
    with running(toy_image, *LOCKED, "--env", "DRAIN_SECONDS=0") as container:
        with ThreadPoolExecutor(1) as client:
            slow = client.submit(container.predict, [[2.0, 0.0]])
            time.sleep(0.5)
            docker("kill", "--signal", "TERM", container.name)

            assert slow.result() == [2.0]
        docker("wait", container.name)
        assert container.state()["ExitCode"] == 0


def test_ctrl_c_in_a_terminal_ends_it_without_the_drain_delay(digits_image: str) -> None:
    with running(digits_image, *LOCKED, "--env", "DRAIN_SECONDS=600") as container:
        docker("kill", "--signal", "INT", container.name)

        subprocess.run(
            ["docker", "wait", container.name], check=True, timeout=30, capture_output=True
        )
        assert container.state()["ExitCode"] == 0

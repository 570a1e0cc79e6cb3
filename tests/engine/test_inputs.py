"""What a row of a request may be: numbers, texts, arrays or records, each held to the contract."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from containers import LOCKED, Container, build, docker, running
from jsonschema import Draft202012Validator

from mlpack.cli.app import run

pytestmark = pytest.mark.engine

MODEL = '''
"""A model that needs no framework."""


def load(path):
    return path.read_text()


def example(model):
    return {example}


def predict(model, rows):
    return {outputs}
'''


@dataclass(frozen=True)
class Kind:
    """`example` and `outputs` are Python, good rows have their answers, bad ones the detail."""

    example: str
    outputs: str
    good: list[tuple[Any, Any]]
    bad: Mapping[str, str]


KINDS = {
    "numbers": Kind(
        "[0.0, 0.0]",
        "[[str(rows.dtype), rows.ndim, *map(float, row)] for row in rows]",
        [([1, 2.5], ["float64", 2, 1.0, 2.5]), ([0, -1e38], ["float64", 2, 0.0, -1e38])],
        {
            "[1, true]": "inputs[1][1]: a boolean, must be a number",
            "[1]": "inputs[1]: 1 numbers, must be 2",
            '"hello"': "inputs[1]: a string, must be a list of 2 numbers",
        },
    ),
    "texts": Kind(
        '"good morning"',
        "[[type(rows).__name__, row.upper()] for row in rows]",
        [
            ("bonjour", ["list", "BONJOUR"]),
            ("é漢😀", ["list", "É漢😀"]),
            (" \n\0", ["list", " \n\0"]),
            ("a" * 100_000, ["list", "A" * 100_000]),
        ],
        {
            '""': "inputs[1]: 0 characters, must be 1 to 100000",
            f'"{"a" * 100_001}"': "inputs[1]: 100001 characters, must be 1 to 100000",
            "1": "inputs[1]: a number, must be a string",
            "null": "inputs[1]: null, must be a string",
            '["hello"]': "inputs[1]: a list, must be a string",
            '{"hello": 1}': "inputs[1]: an object, must be a string",
        },
    ),
    "arrays": Kind(
        "[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]",
        "[[str(rows.dtype), *row.shape, float(row.sum())] for row in rows]",
        [
            ([[1, 2], [3, 4], [5, 6]], ["float32", 3, 2, 21.0]),
            ([[0.5, 0], [0, 0], [0, 0]], ["float32", 3, 2, 0.5]),
        ],
        {
            "[[1, 2], [3, 4]]": "inputs[1]: 2 items, must be 3",
            "[[1, 2], [3, 4], [5]]": "inputs[1][2]: 1 items, must be 2",
            "[[1, 2], [3, 4], 5]": "inputs[1][2]: a number, must be a list of 2",
            "[[1, 2], [3, 4], [5, [6]]]": "inputs[1][2][1]: a list, must be a number",
            '[[1, 2], [3, "4"], [5, 6]]': "inputs[1][1][1]: a string, must be a number",
            "[[1, 2], [3, 4], [true, 6]]": "inputs[1][2][0]: a boolean, must be a number",
            "[[1, null], [3, 4], [5, 6]]": "inputs[1][0][1]: null, must be a number",
            "[[1, 2], [3, 1e39], [5, 6]]": "inputs[1][1][1]: too large for a 32-bit float",
            "[]": "inputs[1]: 0 items, must be 3",
            '"hello"': "inputs[1]: a string, must be a list of 3",
            '{"hello": 1}': "inputs[1]: an object, must be a list of 3",
        },
    ),
    "records": Kind(
        '{"age": 41, "house size": 2.5, "town": "Bern", "owner": True, "note": None}',
        "[[type(rows).__name__, *row.items()] for row in rows]",
        [
            (
                {"note": "x", "age": 1.5, "house size": 3, "town": "", "owner": False},
                [
                    "list",
                    *(["age", 1.5], ["house size", 3], ["town", ""]),
                    *(["owner", False], ["note", "x"]),
                ],
            ),
            (
                {"age": 1, "house size": 3, "town": "é漢", "owner": True, "note": None},
                [
                    "list",
                    *(["age", 1], ["house size", 3], ["town", "é漢"]),
                    *(["owner", True], ["note", None]),
                ],
            ),
        ],
        {
            "{}": "inputs[1].age: missing",
            '{"age": "hello"}': "inputs[1].age: a string, must be a number",
            '{"age": true}': "inputs[1].age: a boolean, must be a number",
            '{"age": null}': "inputs[1].age: null, must be a number",
            '{"age": 1e39}': "inputs[1].age: too large for a 32-bit float",
            '{"age": 1}': 'inputs[1]["house size"]: missing',
            '{"age": 1, "house size": []}': 'inputs[1]["house size"]: a list, must be a number',
            '{"age": 1, "house size": 1, "town": 5}': "inputs[1].town: a number, must be a string",
            '{"age": 1, "house size": 1, "town": "", "owner": 1, "note": 1}': (
                "inputs[1].owner: a number, must be a boolean"
            ),
            '{"age": 1, "house size": 1, "town": "", "owner": true, "note": {}}': (
                "inputs[1].note: an object, must be a number or a string or a boolean or null"
            ),
            '{"age": 1, "house size": 1, "town": "", "owner": true, "note": 1, "agee": 1}': (
                "inputs[1].agee: unknown, the keys are age, house size, town, owner, note"
            ),
            '{"age": 1, "house size": 1, "town": "", "owner": true, "note": 1, "<hello>": 1}': (
                "inputs[1]: unknown, the keys are age, house size, town, owner, note"
            ),
            f'{{"age": 1, "house size": 1, "town": "{"a" * 100_001}"}}': (
                "inputs[1].town: 100001 characters, must be at most 100000"
            ),
            '"hello"': "inputs[1]: a string, must be an object",
            "[1, 2]": "inputs[1]: a list, must be an object",
        },
    ),
}
# Never fit for a row, whatever it is, and the statuses that are right.
BAD_BODIES = {
    b"": {400},
    b'{"inputs": [': {400},
    b'{"inputs": [NaN]}': {400},
    b'{"inputs": ["\\ud800"]}': {400},
    b'{"inputs": ["\xed\xa0\x80"]}': {400},
    b'{"inputs": %s1%s}' % (b"[" * 100_000, b"]" * 100_000): {400},
    b'{"inputs": %s1%s}' % (b"[" * 900, b"]" * 900): {422},
    b'{"inputs": %s{}%s}' % (b'[{"a":' * 400, b"}]" * 400): {422},
    b"null": {422},
    b"[]": {422},
    b"{}": {422},
    b'{"inputs": {}}': {422},
    b'{"inputs": "hello"}': {422},
    b'{"inputs": []}': {422},
    b'{"inputs": [%s]}' % b",".join([b"null"] * 1001): {422},
    b'{"inputs": [%s]}' % b",".join([b'"hello"', *[b"[]"] * 999]): {422},
}


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def project(kind: str, digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled example's packages around a model without a framework."""
    folder = tmp_path_factory.mktemp("kinds") / kind
    folder.mkdir()
    shutil.copy(digits / "requirements.lock", folder)
    spec = (digits / "mlpack.yaml").read_text()
    (folder / "mlpack.yaml").write_text(f"{spec}serving:\n  inputs: {kind}\n")
    assert run(["generate", "--no-lock", str(folder)]) == 0
    write_model(folder, KINDS[kind].example, KINDS[kind].outputs)
    return folder


def write_model(folder: Path, example: str, outputs: str) -> None:
    text = MODEL.replace("{example}", example).replace("{outputs}", outputs)
    (folder / "model.py").write_text(text)
    (folder / "model.joblib").write_text("a model")


@pytest.fixture(scope="module")
def image(kind: str, project: Path) -> Iterator[str]:
    name = f"mlpack-test-{kind}"
    yield build(project, name)
    docker("image", "rm", "--force", name, ok=False)


@pytest.fixture(scope="module")
def service(image: str) -> Iterator[Container]:
    with running(image, *LOCKED) as container:
        yield container


def test_alone_and_together_each_row_gets_its_own_answer(kind: str, service: Container) -> None:
    rows = [row for row, _ in KINDS[kind].good]
    answers = [answer for _, answer in KINDS[kind].good]

    with ThreadPoolExecutor(8) as clients:
        alone = list(clients.map(lambda row: service.predict([row])[0], rows * 20))

    assert alone == answers * 20
    assert service.predict(rows) == answers


def test_a_row_that_does_not_fit_is_refused_by_its_place_and_is_never_echoed(
    kind: str, service: Container
) -> None:
    good = json.dumps(KINDS[kind].good[0][0])
    bodies = {bad: f'{{"inputs": [{good}, {bad}]}}'.encode() for bad in KINDS[kind].bad}

    answers = {bad: service.post(body) for bad, body in bodies.items()}

    assert {bad: answer.json["detail"] for bad, answer in answers.items()} == KINDS[kind].bad
    assert {answer.status for answer in answers.values()} == {422}


def test_a_body_that_holds_no_rows_is_refused_and_the_next_one_is_answered(
    kind: str, service: Container
) -> None:
    answers = {body: service.post(body) for body in BAD_BODIES}

    wrong = {
        body[:50]: answer
        for body, answer in answers.items()
        if answer.status not in BAD_BODIES[body] or b"hello" in answer.body
    }
    row, expected = KINDS[kind].good[0]
    assert wrong == {}
    assert service.predict([row]) == [expected]


def test_the_description_has_a_schema_for_good_and_bad_rows_and_an_example_that_works(
    kind: str, service: Container
) -> None:
    document = service.ask("GET", "/openapi.json").json

    body = document["paths"]["/predict"]["post"]["requestBody"]
    content = body["content"]["application/json"]
    schema = Draft202012Validator(content["schema"])
    assert service.post(content["example"]).status == 200
    assert schema.is_valid(content["example"])
    assert schema.is_valid({"inputs": [row for row, _ in KINDS[kind].good]})
    bad = [row for row in KINDS[kind].bad if schema.is_valid({"inputs": [json.loads(row)]})]
    assert bad == []


def test_the_projects_own_tests_pass(image: str, project: Path) -> None:
    script = (
        "cp -r /project /tmp/project && cd /tmp/project"
        " && pip install --quiet --root-user-action=ignore --target /tmp/pytest pytest"
        " && PYTHONPATH=/tmp/pytest python -m pytest -q tests"
    )
    mount = f"{project}:/project:ro"

    printed = docker("run", "--rm", "--user", "0", "--volume", mount, image, "sh", "-c", script)

    assert " passed" in printed


@pytest.mark.parametrize(
    ("kind", "example", "says"),
    [
        ("texts", "['a']", "Refused: inputs[0]: a list, must be a string"),
        ("numbers", "[float('nan')]", "Refused: inputs[0][0]: null, must be a number"),
        ("arrays", "[[1.0], []]", "ValueError: "),
        ("records", "{'a': [1]}", "ValueError: a record has a list in it, and must be flat"),
        ("records", "object()", "Type is not JSON serializable: object"),
    ],
    indirect=["kind"],
)
def test_an_example_that_is_no_such_row_stops_the_start_with_one_clear_line(
    image: str, project: Path, tmp_path: Path, example: str, says: str
) -> None:
    write_model(tmp_path, example, "rows")
    model = ("--volume", f"{tmp_path / 'model.py'}:/app/model.py:ro")

    with running(image, *LOCKED, *model, ready=False) as container:
        docker("wait", container.name)

        last = container.logs().splitlines()[-1]
        assert container.state()["ExitCode"] == 1
        assert "model.py cannot give an example of a row" in last
        assert says in last
        assert "Traceback" not in container.logs()

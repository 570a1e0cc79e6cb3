"""27 requests that no service should take: how many crash it, are believed, or stay in memory."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks import digits
from benchmarks.bench import Bench
from benchmarks.container import Container
from benchmarks.problem import Unmeasured
from benchmarks.subject import Subject
from benchmarks.table import Samples

FIFTY_MB = 12_500_000  # cells of "0.0,"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Bad:
    """A request that deserves a 4xx; without content a GET."""

    name: str
    content: bytes | None
    path: str = digits.PATH
    kind: str = digits.JSON_TYPE


class Findings(NamedTuple):
    failed: list[str]  # 5xx, or no answer
    accepted: list[str]  # 200
    kept_mb: float


def bad_requests() -> Iterator[Bad]:
    """All 27, the 50 MB last."""
    yield from _bodies()
    yield from (Bad(name, digits.body(row)) for name, row in _rows())
    yield from (Bad(f"cell: {cell[:8]}", digits.body(_with_cell(cell))) for cell in _cells())
    yield Bad("form content type", digits.body(), kind=FORM)
    yield Bad("GET", None)
    yield Bad("wrong path", digits.body(), path=f"{digits.PATH}/nope")
    yield Bad("50 MB", digits.body("[" + "0.0," * FIFTY_MB + "0.0]"))


def _bodies() -> Iterator[Bad]:
    good = digits.body()
    yield Bad("malformed", good[:-7])
    yield Bad("empty body", b"")
    yield Bad("empty object", b"{}")
    yield Bad("null", b"null")
    yield Bad("list at the top", b"[]")
    yield Bad("not UTF-8", b"\xff\xfe" + good)
    yield Bad("deep nesting", b"[" * 200_000)


def _rows() -> Iterator[tuple[str, str]]:
    yield "short row", "[1.0, 2.0, 3.0]"
    yield "long row", str([*digits.ROW, 1.0])
    yield "empty row", "[]"
    yield "nested row", "[[1.0]]"
    yield "scalar row", "1.0"
    yield "string row", '"hello"'


def _cells() -> Iterator[str]:
    yield from ("NaN", "Infinity", "1e999", "1e39", "null", '"abc"', '"5"', "true", '{"a": 1}')
    yield "9" * 5000


def _with_cell(cell: str) -> str:
    return str(digits.ROW).replace("5.0", cell, 1)


def measure(bench: Bench) -> Iterator[Samples]:
    reference, project = map(_findings, bench.pair.both)
    yield _counted("bad-5xx", reference.failed, project.failed)
    yield _counted("bad-accepted", reference.accepted, project.accepted)
    yield Samples("bad-memory", (reference.kept_mb,), (project.kept_mb,))


def _counted(row: str, reference: list[str], project: list[str]) -> Samples:
    named = {"reference": reference, "mlpack": project}
    note = "; ".join(f"{name}: {', '.join(bad)}" for name, bad in named.items() if bad)
    return Samples(row, (len(reference),), (len(project),), note)


def _findings(subject: Subject) -> Findings:
    """After all of them a good request must still be answered rightly. Raises Unmeasured."""
    with Container(subject) as container:
        container.first_answer()
        before = container.memory_mb()
        statuses = {bad.name: _status(container.port, bad) for bad in bad_requests()}
        kept = container.memory_mb() - before
        if not digits.is_right(container.port):
            raise Unmeasured(f"{subject.name} no longer answers after the bad requests")
    failed = [name for name, status in statuses.items() if not 200 <= status < 500]
    accepted = [name for name, status in statuses.items() if status < 300 and name not in failed]
    return Findings(failed, accepted, kept)


def _status(port: int, bad: Bad) -> int:
    """The status of the answer; 0 where there was none."""
    try:
        return digits.send(port, bad.content, path=bad.path, kind=bad.kind, seconds=60)[0]
    except (OSError, http.client.HTTPException):
        return 0

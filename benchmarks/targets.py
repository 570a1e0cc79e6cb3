"""The rows of the table: name, unit, and the target that each is held against."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Literal

HOLDS = {"≤": operator.le, "≥": operator.ge, "=": operator.eq}


@dataclass(frozen=True)
class Target:
    """`value` is mlpack's own figure, `ratio` is mlpack's divided by the reference's."""

    kind: Literal["value", "ratio"]
    sign: Literal["≤", "≥", "="]
    bound: float

    def is_met(self, figure: float) -> bool:
        return bool(HOLDS[self.sign](figure, self.bound))

    def __str__(self) -> str:
        bound = f"{self.bound:g}" if self.kind == "value" else f"{self.bound:.2f} x"
        return bound if self.sign == "=" else f"{self.sign} {bound}"


@dataclass(frozen=True)
class Row:
    """One line of the table; without a target it is there to be read.

    `is_count`: it counts what went wrong, and a ratio would say nothing.
    """

    name: str
    unit: str
    target: Target | None = None
    is_count: bool = False


def at_most(bound: float) -> Target:
    return Target("value", "≤", bound)


def exactly(bound: float) -> Target:
    return Target("value", "=", bound)


def at_most_x(bound: float) -> Target:
    return Target("ratio", "≤", bound)


def at_least_x(bound: float) -> Target:
    return Target("ratio", "≥", bound)


# Flat: of the 50 MB the service holds no more than the 10 MB that a body may have.
FLAT_MB = 10

ROWS = {
    "version": Row("`mlpack --version`", "s", at_most(0.15)),
    "help": Row("`mlpack --help`", "s", at_most(0.15)),
    "generate": Row("`mlpack generate`, lock up to date", "s", at_most(0.30)),
    "generate-memory": Row("its peak memory", "MB", at_most(60)),
    "generate-many": Row("`generate --all`, 200 new projects", "ms each", at_most(20)),
    "generate-many-same": Row("the same 200 again, unchanged", "ms each", at_most(20)),
    "resolve": Row("resolve one spec, the slowest framework", "ms", at_most(20)),
    "lock-uv-cold": Row("lock by uv, cold cache", "s", at_most(2)),
    "lock-uv-warm": Row("lock by uv, warm cache", "s", at_most(2)),
    "lock-pip-tools-cold": Row("lock by pip-tools, cold cache", "s", at_most(12)),
    "lock-pip-tools-warm": Row("lock by pip-tools, warm cache", "s", at_most(12)),
    "rebuild-nothing": Row("rebuild, nothing changed", "s", at_most_x(1.0)),
    "rebuild-code": Row("rebuild after a change of code", "s", at_most_x(1.0)),
    "rebuild-dependency": Row("rebuild after one more dependency", "s", at_most_x(0.6)),
    "lock-and-rebuild": Row("the same with the cold lock before it", "s"),
    "size": Row("image above its base", "MB", at_most_x(0.70)),
    "layers": Row("layers above the base", "layers"),
    "start": Row("cold start to the first right answer", "s", at_most_x(0.85)),
    "memory": Row("memory of the process, after load", "MB", at_most_x(1.0)),
    "forest-1": Row("RF req/s at c=1, one core", "1/s", at_least_x(0.95)),
    "forest-8": Row("RF req/s at c=8, one core", "1/s", at_least_x(2.6)),
    "forest-32": Row("RF req/s at c=32, one core", "1/s", at_least_x(9.5)),
    "linear-32": Row("light model, answers per cpu-second, c=32", "1/s", at_least_x(2.5)),
    "bad-5xx": Row("27 bad requests: 5xx or no answer", "requests", exactly(0), is_count=True),
    "bad-accepted": Row("27 bad requests: accepted", "requests", exactly(0), is_count=True),
    "bad-memory": Row("memory kept after them, 50 MB last", "MB", at_most(FLAT_MB), is_count=True),
    "stop-lost": Row("SIGTERM under 8 clients: lost", "requests", exactly(0), is_count=True),
    "stop-refused": Row("SIGTERM under 8 clients: refused", "requests", exactly(0), is_count=True),
    "stop-code": Row("SIGTERM under 8 clients: exit code", "code", exactly(0), is_count=True),
    "stop-seconds": Row("from the last answer to the exit", "s", at_most(2), is_count=True),
    "digest": Row("digests of two clean builds", "digests", exactly(1), is_count=True),
}

"""pitfalls.md: every known way to fail, and what mlpack does about it before and after."""

from __future__ import annotations

from collections.abc import Iterator

from maker.markdown import code, table

from mlpack.catalog.failures import Failure, known_failures


def pitfalls() -> Iterator[str]:
    failures = known_failures()
    yield "# Pitfalls"
    yield (
        "What breaks images for machine learning. Most of it cannot happen to what mlpack writes, "
        "some of it `mlpack check` finds before the build, and of nearly all `mlpack doctor --log "
        "FILE` knows the texts in a log and says what helps."
    )
    head = (
        "pitfall",
        "when",
        "what is so",
        "how mlpack avoids it",
        "rules that find it",
        "in a log",
    )
    yield table(head, map(_row, failures))
    yield (
        f"The rules are in [Rules of mlpack check](rules.md). The rows are of "
        f"{failures[0].origin.as_of}; each has its own source, which `mlpack doctor --log` shows."
    )


def _row(failure: Failure) -> tuple[str, ...]:
    name = f"`{failure.name}`{' (unconfirmed)' if failure.unconfirmed else ''}"
    rules = code(failure.rules) or "none"
    is_known = "known" if failure.match else "leaves no text"
    return name, failure.stage, failure.title, failure.avoided or "it does not", rules, is_known

"""rules.md: every rule of `mlpack check`, from the findings in its source."""

from __future__ import annotations

import ast
import inspect
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from maker.markdown import code, table

from mlpack.catalog.locked import conflicts
from mlpack.check import LINTERS, RULES, NotRun

_KNOWN_WHEN_RUN = "…"


def rule_names() -> set[str]:
    """Every name that a finding may have."""
    found = {row[0] for rule in RULES for row in _findings(rule)} | {r[0] for r in _conflicts()}
    return {name.strip("`") for name in found}


def rules() -> Iterator[str]:
    yield "# Rules of mlpack check"
    yield "An ellipsis stands for a name or a day. Every finding comes with what mends it."
    head = ("rule", "severity", "what it says", "what mends it")
    rows = {row for rule in RULES for row in _findings(rule)} | set(_conflicts())
    yield table(head, sorted(rows))
    yield (
        f"Beside these, linters that others made, where this machine has them: "
        f"{code(_linter_names())}. "
        "`mlpack check` says which of them it could not run, and why."
    )


def _conflicts() -> Iterator[tuple[str, ...]]:
    """Rules that are rows of a table."""
    for row in conflicts():
        pair = f"`{row.one}` and `{row.other}` together" if row.other else f"`{row.one}`"
        yield f"`{row.rule}`", "error", f"It pins {pair}. {row.because}", row.mend


def _linter_names() -> Iterator[str]:
    """What each linter says that it is, where it finds nothing to read."""
    with tempfile.TemporaryDirectory() as empty:
        outcomes = [linter(Path(empty)) for linter in LINTERS]
    yield from (outcome.check for outcome in outcomes if isinstance(outcome, NotRun))


def _findings(rule: Callable[..., object]) -> Iterator[tuple[str, ...]]:
    """A row for every `Finding(rule, severity, where, says, mend)` in the rule's source."""
    source = ast.walk(ast.parse(textwrap.dedent(inspect.getsource(rule))))
    said: dict[str, ast.expr] = {}
    found: dict[str, tuple[str, ...]] = {}
    for node in sorted(source, key=lambda node: getattr(node, "lineno", 0)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            said[node.targets[0].id] = node.value
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Call):
            name, severity, _, says, mend = (_words(part, said) for part in node.value.args)
            if name != _KNOWN_WHEN_RUN:
                found.setdefault(name, (f"`{name}`", severity, says, mend))
    yield from found.values()


def _words(part: ast.expr, said: Mapping[str, ast.expr]) -> str:
    """The text of an expression; what is only known at run time is an ellipsis."""
    if isinstance(part, ast.Name) and part.id in said:
        return _words(said[part.id], said)
    if isinstance(part, ast.JoinedStr):
        return "".join(_words(value, said) for value in part.values)
    if isinstance(part, ast.BoolOp):
        return _words(part.values[-1], said)
    return str(part.value) if isinstance(part, ast.Constant) else _KNOWN_WHEN_RUN

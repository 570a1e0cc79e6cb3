"""SARIF 2.1.0, as code scanning reads it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from mlpack import __version__
from mlpack.report.entry import Entry, Section

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(sections: Sequence[Section]) -> str:
    """One run over all projects; places are relative to the repository."""
    entries = [entry for section in sections for entry in section.entries]
    rules = {entry.rule: entry for entry in reversed(entries)}
    numbers = {rule: number for number, rule in enumerate(sorted(rules))}
    driver = {
        "name": "mlpack",
        "version": __version__,
        "rules": [_rule(rules[rule]) for rule in numbers],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, numbers) for entry in entries],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(first: Entry) -> dict[str, Any]:
    """By the first that it found; what each other one says stands in its own result."""
    return {
        "id": first.rule,
        "shortDescription": {"text": first.rule.replace("-", " ")},
        "help": {"text": first.mend or first.says},
        "defaultConfiguration": {"level": first.severity},
    }


def _result(entry: Entry, numbers: Mapping[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "artifactLocation": {"uri": quote(entry.file, errors="replace"), "uriBaseId": "%SRCROOT%"}
    }
    if entry.line:
        column = {"startColumn": entry.column} if entry.column else {}
        location["region"] = {"startLine": entry.line, **column}
    return {
        "ruleId": entry.rule,
        "ruleIndex": numbers[entry.rule],
        "level": entry.severity,
        "message": {"text": entry.text},
        "locations": [{"physicalLocation": location}],
    }

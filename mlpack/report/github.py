"""Workflow commands of GitHub Actions: each finding is shown at its line of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from mlpack.report.entry import Entry, Section


def github(sections: Sequence[Section]) -> str:
    """One line an entry; no text of an entry can end it and begin another command."""
    return "\n".join(_command(entry) for section in sections for entry in section.entries)


def _command(entry: Entry) -> str:
    places = {"file": entry.file, "line": entry.line, "col": entry.column, "title": entry.rule}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
    return f"::{entry.severity} {said}::{_data(entry.text)}"


def _data(text: str) -> str:
    """As GitHub's own toolkit escapes it (actions/toolkit, packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

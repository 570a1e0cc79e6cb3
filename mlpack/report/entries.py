"""Changes, findings and errors as entries: each at a file that is there, for CI to show it on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlpack.errors import Incompatible, MlpackError, SpecFaults
from mlpack.report.entry import Entry
from mlpack.write import Change, drifted

if TYPE_CHECKING:
    from mlpack.check import Finding

_SPEC = "mlpack.yaml"
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(?::(?P<column>[0-9]{1,9}))?(?:  .*)?")
_SAYS = {
    "create": "It is not there yet.",
    "update": "It is not what mlpack.yaml asks for.",
    "merge": "It is not what mlpack.yaml asks for; your edits would stay.",
    "remove": "It is no longer part of the project.",
    "conflict": "Your edit and mlpack's new version do not fit together.",
}


def of_changes(changes: Iterable[Change], root: Path, prefix: str) -> Iterator[Entry]:
    """What `generate` would change in the project at `root`, called `prefix` in the repository."""
    for change in changes:
        if drifted([change]):
            rule = "conflict" if change.verb == "conflict" else "drifted-file"
            says = _SAYS[change.verb]
            note = f" {change.note[0].upper()}{change.note[1:]}." if change.note else ""
            mend = f"mlpack generate {prefix}".rstrip(".").rstrip()
            yield _at(change.path, Entry(rule, "error", "", says + note, mend), root, prefix)


def of_findings(findings: Iterable[Finding], root: Path, prefix: str) -> Iterator[Entry]:
    for found in findings:
        entry = Entry(found.rule, found.severity, "", found.says, found.mend)
        yield _at(found.where, entry, root, prefix)


def of_error(error: MlpackError, root: Path, prefix: str) -> Iterator[Entry]:
    """Every fault of mlpack.yaml on its own; any other error whole."""
    if isinstance(error, SpecFaults):
        for fault in error.faults:
            entry = Entry("spec-fault", "error", "", f"{fault.setting}: {fault.says}")
            yield _at(error.place(fault), entry, root, prefix)
        return
    mend = error.hint
    if isinstance(error, Incompatible) and error.choices:
        mend = "\n".join(("What would work:", *error.choices, error.hint)).strip()
    yield _at(error.where, Entry(_rule(error), "error", "", error.says, mend), root, prefix)


def _rule(error: MlpackError) -> str:
    """LockFailed as `lock-failed`; a bare MlpackError is a bug."""
    if type(error) is MlpackError:
        return "bug"
    return re.sub(r"(?<!^)([A-Z])", r"-\1", type(error).__name__).lower()


def _at(where: str, entry: Entry, root: Path, prefix: str) -> Entry:
    """At the file that `where` names; at mlpack.yaml, and naming it, where it is no file here."""
    place = _PLACE.fullmatch(where)
    name, line, column = (where, 0, 0)
    if place and (root / place["file"]).is_file():
        name, line, column = place["file"], int(place["line"]), int(place["column"] or 0)
    says = entry.says
    if not name or not (root / name).is_file():
        says = f"{where}: {says}" if where else says
        name, line, column = _SPEC, 0, 0
    file = (PurePosixPath(prefix) / PurePosixPath(name)).as_posix()
    return Entry(entry.rule, entry.severity, file, says, entry.mend, line, column)

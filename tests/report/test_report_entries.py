"""What becomes an entry of a report, and at which file of the repository it is shown."""

from __future__ import annotations

from pathlib import Path

from projects import put

from mlpack.check import Finding
from mlpack.errors import Fault, Incompatible, LockFailed, MlpackError, SpecFaults
from mlpack.report import Entry, of_changes, of_error, of_findings
from mlpack.write import Change


def test_a_change_is_told_at_its_file_and_one_that_is_not_there_at_mlpack_yaml(
    tmp_path: Path,
) -> None:
    put(tmp_path, {"mlpack.yaml": "", "Dockerfile": "old\n"})
    changes = [
        Change("Dockerfile", "update", "old\n", "new\n", 0o644, "", "new\n"),
        Change("model.py", "same", "", "", 0o644, "", ""),
        Change("requirements.in", "create", None, "a\n", 0o644, "why", "a\n"),
    ]

    entries = list(of_changes(changes, tmp_path, "services/a"))

    assert entries == [
        Entry(
            "drifted-file",
            "error",
            "services/a/Dockerfile",
            "It is not what mlpack.yaml asks for.",
            "mlpack generate services/a",
        ),
        Entry(
            "drifted-file",
            "error",
            "services/a/mlpack.yaml",
            "requirements.in: It is not there yet. Why.",
            "mlpack generate services/a",
        ),
    ]


def test_a_finding_is_told_at_its_line(tmp_path: Path) -> None:
    put(tmp_path, {"mlpack.yaml": "", "Dockerfile": "FROM a\n"})
    findings = [
        Finding("DL3006", "warning", "Dockerfile:1", "Tag it.", "hadolint Dockerfile"),
        Finding("unconfirmed-base", "warning", "python:3", "Not checked.", "docker pull python:3"),
    ]

    entries = list(of_findings(findings, tmp_path, "."))

    assert entries == [
        Entry("DL3006", "warning", "Dockerfile", "Tag it.", "hadolint Dockerfile", 1),
        Entry(
            "unconfirmed-base",
            "warning",
            "mlpack.yaml",
            "python:3: Not checked.",
            "docker pull python:3",
        ),
    ]


def test_an_error_is_told_where_it_stands_with_what_would_work(tmp_path: Path) -> None:
    put(tmp_path, {"mlpack.yaml": ""})
    clash = Incompatible("They clash.", setting="python", choices=('python: "3.11"',))
    clash.where = "mlpack.yaml:3:9  python"
    faults = SpecFaults("mlpack.yaml", (Fault(2, 1, "seving", "There is no such setting."),))

    told = [
        entry
        for error in (clash, faults, LockFailed("No index.", hint="Ask."), MlpackError("A bug."))
        for entry in of_error(error, tmp_path, "a")
    ]

    assert told == [
        Entry(
            "incompatible",
            "error",
            "a/mlpack.yaml",
            "They clash.",
            'What would work:\npython: "3.11"',
            3,
            9,
        ),
        Entry(
            "spec-fault", "error", "a/mlpack.yaml", "seving: There is no such setting.", "", 2, 1
        ),
        Entry("lock-failed", "error", "a/mlpack.yaml", "No index.", "Ask."),
        Entry("bug", "error", "a/mlpack.yaml", "A bug."),
    ]

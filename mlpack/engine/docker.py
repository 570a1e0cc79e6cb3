"""A container engine as a value: found, asked for its version, and asked to check a Dockerfile."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpack.errors import EngineFailed

_SECONDS = 120


@dataclass(frozen=True)
class Engine:
    """A client that reaches its engine; `version` is the engine's own."""

    client: str
    version: str

    def check(self, folder: Path) -> str:
        """What `build --check` says of the Dockerfile in `folder`; empty where it has no complaint.

        Raises:
            EngineFailed: the engine is too old to check, or does not answer.
        """
        done = _run([self.client, "build", "--check", "--quiet", str(folder)])
        if not done.returncode:
            return ""
        said = (done.stdout + done.stderr).strip()
        if "unknown flag: --check" in said:
            raise EngineFailed(
                f"{self.client} {self.version} cannot check a Dockerfile.",
                hint="Docker can from 27 on, with buildx 0.15.",
            )
        return said


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

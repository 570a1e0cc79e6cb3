"""The three-way merge, by git's own hand and no one's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

# `git merge-file` exits with the number of conflicts, at most 127; anything else is a failure.
_MOST_CONFLICTS = 127
_SECONDS = 30


class MergeError(Exception):
    """There is no git, or it failed. Never shown: the caller has another way."""


@dataclass(frozen=True)
class Merged:
    text: str
    has_conflicts: bool


def merge(*, yours: str, last: str, now: str) -> Merged:
    """Bring what changed from `last` to `now` into `yours`; all three with LF.

    Raises:
        MergeError: git is not on PATH, or could not do it.
    """
    git = shutil.which("git")
    if git is None:
        raise MergeError("git is not on PATH")
    sides = {"yours": yours, "the last mlpack output": last, "mlpack now": now}
    try:
        with TemporaryDirectory(prefix="mlpack-") as folder:
            return _merge_file(git, Path(folder).resolve(), sides)
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise MergeError(str(problem)) from problem


def _merge_file(git: str, folder: Path, sides: dict[str, str]) -> Merged:
    names = [f"side{number}" for number in range(len(sides))]
    for name, text in zip(names, sides.values(), strict=True):
        (folder / name).write_bytes(text.encode())
    labels = [word for label in sides for word in ("-L", label)]
    done = subprocess.run(
        [git, "merge-file", "-p", "--diff3", *labels, *names],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        raise MergeError(done.stderr.decode(errors="replace").strip())
    return Merged(done.stdout.decode(), has_conflicts=done.returncode > 0)


def _environment(folder: Path) -> dict[str, str]:
    """No configuration of the person, the machine or a repository around `folder` has a say."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(folder),  # git before 2.32 does not know GIT_CONFIG_GLOBAL
        "XDG_CONFIG_HOME": str(folder),
        "LC_ALL": "C",
    }

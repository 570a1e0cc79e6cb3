"""The projects of a repository: every mlpack.yaml below a folder, where a person would look."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlpack.api.project import SPEC_FILE
from mlpack.errors import UsageError

# A repository of hundreds of services has some ten thousand folders; more is a disk.
_MOST_FOLDERS = 200_000
_SECONDS = 30


def find_projects(root: Path) -> tuple[Path, ...]:
    """The folders below `root`, and itself, that hold a mlpack.yaml; sorted.

    Links are not followed. Left out are hidden folders, environments, node_modules, and what git
    ignores.

    Raises:
        UsageError: there is no such folder, it holds no project, or more folders than any
            repository has.
    """
    if not root.is_dir():
        raise UsageError(f"There is no folder {root}.")
    found = _not_ignored(root, sorted(_walk(root)))
    if not found:
        raise UsageError(
            f"There is no {SPEC_FILE} in {root.resolve()}, or below it.",
            hint="Links, hidden folders and what git ignores are left out. "
            "`mlpack init DIR` asks a few questions and writes one.",
        )
    return tuple(found)


def _walk(root: Path) -> Iterator[Path]:
    for count, (folder, folders, files) in enumerate(os.walk(root)):
        if count > _MOST_FOLDERS:
            raise UsageError(
                f"{root.resolve()} has more than {_MOST_FOLDERS} folders.",
                hint="Name the folder that holds your projects: mlpack generate --all DIR.",
            )
        if SPEC_FILE in files:
            yield Path(folder)
        folders[:] = [name for name in folders if not _is_passed(Path(folder, name))]


def _is_passed(folder: Path) -> bool:
    """What tools keep there, not people."""
    is_a_tools = folder.name.startswith(".") or folder.name in {"node_modules", "__pycache__"}
    return is_a_tools or (folder / "pyvenv.cfg").is_file()


def _not_ignored(root: Path, folders: Sequence[Path]) -> list[Path]:
    """Those that git does not ignore; all of them where there is no git, or no repository."""
    git = shutil.which("git")
    if not git or not folders:
        return list(folders)
    specs = [(folder / SPEC_FILE).relative_to(root).as_posix() for folder in folders]
    try:
        done = subprocess.run(
            [git, "check-ignore", "--stdin", "-z"],
            cwd=root,
            input="\0".join(specs).encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return list(folders)
    ignored = set(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    return [f for f, spec in zip(folders, specs, strict=True) if spec not in ignored]

"""The three-way merge, by git's own hand and no one's settings; without git, by ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlpack.write.diff3 import regions
from mlpack.write.lines import lines_of, plain, unified

YOURS, LAST, NOW = "yours", "the last mlpack output", "mlpack now"

# `git merge-file` exits with the number of conflicts, at most 127; anything else is a failure.
_MOST_CONFLICTS = 127
_SECONDS = 30


class GitFailed(Exception):
    """There is no git, or it failed. Never shown: the merge is made without it."""


@dataclass(frozen=True)
class Merged:
    """A text, and how many conflicts are marked in it."""

    text: str
    conflicts: int


def merge(*, yours: str, last: str, now: str) -> Merged:
    """Bring what changed from `last` to `now` into `yours`; all three with LF."""
    try:
        return merged_by_git(yours=yours, last=last, now=now)
    except GitFailed:
        return merged_by_us(yours=yours, last=last, now=now)


def best_merge(yours: str, lasts: Sequence[str], now: str) -> tuple[str, Merged]:
    """The merge with the fewest conflicts, of some ancestors, and then the nearest to `now`."""
    merges = [(last, merge(yours=yours, last=plain(last), now=now)) for last in lasts]
    if len(merges) == 1:
        return merges[0]
    return min(
        merges, key=lambda m: (m[1].conflicts, len(unified(m[1].text, now, old=YOURS, new=NOW)))
    )


def conflict_lines(yours: str, last: str, now: str) -> tuple[int, ...]:
    """Where in `yours` the conflicts begin, from 1."""
    found, line = [], 1
    for region in regions(lines_of(yours), lines_of(last), lines_of(now)):
        if region.is_conflict:
            found.append(line)
        line += len(region.yours)
    return tuple(found)


def merged_by_git(*, yours: str, last: str, now: str) -> Merged:
    """Raises GitFailed where git is not on PATH, or could not do it."""
    git = shutil.which("git")
    if git is None:
        raise GitFailed("git is not on PATH")
    sides = {YOURS: yours, LAST: last, NOW: now}
    try:
        with TemporaryDirectory(prefix="mlpack-") as folder:
            return _merge_file(git, Path(folder).resolve(), sides)
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise GitFailed(str(problem)) from problem


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
        raise GitFailed(done.stderr.decode(errors="replace").strip())
    return Merged(done.stdout.decode(), done.returncode)


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


def merged_by_us(*, yours: str, last: str, now: str) -> Merged:
    """What `merged_by_git` gives, to the byte where nothing is in conflict."""
    parts: list[str] = []
    conflicts = 0
    for region in regions(lines_of(yours), lines_of(last), lines_of(now)):
        if not region.is_conflict:
            parts += region.merged
            continue
        conflicts += 1
        parts += [f"<<<<<<< {YOURS}\n", *_ended(region.yours), f"||||||| {LAST}\n"]
        parts += [*_ended(region.last), "=======\n", *_ended(region.now), f">>>>>>> {NOW}\n"]
    return Merged("".join(parts), conflicts)


def _ended(lines: list[str]) -> list[str]:
    """A marker begins a line of its own."""
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]

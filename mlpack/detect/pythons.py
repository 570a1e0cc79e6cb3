"""The Python of a project, where a file is there to name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlpack.detect.clue import Clue, Found, minor_of, one_line
from mlpack.detect.folder import Folder
from mlpack.detect.weigh import RANK
from mlpack.plan.said import admits

_FILES = {
    ".python-version": r"^\s*(?:cpython-)?(?P<version>3\.[\d.]+)\s*$",
    "runtime.txt": r"^\s*python-(?P<version>3\.[\d.]+)\s*$",
    ".tool-versions": r"^\s*python\s+(?P<version>3\.[\d.]+)",
}


def read_pythons(folder: Folder) -> Iterator[Found]:
    for name, form in _FILES.items():
        text = folder.text(name)
        for number, line in enumerate(text.split("\n"), 1):
            found = re.match(form, line)
            if found and (minor := minor_of(found["version"])):
                yield Clue("python", minor, f"{name}:{number}", one_line(line), "certain")
                break
    for environment in (one for one in folder.environments if "/" not in one):
        yield from _of_environment(folder, environment)


def _of_environment(folder: Folder, environment: str) -> Iterator[Found]:
    """What made it may be gone; what its settings say is what the code last ran on."""
    path = f"{environment}/pyvenv.cfg"
    text = folder.head(path, 4096).decode("utf-8", errors="replace")
    for number, line in enumerate(text.split("\n"), 1):
        key, _, value = line.partition("=")
        if key.strip() in {"version", "version_info"} and (minor := minor_of(_plain(value))):
            yield Clue("python", minor, f"{path}:{number}", one_line(line), "likely")
            return


def _plain(version: str) -> str:
    """3.11.4 of 3.11.4.final.0."""
    return ".".join(version.strip().split(".")[:3])


def settled(clues: Sequence[Clue]) -> list[Clue]:
    """Where a version is named, a range that has it speaks for it, and another says nothing."""
    exact = _exact(clues)
    if not exact:
        return list(clues)
    return [
        replace(clue, value=exact.value, sure="possible") if _is_range(clue) else clue
        for clue in clues
        if not _is_range(clue) or _admits(clue, exact)
    ]


def outside(clues: Sequence[Clue]) -> Iterator[str]:
    """A note on each range that the version that is named lies outside of."""
    exact = _exact(clues)
    for clue in clues if exact else ():
        if exact and _is_range(clue) and not _admits(clue, exact):
            said = f"{clue.where} {clue.says}"
            yield f"{exact.where} names Python {exact.value}, and {said} has it not."


def _exact(clues: Sequence[Clue]) -> Clue | None:
    named = [
        c for c in clues if c.setting == "python" and not _is_range(c) and c.sure != "possible"
    ]
    return min(named, key=lambda clue: RANK[clue.sure], default=None)


def _is_range(clue: Clue) -> bool:
    return clue.setting == "python" and not str(clue.value).replace(".", "").isdecimal()


def _admits(clue: Clue, exact: Clue) -> bool:
    return any(admits(str(clue.value), f"{exact.value}.{patch}") for patch in (0, 99))

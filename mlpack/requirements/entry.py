"""An item of `requirements:` or `constraints:` that names a file, taken apart."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from mlpack.requirements.foreign import OTHER_TOOLS
from mlpack.requirements.judgement import shown

# The index has packages by the names requirements.lock and requirements-txt: a slip of the hand
# must not ask it for one. `.yaml` and `.py` end the names of packages that people do use.
_SUFFIXES = (".txt", ".in", ".toml", ".lock", ".yml")
_LONGEST = 1024
_PARTS = re.compile(
    r"(?P<path>[^\[\]]*?)(?:\[(?P<extras>[^\[\]]*)\])?(?::(?P<group>[^:/\\\[\]]*))?"
)


@dataclass(frozen=True)
class Entry:
    """`pyproject.toml[gpu,plots]` or `pyproject.toml:serve`; `setting` is as `requirements[1]`."""

    text: str
    setting: str
    path: str
    extras: tuple[str, ...] = ()
    group: str = ""

    @property
    def name(self) -> str:
        return PurePosixPath(self.path.replace("\\", "/")).name


def entry_of(text: str, setting: str = "") -> Entry:
    found = _PARTS.fullmatch(text)
    if not found:
        return Entry(text, setting, text)
    extras = tuple(extra.strip() for extra in (found["extras"] or "").split(",") if extra.strip())
    return Entry(text, setting, found["path"].strip(), extras, (found["group"] or "").strip())


def is_file(entry: str) -> bool:
    """Whether an item of `requirements:` names a file, and is no requirement such as pandas>=2."""
    if "://" in entry:
        return False
    name = entry_of(entry).name
    return name.endswith(_SUFFIXES) or name in OTHER_TOOLS


def path_refusal(path: str, root: Path) -> str:
    """Why a path cannot be what a project names, and what would work; empty where it can be."""
    if not path.isprintable() or len(path) > _LONGEST:
        return "This is no path: it holds a control character, or is longer than any path."
    if "://" in path:
        where = shown(path)
        return f"{where} is an address, and mlpack reads files alone. Save it, and name the copy."
    if path.startswith("/") or PureWindowsPath(path).drive:
        return f"{path} is a path of this machine. Write {_relative(path, root)}."
    if "\\" in path:
        return f"A path is written with /, as in {path.replace(chr(92), '/')}."
    return ""


def _relative(path: str, root: Path) -> str:
    try:
        if Path(path).is_absolute():
            return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # another drive of Windows
        pass
    return "a relative one, as in ../common.txt"

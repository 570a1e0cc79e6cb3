"""The files of a project, as far as a look is worth it: bounded, inside, and never a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path, PurePosixPath

_DEEPEST = 6
_MOST_FILES = 10_000
_MOST_IN_FOLDER = 2_000
_MOST_LISTED = 100_000
_LARGEST = 2 * 2**20
_PASSED_OVER = {
    *(".git", ".hg", ".svn", ".mlpack", ".tox", ".nox", ".eggs", ".dvc", ".terraform"),
    *("__pycache__", "site-packages", "node_modules", ".ipynb_checkpoints"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "build", "dist"),
}
# What mlpack writes itself is no evidence of anything.
_OURS = {"serve", "docker"}
_MADE_BY_MLPACK = "Made by mlpack from mlpack.yaml"
_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True)
class Folder:
    """`files` are relative and written with /, the nearest to the root first.

    `environments` are folders with a Python of their own, which are not looked through; `is_cut`
    says that there was more than a look is worth.
    """

    root: Path
    files: tuple[str, ...]
    environments: tuple[str, ...] = ()
    is_cut: bool = False
    _texts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def named(self, *patterns: str) -> Iterator[str]:
        """The files at the root whose names fit, in the order of the patterns."""
        tops = [path for path in self.files if "/" not in path]
        for pattern in patterns:
            yield from (path for path in tops if fnmatch(path, pattern))

    def text(self, path: str, *, most: int = _LARGEST) -> str:
        """The text of a file; empty where it is none, is larger, or is mlpack's own."""
        if path not in self._texts:
            self._texts[path] = self._read(path, most)
        return self._texts[path]

    def head(self, path: str, most: int) -> bytes:
        """The first bytes of a file; none where it cannot be read."""
        try:
            with (self.root / path).open("rb") as file:
                return file.read(most)
        except OSError:
            return b""

    def _read(self, path: str, most: int) -> str:
        data = self.head(path, most + 1) if path in self else b""
        encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        text = data.decode(encoding, errors="replace").replace("\r\n", "\n")
        return "" if len(data) > most or _MADE_BY_MLPACK in text[:300] else text

    @property
    def _known(self) -> frozenset[str]:
        if not hasattr(self, "_set"):
            object.__setattr__(self, "_set", frozenset(self.files))
        return self._set  # type: ignore[attr-defined, no-any-return]


def walk(root: Path) -> Folder:
    """Links are followed to files inside `root` alone, and never to folders."""
    reader = _Walk(root, os.path.realpath(root))
    reader.read()
    files = sorted(reader.files, key=lambda path: (path.count("/"), path))
    return Folder(root, tuple(files), tuple(sorted(reader.environments)), reader.is_cut)


@dataclass
class _Walk:
    root: Path
    real: str
    files: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    is_cut: bool = False

    def read(self) -> None:
        """Level by level, so that what is cut off is what lies deepest."""
        level = [""]
        for _ in range(_DEEPEST):
            level = [inner for folder in level for inner in self._folders_in(folder)]
        self.is_cut = self.is_cut or bool(level)

    def _folders_in(self, folder: str) -> list[str]:
        entries = self._entries(folder)
        names = {entry.name for entry in entries}
        if folder and _ENVIRONMENT in names:
            self.environments.append(folder)
            return []
        passed_over = _PASSED_OVER | (_OURS if not folder and self._is_ours() else set())
        folders = []
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in passed_over or not entry.name.isprintable():
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif len(self.files) >= _MOST_FILES:
                self.is_cut = True
            elif self._is_file(entry):
                self.files.append(path)
        return folders

    def _is_ours(self) -> bool:
        return (self.root / ".mlpack").is_dir()

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as listed:
                found = sorted(islice(listed, _MOST_LISTED), key=lambda entry: entry.name)
        except OSError:
            return []
        self.is_cut = self.is_cut or len(found) > _MOST_IN_FOLDER
        return found[:_MOST_IN_FOLDER]

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        try:
            if not entry.is_symlink():
                return entry.is_file(follow_symlinks=False)
            target = os.path.realpath(entry.path)
            inside = os.path.commonpath([target, self.real]) == self.real
            return inside and stat.S_ISREG(Path(target).stat().st_mode)
        except (OSError, ValueError):  # a loop of links, another drive of Windows
            return False


def folders_of(path: str) -> tuple[str, ...]:
    """The names of the folders that lead to a file."""
    return PurePosixPath(path).parts[:-1]

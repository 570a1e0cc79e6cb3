"""What a project will hold: paths and their text. Knows nothing of any disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal

Ownership = Literal["managed", "seeded"]
"""managed: mlpack renews it and merges a person's edits. seeded: written once, then theirs."""


@dataclass(frozen=True)
class File:
    """`was` are paths that mlpack once gave the same file, the newest first."""

    text: str
    ownership: Ownership = "managed"
    mode: int = 0o644
    was: tuple[str, ...] = ()


class Tree(Mapping[str, File]):
    """Relative POSIX paths, sorted, to files.

    Raises:
        ValueError: a path is absolute, leaves the project, or is not in its plain form.
    """

    def __init__(self, files: Mapping[str, File]) -> None:
        for path in files:
            if not is_inside(path):
                raise ValueError(f"{path!r} is not a plain relative path")
            for parent in PurePosixPath(path).parents:
                if str(parent) in files:
                    raise ValueError(f"{parent} is a file, and {path} needs it as a folder")
        self._files = MappingProxyType({path: files[path] for path in sorted(files)})

    def __getitem__(self, path: str) -> File:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"Tree({list(self._files)})"


def is_inside(path: str) -> bool:
    """Whether `path` is a plain relative POSIX path that stays in its folder."""
    pure = PurePosixPath(path)
    plain = bool(path) and str(pure) == path and path.isprintable() and not {*"\\:"} & {*path}
    return plain and not pure.is_absolute() and ".." not in pure.parts and path != "."


def is_of_git(path: str) -> bool:
    """Whether git would read it as its own, in any folder and in any case, as some disks have it.

    What is written there is a hook, and so code that runs.
    """
    parts = (part.lower() for part in PurePosixPath(path).parts)
    return any(part == ".git" or part.startswith("git~") for part in parts)

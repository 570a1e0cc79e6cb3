"""A project's folder as the tests of this room see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from mlpack.tree import File, Tree
from mlpack.write import Choices, Style, apply, compare, recover


def tree(files: Mapping[str, str | File]) -> Tree:
    return Tree({p: f if isinstance(f, File) else File(f) for p, f in files.items()})


def generate(
    root: Path,
    files: Mapping[str, str | File],
    overwrite: Collection[str] = (),
    keep: Collection[str] = (),
    conflicts: Style = "markers",
) -> dict[str, str]:
    """Bring `files` to the folder, as `mlpack generate` does; what happened to each path."""
    recover(root)
    changes = compare(tree(files), root, choices=Choices(overwrite, keep, conflicts))
    apply(changes, root)
    return {change.path: change.verb for change in changes}


def holds(root: Path) -> dict[str, str]:
    """Every file but the state, line ends and all."""
    return {path: text for path, text in everything(root).items() if path != ".mlpack/state.json"}


def everything(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def put(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def stamps(root: Path) -> dict[Path, tuple[int, int]]:
    """What tells a file or folder that was written again, even with the same text."""
    found = {path: path.stat() for path in (root, *root.rglob("*"))}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}

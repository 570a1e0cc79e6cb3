"""Files on a real disk: read with care, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

from mlpack.errors import WriteRefused

STALE = re.compile(r"\.[0-9a-f]{16}\.mlpack-tmp")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# A disk takes the files of several callers in one commit of its journal.
_THREADS = 8
_WORTH_THREADS = 4
AGAIN = "Look whose it is and whether it may be written (`ls -l`), then run the command again."


@dataclass(frozen=True)
class OnDisk:
    """A file as it lies there, line ends and all; what is no UTF-8 stands escaped in `text`."""

    text: str
    is_text: bool


def read(root: Path, path: str) -> OnDisk | None:
    """The file at `path`, or None where there is none.

    Raises:
        WriteRefused: something else than a file stands there, or it may not be read.
    """
    found = root / path
    with refusing(path, "read"):
        if not found.exists():
            return None
        if not found.is_file():
            raise _no_file(path, "A folder" if found.is_dir() else "Something that is no file")
        raw = found.read_bytes()
    return as_read(raw)


def as_read(raw: bytes) -> OnDisk:
    """What `read` gives for a file of these bytes."""
    try:
        return OnDisk(raw.decode(), is_text=b"\0" not in raw)
    except UnicodeDecodeError:
        return OnDisk(raw.decode(errors="backslashreplace"), is_text=False)


def place(root: Path, path: str) -> Path:
    """Where `path` really lies, links followed.

    Raises:
        WriteRefused: that is outside the project, or below something that is no folder.
    """
    with refusing(path, "found"):
        home, real = root.resolve(), _behind_links(root / path)
        folder = nearest(real.parent)
    if home not in real.parents:
        raise WriteRefused(
            f"It is, or lies below, a link that leads out of the project, to {real}.",
            where=path,
            hint="Replace the link by a real file or folder, then run the command again.",
        )
    if not folder.is_dir():
        raise _no_file(folder.relative_to(home).as_posix(), f"A file, where {path} needs a folder,")
    return real


def require_writable(real: Path, where: str) -> None:
    """Ask before the first byte is written, so that a refusal leaves everything as it was."""
    with refusing(where, "written"):
        folder, is_there = nearest(real.parent), real.exists()
    if is_there and not os.access(real, os.W_OK):
        raise WriteRefused("It is read-only.", where=where, hint=AGAIN)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WriteRefused(f"The folder {folder} is read-only.", where=where, hint=AGAIN)


def write_whole(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one.

    A file that is there keeps its permissions; a link stays, and what it leads to is written.

    Raises:
        WriteRefused: it may not be written; the old file stands.
    """
    with refusing(str(path), "written"):
        real = _behind_links(path)
        require_writable(real, str(path))
        real.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_in(real.parent)
        try:
            put(temporary, content, mode, like=real)
            flush([temporary])
            temporary.replace(real)
        finally:
            temporary.unlink(missing_ok=True)


def temporary_in(folder: Path) -> Path:
    """A name that no file has, and that `sweep` knows."""
    return folder / f".{os.urandom(8).hex()}.mlpack-tmp"


def put(new: Path, content: str | bytes, mode: int, *, like: Path) -> None:
    """Make a file that is not there yet, with the permissions of `like` where there is that.

    What goes wrong leaves none.
    """
    raw = content.encode() if isinstance(content, str) else content
    try:
        with os.fdopen(os.open(new, _NEW_FILE, mode), "wb") as file:
            file.write(raw)
        if like.exists():
            new.chmod(_permissions(like, mode))
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def flush(paths: Iterable[Path]) -> None:
    """Make files outlive a power cut; together, for the disk then takes many in one go."""
    paths = list(paths)
    if len(paths) < _WORTH_THREADS:
        for path in paths:
            _flush(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(_flush, paths))


def _flush(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _permissions(target: Path, mode: int) -> int:
    """Those the file has; if it has to run, whoever may read it may also run it."""
    had = S_IMODE(target.stat().st_mode) & 0o777
    return had | (had & 0o444) >> 2 if mode & 0o100 else had


def remove(root: Path, path: str) -> None:
    """Delete the file, then the folders inside `root` that it leaves empty."""
    found = root / path
    found.unlink()
    with suppress(OSError):  # the first folder that still holds something ends it
        for folder in found.parents:
            if folder == root:
                return
            folder.rmdir()


def sweep(folders: Iterable[Path]) -> None:
    """Delete what a killed run left half-made; what may not be deleted does no harm."""
    for folder in folders:
        with suppress(OSError):
            for found in [entry for entry in folder.iterdir() if STALE.fullmatch(entry.name)]:
                found.unlink()


@contextmanager
def refusing(where: str, done: str) -> Iterator[None]:
    """Tell a person what the operating system would not do."""
    try:
        yield
    except RuntimeError as problem:  # pathlib's word for links in a circle
        says = f"It cannot be {done}: its links lead in a circle."
        raise WriteRefused(says, where=where, hint="Remove one of the links.") from problem
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        says, hint = f"It cannot be {done}: {reason}.", way_out(problem)
        raise WriteRefused(says, where=where, hint=hint) from problem


def way_out(problem: OSError) -> str:
    """What a person does about it."""
    is_full = problem.errno in {errno.ENOSPC, errno.EDQUOT}
    return "Make room on that disk, then run the command again." if is_full else AGAIN


def _behind_links(path: Path) -> Path:
    real = path.resolve()
    # Where links lead in a circle Python 3.13 does not raise, and leaves them as they are.
    if any(step.is_symlink() for step in (real, *real.parents)):
        raise RuntimeError(f"links in a circle from {path}")
    return real


def _no_file(where: str, what: str) -> WriteRefused:
    return WriteRefused(
        f"{what} stands here, and mlpack left it alone.",
        where=where,
        hint="Move or rename it, then run the command again.",
    )


def nearest(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())

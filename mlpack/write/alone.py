"""One mlpack at a time in a project: whoever writes holds the folder from compare to the end."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path

from mlpack.errors import WriteRefused
from mlpack.write.disk import refusing

# Another run is done in a moment, unless it is making a lock.
PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.02
_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextmanager
def alone(root: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the project `root`, made if it is missing; whoever holds it may hold it again.

    A process that dies lets go of it.

    Raises:
        WriteRefused: another mlpack holds it for longer than `patience`, in seconds.
    """
    with refusing(str(root), "used"):
        real = root.resolve()
        made = [folder for folder in (real, *real.parents) if not folder.exists()]
        real.mkdir(parents=True, exist_ok=True)
        handle = -1 if real in _HELD.get() else _open(real)
    held = _HELD.set(_HELD.get() | {real})
    try:
        if handle >= 0:
            _wait(handle, root, time.monotonic() + patience)
        yield
    finally:
        _HELD.reset(held)
        if handle >= 0:
            os.close(handle)
        with suppress(OSError):  # what was written in it stays
            for folder in made:
                folder.rmdir()


def is_free(root: Path) -> bool:
    """Whether no other process is at work there now."""
    try:
        with alone(root, patience=0):
            return True
    except WriteRefused:
        return False


def _wait(handle: int, root: Path, until: float) -> None:
    while not _taken(handle):
        if time.monotonic() >= until:
            raise WriteRefused(
                f"Another mlpack is at work here{_holder(handle)}.",
                where=str(root.resolve()),
                hint="Wait until it is done, then run the command again.",
            )
        time.sleep(_PAUSE_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        """A folder cannot be locked there: a file elsewhere stands for it."""
        name = f"mlpack-{sha256(str(folder).encode()).hexdigest()[:16]}.lock"
        return os.open(Path(tempfile.gettempdir()) / name, os.O_RDWR | os.O_CREAT)

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _holder(handle: int) -> str:
        return ""

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # some file systems of the network know no locks
            return True
        return True

    def _holder(handle: int) -> str:
        """The process that has it, where the system tells."""
        folder = f":{os.fstat(handle).st_ino}"
        with suppress(OSError):
            for line in Path("/proc/locks").read_text().splitlines():
                fields = line.split()
                if fields[1] == "FLOCK" and fields[5].endswith(folder):
                    return f" (process {fields[4]})"
        return ""

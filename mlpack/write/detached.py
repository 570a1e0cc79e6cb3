"""Work that is done to its end, even where this process is killed meanwhile."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn


def outlived(work: Callable[[], None]) -> None:
    """Do `work` in a process of its own session, and wait for it; here, where none can be had.

    A kill of this process, of its group or of its terminal does not reach it. It does nothing but
    calls of the system, for the threads of libraries do not come with it. Raises its OSError. What
    kills that process too goes unsaid: whoever calls looks at what was done.
    """
    child = _fork()
    if child is None:
        work()
        return
    process, heard = child
    if not process:
        _in_child(work, heard)
    says = _to_its_end(process, heard)
    if says:
        number, reason, name = json.loads(says)
        raise OSError(number, reason, name)


def _fork() -> tuple[int, int] | None:
    """The child, 0 in there, and the end of a pipe that is its own; None where there is none."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return None
    reads, writes = os.pipe()
    try:
        with warnings.catch_warnings():
            # Python cannot tell that the threads of C libraries are not needed there.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
    except OSError:
        os.close(reads)
        os.close(writes)
        return None
    os.close(writes if process else reads)
    return process, reads if process else writes


def _in_child(work: Callable[[], None], tells: int) -> NoReturn:
    try:
        os.setsid()
        work()
    except OSError as problem:
        said = [problem.errno or 0, problem.strerror or str(problem), problem.filename or ""]
        os.write(tells, json.dumps(said, default=str).encode())
    finally:
        os._exit(0)


def _to_its_end(process: int, hears: int) -> bytes:
    """What the child said. An interruption from the keyboard has to wait for it."""
    interrupted: KeyboardInterrupt | None = None
    says = b""
    while True:
        try:
            while part := os.read(hears, 4096):
                says += part
            with suppress(ChildProcessError):  # a parent that ignores SIGCHLD has no children
                os.waitpid(process, 0)
            break
        except KeyboardInterrupt as problem:
            interrupted = problem
    os.close(hears)
    if interrupted:
        raise interrupted
    return says

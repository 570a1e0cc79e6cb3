"""Work spread over processes, where that is faster than one after the other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# A project takes some 10 ms. A forked process costs a few of them and shares what was read; one
# that starts anew imports all of mlpack first, which takes as long as 40 projects.
_FORKED_EACH = 12
_STARTED_EACH = 100


def usual_jobs(count: int) -> int:
    """How many processes pay for `count` projects on this machine."""
    each = _FORKED_EACH if _forks() else _STARTED_EACH
    return max(1, min(_cores(), count // each))


def worked_off(
    work: Callable[[Item], Answer], items: Sequence[Item], *, jobs: int
) -> Iterator[Answer | None]:
    """What `work` makes of each item, in their order; None where its process was killed.

    The first one is worked off here, so that what it reads is there for all that are forked.
    """
    yield from map(work, items[:1])
    rest = items[1:]
    if jobs > 1 and rest:
        yield from _spread(work, rest, jobs=min(jobs, len(rest)))
    else:
        yield from map(work, rest)


def _spread(
    work: Callable[[Item], Answer], items: Sequence[Item], *, jobs: int
) -> Iterator[Answer | None]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("fork" if _forks() else "spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts_to_the_first)
    try:
        for future in [pool.submit(work, item) for item in items]:
            try:
                yield future.result()
            except BrokenProcessPool:
                yield None
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_first() -> None:
    """After Ctrl-C a project that was begun is finished, and none is begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _forks() -> bool:
    """Forking is safe where no other thread may hold a lock, and where the system means it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

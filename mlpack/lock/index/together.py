"""Work on many things at once, in threads that neither a fault nor Ctrl-C waits for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_Word = tuple[str, int, Any]


def together(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    at_once: int,
    starting: Callable[[Item], object] = lambda _: None,
) -> list[Result]:
    """What `work` makes of each, in their order; the first fault ends it.

    `starting` hears of each item in the caller's own thread, for it may speak to a person.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    heard: SimpleQueue[_Word] = SimpleQueue()
    for number in range(len(items)):
        waiting.put(number)
    for _ in range(min(at_once, len(items))):
        # A daemon: an executor's threads would be waited for, and an index may answer late.
        Thread(target=_worker, args=(work, items, waiting, heard), daemon=True).start()
    results: dict[int, Result] = {}
    try:
        while len(results) < len(items):
            kind, number, what = heard.get()
            if kind == "fault":
                raise what
            if kind == "start":
                starting(items[number])
            else:
                results[number] = what
    finally:
        _empty(waiting)
    return [results[number] for number in range(len(items))]


def _worker(
    work: Callable[[Any], Any],
    items: Sequence[Any],
    waiting: SimpleQueue[int],
    heard: SimpleQueue[_Word],
) -> None:
    while True:
        try:
            number = waiting.get_nowait()
        except Empty:
            return
        heard.put(("start", number, None))
        try:
            heard.put(("done", number, work(items[number])))
        except BaseException as fault:
            heard.put(("fault", number, fault))
            return


def _empty(waiting: SimpleQueue[int]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        return

"""Small pieces of English that messages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

# Up to the last @ before the path: a name may be an address of mail.
CREDENTIALS = re.compile(r"(?<=://)[^/\s]+@")


def without_credentials(text: str) -> str:
    """Text that may be shown: `https://name:password@host` as `https://host`."""
    return CREDENTIALS.sub("", text)


def any_of(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return _joined(list(words), "or")


def all_of(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return _joined(list(words), "and")


def _joined(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or an empty string."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean X?`, or the list of what there is when nothing is near."""
    known = list(known)
    near = nearest(word, known)
    return f"Did you mean {near}?" if near else f"There is {all_of(known)}."


def nearest_versions(version: str, known: Iterable[str]) -> str:
    """`The nearest is 2.15.`, or of two that lie around it: `The nearest are 12.6 and 12.8.`"""
    there = sorted(set(known), key=_numbers)
    older = [one for one in there if _numbers(one) < _numbers(version)][-1:]
    newer = [one for one in there if _numbers(one) > _numbers(version)][:1]
    found = [*older, *newer]
    return f"The nearest {'is' if len(found) == 1 else 'are'} {all_of(found)}." if found else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def folded(name: str) -> str:
    """`name` by its letters and digits alone: RTX 4090, rtx-4090 and RTX4090 are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def label(text: str) -> str:
    """`text` as a name of a service: `My Model_2` is `my-model-2`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63].strip("-") or "service"

"""The package that a person meant by a name that the index does not have, or has only a shell of.

Asked only when there is an error to explain: reading the catalogue's names takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from packaging.utils import canonicalize_name

from mlpack.catalog import known_distributions, likeliest_first

_MOST = 3
# pandas and pandera are 0.77 alike, and nobody means one by the other
_NEAR = 0.8


def nearest_distributions(name: str, *, more: Sequence[str] = ()) -> tuple[str, ...]:
    """At most three, the likeliest first: what is known by `name`, else what is spelled like it.

    `more` are names beside the catalogue's, as those of the lock so far. A name that is among them
    or the catalogue's is spelled right, so none is near it.
    """
    asked = canonicalize_name(name)
    names = [row.name for row in known_distributions()] + list(map(canonicalize_name, more))
    if meant := meant_by(name):
        return meant
    if asked in names:
        return ()
    near = list(_spelled_like(asked, names)) or list(_longer_than(asked, names))
    alike = sorted(near, key=lambda other: _likeness(asked, other), reverse=True)
    return tuple(dict.fromkeys(alike))[:_MOST]


def meant_by(name: str) -> tuple[str, ...]:
    """What a person means who asks by an import's name or an old one: sklearn, cv2, pytorch."""
    asked = canonicalize_name(name)
    found = [
        row
        for row in known_distributions()
        if asked not in (row.name, row.after)
        and asked in map(canonicalize_name, (*row.modules, *row.known_as))
    ]
    return tuple(row.name for row in likeliest_first(found))[:_MOST]


def _spelled_like(asked: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        # two letters in each other's place weigh too much in a word of four
        if _likeness(asked, name) >= _NEAR or sorted(asked) == sorted(name):
            yield name


def _longer_than(asked: str, names: Iterable[str]) -> Iterator[str]:
    """Names that have every word of the one asked for, unless so many do as of google."""
    found = [name for name in names if _words(asked) < _words(name)]
    if len(found) <= _MOST:
        yield from found


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; scikitlearn is scikit-learn, and python-opencv is opencv-python."""
    if _words(one) == _words(other):
        return 1.0
    return SequenceMatcher(None, one.replace("-", ""), other.replace("-", "")).ratio()


def _words(name: str) -> set[str]:
    words = set(name.split("-"))
    return words - {"python"} or words

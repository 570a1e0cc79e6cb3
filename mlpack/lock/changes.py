"""What changed between two locks, in words that say what it means for the image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mlpack.errors import LockFailed
from mlpack.lock.complaint import FROM_PERSON
from mlpack.lock.model import Pin
from mlpack.lock.steps import Size, is_same, step
from mlpack.lock.text import pins_of
from mlpack.wording import all_of

Verb = Literal[
    "replaced", "downgraded", "upgraded", "rebuilt", "moved", "changed", "added", "removed"
]

# The order of the summary, each verb with what it is called there.
_SUMMED: dict[Verb, str] = {
    "replaced": "with entirely other bytes",
    "upgraded": "upgraded",
    "downgraded": "downgraded",
    "rebuilt": "rebuilt",
    "moved": "from another place",
    "changed": "changed",
    "added": "added",
    "removed": "removed",
}
_NAMED = 3
_MAJOR: tuple[Size, ...] = ("epoch", "major")


@dataclass(frozen=True)
class PinChange:
    """One package's; `before` and `after` are versions, or the address of a file without one.

    `replaced` is the same version with no file in common, `rebuilt` another build of the same
    release, `moved` from an index to an address or back, `changed` all else about the same version.
    `size` is how far an upgrade or a downgrade goes.
    """

    name: str
    verb: Verb
    before: str
    after: str
    says: str
    size: Size = "unknown"
    may_break: bool = False


@dataclass(frozen=True)
class _Aspect:
    """One thing that changed about a pin; `says` goes on after the package's name and versions."""

    verb: Verb
    says: str
    size: Size = "unknown"
    may_break: bool = False


def pin_changes(before: str, after: str) -> tuple[PinChange, ...]:
    """What the new text of a lock changes in the image; all is new where the old one is none."""
    try:
        old = pins_of(before) if before.strip() else ()
    except LockFailed:
        old = ()
    return changes(old, pins_of(after) if after.strip() else ())


def changes(before: Sequence[Pin], after: Sequence[Pin]) -> tuple[PinChange, ...]:
    """A change for each package that is not pinned alike, what matters most first, then by name."""
    old = {pin.name: pin for pin in before}
    new = {pin.name: pin for pin in after}
    both = [(old[name], pin) for name, pin in new.items() if name in old]
    found = [
        *(_added(pin) for name, pin in new.items() if name not in old),
        *(_removed(pin) for name, pin in old.items() if name not in new),
        *(_changed(was, now, aspects) for was, now in both if (aspects := [*_aspects(was, now)])),
    ]
    return tuple(sorted(found, key=lambda change: (_weight(change), change.name)))


def summary(found: Sequence[PinChange]) -> str:
    """`3 upgraded (1 major), 2 added, 1 removed`."""
    counts = Counter(change.verb for change in found)
    majors = Counter(change.verb for change in found if change.size in _MAJOR)
    parts = [
        f"{counts[verb]} {word}{f' ({majors[verb]} major)' if majors[verb] else ''}"
        for verb, word in _SUMMED.items()
        if counts[verb]
    ]
    return ", ".join(parts) or "the same packages and files"


def _weight(change: PinChange) -> int:
    """0 is what a person should look at first."""
    if change.verb == "replaced":
        return 0
    if change.verb == "downgraded":
        return 1
    if change.size in _MAJOR:
        return 2
    return 3 if change.may_break else 4


def _added(pin: Pin) -> PinChange:
    says = ", ".join([f"{pin.name} {_shown(pin)} is added", *_wanted_by(pin.via)])
    return PinChange(pin.name, "added", "", _shown(pin), says)


def _wanted_by(via: Sequence[str]) -> Iterator[str]:
    if FROM_PERSON in via:
        yield f"{FROM_PERSON} asks for it"
    elif via:
        rest = [f"{len(via) - _NAMED} more"] if len(via) > _NAMED else []
        yield f"{all_of([*via[:_NAMED], *rest])} {'needs' if len(via) == 1 else 'need'} it"


def _removed(pin: Pin) -> PinChange:
    says = f"{pin.name} {_shown(pin)} is removed, nothing needs it any more"
    return PinChange(pin.name, "removed", _shown(pin), "", says)


def _changed(old: Pin, new: Pin, aspects: Sequence[_Aspect]) -> PinChange:
    """What weighs most about it is said first, and names the whole."""
    first = aspects[0]
    before, after = _shown(old), _shown(new)
    versions = after if is_same(before, after) else f"{before} -> {after}"
    said = "; it ".join(aspect.says for aspect in aspects)
    return PinChange(
        new.name,
        first.verb,
        before,
        after,
        f"{new.name} {versions} {said}",
        first.size,
        any(aspect.may_break for aspect in aspects),
    )


def _shown(pin: Pin) -> str:
    return pin.version or pin.url


def _aspects(old: Pin, new: Pin) -> Iterator[_Aspect]:
    is_other = bool(old.version and new.version) and not is_same(old.version, new.version)
    if is_other:
        way = step(old.version, new.version)
        yield _Aspect(way.verb, way.says, way.size, way.may_break)
    if old.url != new.url:
        yield _of_place(old, new, is_other)
    elif not is_other and set(old.hashes) != set(new.hashes):
        yield _of_files(set(old.hashes), set(new.hashes))
    yield from _of_extras(set(old.extras), set(new.extras))
    if old.marker != new.marker:
        yield _Aspect("changed", _of_marker(old.marker, new.marker))


def _of_place(old: Pin, new: Pin, is_other: bool) -> _Aspect:
    now = f"now comes from {new.url or 'the index'}"
    if is_other or set(old.hashes) & set(new.hashes):
        return _Aspect("moved", now)
    return _Aspect("moved", f"{now}, and its bytes are others", may_break=True)


def _of_files(old: set[str], new: set[str]) -> _Aspect:
    if not old & new:
        says = (
            "has entirely other bytes under the same version, not one file is as it was: "
            "find out why before you build"
        )
        return _Aspect("replaced", says, may_break=True)
    counts = {"added": len(new - old), "withdrawn": len(old - new)}
    parts = [f"{n} {'was' if n == 1 else 'were'} {verb}" for verb, n in counts.items() if n]
    return _Aspect("changed", f"has other files for the same version: {all_of(parts)}")


def _of_extras(old: set[str], new: set[str]) -> Iterator[_Aspect]:
    for word, extras in (("with", new - old), ("without", old - new)):
        if extras:
            named = f"{'extra' if len(extras) == 1 else 'extras'} {all_of(sorted(extras))}"
            yield _Aspect("changed", f"is now installed {word} the {named}")


def _of_marker(old: str, new: str) -> str:
    if not old:
        return f"is now only for {new}"
    return f"is now for {new}, no longer for {old}" if new else f"is no longer only for {old}"

"""What uv said when there was no lock to be had, in the words that pip-tools' refusals have.

uv gives its reasons as a chain of sentences: premises after `Because` and `and`, each with a
conclusion. The premises are read; what it concludes from them is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mlpack.errors import LockFailed
from mlpack.lock.complaints import (
    FROM_PERSON,
    OLD_STANDS,
    Complaint,
    has_no_wheel,
    is_a_conflict,
    is_not_trusted,
    is_only_source,
    is_out_of_reach,
    is_unknown,
    wants_a_password,
)
from mlpack.lock.model import Target
from mlpack.lock.requirements import without_credentials

_REFUSED = re.compile(r"\(40[13] \w+\)|lack of valid authentication credentials")
_BAD_CERTIFICATE = re.compile(r"invalid peer certificate|certificate verify failed", re.IGNORECASE)
_NO_NETWORK = re.compile(r"error sending request|client error \(Connect\)|dns error|timed out")
_UNKNOWN = re.compile(r"(\S+) was not found in the (?:package registry|provided package locations)")
_ONLY_SOURCE = re.compile(r"(\S+) has no usable wheels")
_NO_WHEEL = re.compile(r"(\S+) has no wheels with a matching")
_PYTHON = re.compile(r"(\S+) depends on Python(\S+?),? we can conclude")
_NO_VERSION = re.compile(
    r"there (?:is|are) no versions? of (\S+)|is available and you require (\S+?),"
)
_PREMISES = re.compile(r"\b[Bb]ecause (.*?),? we can conclude")
_SIDES = re.compile(r"(?:all versions of )?(\S+) depends? on (\S+)")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def said_plainly(said: str, target: Target, *, pinned: tuple[str, ...] = ()) -> LockFailed:
    """The one error that a person is shown; `pinned` are the names that the lock has so far."""
    text = " ".join(re.sub(r"^\s*cause:", " ", said, flags=re.MULTILINE).split())
    if _REFUSED.search(text):
        return wants_a_password()
    if _BAD_CERTIFICATE.search(text):
        return is_not_trusted()
    if _NO_NETWORK.search(text):
        return is_out_of_reach()
    about = Complaint("", target, pinned=pinned)
    return _about_a_package(text, about) or _about_versions(text, target) or _unforeseen(said)


def _about_a_package(text: str, about: Complaint) -> LockFailed | None:
    target = about.target
    if found := _UNKNOWN.search(text):
        return is_unknown(replace(about, causes=_causes(found[1], text)))
    if found := _ONLY_SOURCE.search(text):
        return is_only_source(replace(about, causes=_causes(found[1], text)))
    if found := _NO_WHEEL.search(text):
        glibc = re.search(r"following platforms?: `manylinux_(2_\d+)", text)
        says = has_no_wheel(found[1], target, glibc[1].replace("_", ".") if glibc else "")
        return _look_at_versions(says, found[1])
    if found := _PYTHON.search(text):
        says = f"{found[1]} is for Python {found[2]}, the image has Python {target.python}"
        return _look_at_versions(says, found[1])
    return None


def _about_versions(text: str, target: Target) -> LockFailed | None:
    asked = list(_asked(text))
    for name in dict.fromkeys(_name(wish) for wish, _ in asked):
        sides = tuple((wish, asker) for wish, asker in asked if _name(wish) == name)
        if len({wish for wish, _ in sides}) > 1:
            return is_a_conflict(Complaint("", target, tuple(sorted(sides, key=lambda s: s[1]))))
    if found := _NO_VERSION.search(text):
        wanted = found[1] or found[2]
        return _look_at_versions(f"There is no {wanted} on the index", wanted)
    return None


def _causes(named: str, text: str) -> tuple[tuple[str, str], ...]:
    """Who asked for a package, nobody being the person."""
    name = _name(named)
    askers = [asker for wish, asker in _asked(text) if _name(wish) == name]
    return tuple((name, asker) for asker in askers) or ((name, ""),)


def _asked(text: str) -> Iterator[tuple[str, str]]:
    """Each premise that asks for something: what, and who, nobody being the person."""
    for premises in _PREMISES.findall(text):
        yield from ((found[1], found[0]) for found in _SIDES.findall(premises))
        for wishes in re.findall(r"you require (.*)", premises):
            yield from ((wish, "") for wish in wishes.split(" and "))


def _look_at_versions(says: str, wanted: str) -> LockFailed:
    hint = f"`pip index versions {_name(wanted)}` lists what there is."
    return LockFailed(f"{says}.", where=FROM_PERSON, hint=hint)


def _name(wish: str) -> str:
    found = _NAME.match(wish)
    return found[0] if found else wish


def _unforeseen(said: str) -> LockFailed:
    errors = [line for line in said.splitlines() if line.startswith("error:")]
    last = without_credentials((errors or said.strip().splitlines() or [""])[-1])
    return LockFailed(
        f"uv stopped: {last.removeprefix('error: ')[:300].rstrip('.')}. {OLD_STANDS}",
        hint="`pip install --upgrade uv` where mlpack is installed, then `mlpack lock`.",
    )

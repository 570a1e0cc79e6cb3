"""What uv said when there was no lock to be had, in the words that pip-tools' refusals have.

uv gives its reasons as a chain of sentences, which uv_premises.py reads. What it concludes from
them is left out.
"""

from __future__ import annotations

import re

from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.complaint import FROM_PERSON, Complaint
from mlpack.lock.complaints import (
    OLD_STANDS,
    has_no_wheel,
    is_a_conflict,
    is_not_trusted,
    is_only_source,
    is_out_of_reach,
    is_unknown,
    wants_a_password,
)
from mlpack.lock.index.versions import what_there_is
from mlpack.lock.model import Order, Target
from mlpack.lock.uv.builds import UNKNOWN, about_a_build
from mlpack.lock.uv.places import (
    NO_DAY,
    at_its_place,
    fetched_from,
    has_no_day,
    is_not_there,
    refused_by,
)
from mlpack.lock.uv.premises import Premises, name_of
from mlpack.lock.uv.rounds import Said
from mlpack.lock.wheels import machine, minor
from mlpack.wording import without_credentials

_REFUSED = re.compile(r"\(401 \w+\)|lack of valid authentication credentials")
_BAD_CERTIFICATE = re.compile(r"invalid peer certificate|certificate verify failed", re.IGNORECASE)
_NO_NETWORK = re.compile(
    r"error sending request|client error \(Connect\)|dns error|timed out"
    r"|HTTP status (?:server|client) error \((?:407|429|5\d\d) "
)
_ONLY_SOURCE = re.compile(r"(\S+) ha(?:s|ve) no usable wheels")
_NO_WHEEL = re.compile(r"(\S+) ha(?:s|ve) no wheels with a matching")
_NO_ARCHIVE = re.compile(r"(\S+) ha(?:s|ve) an invalid package format")
_PYTHON = re.compile(r"(\S+) depends on Python(\S+?),? we can conclude")
# As in plain{sys_platform == 'linux'}>=2, of a requirement that has one.
_MARKER = re.compile(r"\{[^{}]*\}")
_FILE = re.compile(r"(.+?)-\d")


def said_plainly(log: str, order: Order) -> LockFailed:
    """The one error that a person is shown."""
    said = "\n".join(line for line in log.splitlines() if not re.match("[A-Z]{4,5} ", line))
    text = " ".join(re.sub(r"^\s*cause:", " ", said, flags=re.MULTILINE).split())
    text = _MARKER.sub("", text)
    premises = Premises(text, order)
    return (
        _about_the_way(log, text, order)
        or _about_days(log, order, premises.names)
        or about_a_build(said, order)
        or _about_a_package(premises)
        or _about_versions(premises)
        or _unforeseen(said)
    )


def what_was_left_out(said: Said, order: Order) -> LockFailed | None:
    """uv goes on without an index that refuses it, and without files that have no upload time."""
    if url := refused_by(said.log, "401"):
        return at_its_place(wants_a_password(), url, order)
    return _about_days(said.log, order, {pin.name for pin in said.pins})


def _about_the_way(log: str, text: str, order: Order) -> LockFailed | None:
    unknown = UNKNOWN.search(text)
    page = refused_by(log, "401") or (unknown and refused_by(log, "403", of=unknown[1])) or ""
    if page or _REFUSED.search(text):
        return at_its_place(wants_a_password(), page, order)
    if _BAD_CERTIFICATE.search(text):
        return at_its_place(is_not_trusted(), fetched_from(text), order)
    if _NO_NETWORK.search(text):
        return at_its_place(is_out_of_reach(), fetched_from(text), order)
    return None


def _about_days(log: str, order: Order, names: set[str]) -> LockFailed | None:
    for file in NO_DAY.findall(log):
        found = _FILE.match(file)
        if found and canonicalize_name(found[1]) in names:
            return has_no_day(found[1], order)
    return None


def _about_a_package(premises: Premises) -> LockFailed | None:
    text, target = premises.text, premises.order.target
    if found := UNKNOWN.search(text):
        about = _complaint(found[1], premises)
        return is_not_there(about, premises.order) or is_unknown(about)
    if found := _ONLY_SOURCE.search(text):
        return is_only_source(_complaint(found[1], premises))
    if found := _NO_ARCHIVE.search(text):
        return _is_damaged(found[1])
    if found := _NO_WHEEL.search(text):
        says = has_no_wheel(found[1], target, _newer_glibc(text, target))
        return _look_at_versions(says, found[1], premises.order)
    if found := _PYTHON.search(text):
        says = f"{found[1]} is for Python {found[2]}, the image has Python {target.python}"
        return _look_at_versions(says, found[1], premises.order)
    return None


def _newer_glibc(text: str, target: Target) -> str:
    """The least that would do, of the platforms that uv names; empty where it is not glibc."""
    named = re.findall(rf"manylinux_2_(\d+)_{machine(target)}", text)
    newer = [int(number) for number in named if int(number) > minor(target.glibc)]
    return f"2.{min(newer)}" if newer else ""


def _is_damaged(named: str) -> LockFailed:
    return LockFailed(
        f"The wheel of {named} cannot be read: its bytes are not those of a wheel. {OLD_STANDS}",
        where=FROM_PERSON,
        hint="Delete it where it lies in a folder of yours, and bring it anew: `mlpack lock`, with "
        "an index, fills a wheelhouse again.",
    )


def _about_versions(premises: Premises) -> LockFailed | None:
    for sides in premises.sides():
        if len({wish for wish, _ in sides}) > 1:
            return is_a_conflict(_complaint_of(sides, premises.order))
    if missing := premises.missing():
        wanted, asker = missing
        return _has_no_version(wanted, asker, premises.order)
    return None


def _has_no_version(wanted: str, asker: str, order: Order) -> LockFailed:
    if order.exclude_newer:
        return LockFailed(
            f"There is no {wanted} that was uploaded by the day that lock.exclude_newer names"
            f"{_unless_the_person(asker)}.",
            where="lock.exclude_newer",
            hint=f"Name a later day, or ask for an older {name_of(wanted)}.",
        )
    place = order.sources.place_of(name_of(wanted))
    where = f"at {place}" if place else "on the index"
    says = f"There is no {wanted} {where}{_unless_the_person(asker)}"
    where_from = _complaint_of(((wanted, asker),), order).where
    return _look_at_versions(says, wanted, order, where=where_from)


def _unless_the_person(asker: str) -> str:
    return f" ({asker} asked for it)" if asker else ""


def _complaint(named: str, premises: Premises) -> Complaint:
    """Who asked for a package, nobody being the person."""
    name = name_of(named)
    causes = tuple((name, asker) for _, asker in premises.of(name))
    return _complaint_of(causes or ((name, ""),), premises.order)


def _complaint_of(causes: tuple[tuple[str, str], ...], order: Order) -> Complaint:
    pinned = tuple(pin.name for pin in order.kept)
    return Complaint("", order.target, causes, pinned=pinned, askers=order.askers)


def _look_at_versions(
    says: str, wanted: str, order: Order, *, where: str = FROM_PERSON
) -> LockFailed:
    name = name_of(wanted)
    there_is = what_there_is(name, wanted, order)
    if not there_is and order.sources.place_of(name):
        there_is = f"Another place for {name} is set under index.packages in mlpack.yaml."
    hint = there_is or f"`pip index versions {name}` lists what there is."
    return LockFailed(f"{says}.", where=where, hint=hint)


def _unforeseen(said: str) -> LockFailed:
    errors = [line for line in said.splitlines() if line.startswith("error:")]
    last = without_credentials((errors or said.strip().splitlines() or [""])[-1])
    return LockFailed(
        f"uv stopped: {last.removeprefix('error: ')[:300].rstrip('.')}. {OLD_STANDS}",
        hint="`pip install --upgrade uv` where mlpack is installed, then `mlpack lock`.",
    )

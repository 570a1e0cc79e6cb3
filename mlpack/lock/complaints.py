"""What pip and the index said when there was no lock to be had, in a person's words.

The runner reports facts (who asked for what, which files the index has, how it answered); pip's own
log is read for the versions that it saw and for the network. Neither is ever shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from mlpack.errors import LockFailed
from mlpack.lock.distributions import (
    admits,
    matches,
    nearest,
    number,
    python_tag,
    version_in,
    wheels_in,
)
from mlpack.lock.model import Target
from mlpack.lock.names import meant_by, nearest_distributions
from mlpack.lock.requirements import without_credentials
from mlpack.lock.wheels import glibc_needed
from mlpack.wording import all_of, any_of, plural

OLD_STANDS = "requirements.lock is left as it was."
FROM_PERSON = "requirements.in"

_SEEN = re.compile(r"Could not find a version that satisfies.*\(from versions: ([^)]*)\)")
_NO_NETWORK = re.compile(
    r"connection broken by|Max retries exceeded|\bConnectionError|ConnectTimeout|ReadTimeout"
    r"|Name or service not known|name resolution|ProxyError|Network is unreachable"
)
_BAD_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSL\w*Error")
_NO_EXTRA = re.compile(r"WARNING: ([\w.-]+) (\S+) does not provide the extra '([^']+)'")
_NO_EXTRA_SAYS_UV = re.compile(
    r"package `([\w.-]+)==([^`\s]+)` does not have an extra named `([^`]+)`"
)
_NO_SPACE = re.compile(r"No space left on device")


@dataclass(frozen=True)
class Complaint:
    """`causes` are (requirement, asker), no asker being the person; `files` are (name, Pythons).

    `pinned` are the names that the lock has so far: spelled right, and perhaps the one meant.
    """

    log: str
    target: Target
    causes: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    answers: tuple[int | str, ...] = ()
    pinned: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        return self.causes[0][0] if self.causes else "a package"

    @property
    def name(self) -> str:
        return re.split(r"[\s\[<>=!~;@]", self.wanted, maxsplit=1)[0]

    @property
    def seen(self) -> list[Version]:
        """The versions that pip saw a wheel of for the target, oldest first."""
        found = _SEEN.search(self.log)
        named = found[1].split(", ") if found and found[1] != "none" else []
        return sorted(map(Version, named))

    @property
    def unfit(self) -> str:
        """The Pythons that the wanted version admits, where the target's is none of them."""
        admitted = {pythons for file, pythons in self.files if matches(file, self.wanted)}
        fitting = [pythons for pythons in admitted if admits(pythons, self.target.python)]
        return "" if fitting or not admitted else max(admitted)


def said_plainly(complaint: Complaint) -> LockFailed:
    """The one error that a person is shown."""
    wishes = {wish for wish, _ in complaint.causes}
    if complaint.files and not wheels_in(complaint.files):
        return _only_source(complaint)
    if len(wishes) > 1 and (complaint.files or not complaint.answers):
        return is_a_conflict(complaint)
    if complaint.files:
        return _no_such_version(complaint)
    return _about_the_way(complaint) or (
        is_unknown(complaint) if 404 in complaint.answers else _unforeseen(complaint)
    )


def _about_the_way(complaint: Complaint) -> LockFailed | None:
    refused = {answer for answer in complaint.answers if answer in (401, 403)}
    if refused or re.search(r"\b401 Error|\b403 Client Error|User for ", complaint.log):
        return wants_a_password()
    heard = " ".join([complaint.log, *map(str, complaint.answers)])
    if _BAD_CERTIFICATE.search(heard):
        return is_not_trusted()
    if _NO_NETWORK.search(heard) or any(isinstance(answer, str) for answer in complaint.answers):
        return is_out_of_reach()
    return None


def wants_a_password() -> LockFailed:
    return LockFailed(
        f"The package index wants a name and a password. {OLD_STANDS}",
        hint="Put them into ~/.netrc, or into index-url in pip's own settings "
        "(`pip config edit`); mlpack passes them on and writes them nowhere.",
    )


def is_not_trusted() -> LockFailed:
    return LockFailed(
        f"The package index's certificate is not one that this machine trusts. {OLD_STANDS}",
        hint="Name your company's certificates: `pip config set global.cert PATH`.",
    )


def is_out_of_reach() -> LockFailed:
    return LockFailed(
        f"The package index could not be reached. {OLD_STANDS}",
        hint="Look at the network or the proxy and run `mlpack lock` again; "
        "`mlpack generate --no-lock` needs neither.",
    )


def is_unknown(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"There is no package {complaint.name} on the index{_if_not_the_person(complaint)}.",
        where=FROM_PERSON,
        hint=_unless_meant(
            nearest_distributions(complaint.name, more=complaint.pinned),
            complaint,
            "Look at the spelling, or name the index that has it under index: in mlpack.yaml.",
        ),
    )


def _only_source(complaint: Complaint) -> LockFailed:
    return is_only_source(complaint, f" ({complaint.files[-1][0]})")


def is_only_source(complaint: Complaint, file: str = "") -> LockFailed:
    return LockFailed(
        f"{complaint.name} has no wheel, only source{file}, and what a build of it "
        f"here would need and give is not the image's{_if_not_the_person(complaint)}.",
        where=FROM_PERSON,
        hint=_unless_meant(
            meant_by(complaint.name),
            complaint,
            f"Build it once (`pip wheel {complaint.name}` in the image's Python), put the wheel "
            "into the folder that index.find_links names, or take another version or package.",
        ),
    )


def _unless_meant(near: Sequence[str], complaint: Complaint, hint: str) -> str:
    """Asks first whether another name was meant, where the name is the person's own."""
    if not near or all(asker for _, asker in complaint.causes):
        return hint
    return f"Did you mean {any_of(near)}? If not, {hint[0].lower()}{hint[1:]}"


def _no_such_version(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"{_what_is_missing(complaint)}{_if_not_the_person(complaint)}.",
        where=FROM_PERSON,
        hint=_what_there_is(complaint),
    )


def _what_is_missing(complaint: Complaint) -> str:
    wanted, target = complaint.wanted, complaint.target
    if complaint.unfit:
        return f"{wanted} is for Python {complaint.unfit}, the image has Python {target.python}"
    if wheels := wheels_in(complaint.files, wanted):
        return has_no_wheel(wanted, target, glibc_needed(wheels, target))
    if any(matches(file, wanted) for file, _ in complaint.files):
        return f"{wanted} has only source, no wheel"
    versions = {version_in(file) for file, _ in complaint.files} - {None}
    return f"There is no {wanted} among the {plural(len(versions), 'version')} on the index"


def has_no_wheel(wanted: str, target: Target, glibc: str) -> str:
    if glibc:
        return f"{wanted} needs glibc {glibc}, the image has {target.glibc}"
    return f"{wanted} has no wheel for {target}"


def _if_not_the_person(complaint: Complaint) -> str:
    who = _askers(complaint)
    return "" if who == FROM_PERSON else f" ({who} asked for it)"


def _what_there_is(complaint: Complaint) -> str:
    near = nearest(complaint.wanted, complaint.seen)
    if near:
        return f"{complaint.target} has wheels of {all_of(map(str, near))}."
    pythons = sorted(
        {tag for tag in map(python_tag, wheels_in(complaint.files)) if tag}, key=number
    )
    return f"{complaint.name} has wheels for {all_of(pythons[-6:])}; set python: to one of them."


def is_a_conflict(complaint: Complaint) -> LockFailed:
    asked: dict[str, list[str]] = {}
    for requirement, asker in complaint.causes:
        asked.setdefault(asker or FROM_PERSON, []).append(requirement)
    sides = [f"{asker} asks for {all_of(dict.fromkeys(what))}" for asker, what in asked.items()]
    return LockFailed(
        f"These cannot be had together: {'; '.join(sides)}.",
        where=FROM_PERSON,
        hint=f"Loosen or drop the version of {_loosen(complaint)} that you ask for.",
    )


def _loosen(complaint: Complaint) -> str:
    own = [requirement for requirement, asker in complaint.causes if not asker]
    names = own or [asker.split()[0] for _, asker in complaint.causes]
    return any_of(dict.fromkeys(re.split(r"[\s\[<>=!~;@]", name, maxsplit=1)[0] for name in names))


def _unforeseen(complaint: Complaint) -> LockFailed:
    if _NO_SPACE.search(complaint.log):
        return LockFailed(f"The disk is full. {OLD_STANDS}", hint="`pip cache purge` frees some.")
    errors = [line for line in complaint.log.splitlines() if re.search(r"error", line, re.I)]
    last = without_credentials((errors or complaint.log.split("\n") or [""])[-1].strip())
    return LockFailed(
        f"pip-tools stopped: {re.sub('^(ERROR|[A-Za-z]*Error): ', '', last)[:300]} {OLD_STANDS}",
        hint="`pip install --upgrade pip pip-tools` where mlpack is installed, then `mlpack lock`.",
    )


def _askers(complaint: Complaint) -> str:
    return all_of(dict.fromkeys(asker or FROM_PERSON for _, asker in complaint.causes))


def extra_that_is_not_there(log: str, lines: Sequence[str]) -> LockFailed | None:
    """Both only warn of it; a person who asked for an extra by name counts on what it brings."""
    asked = {canonicalize_name(wish.name): wish for wish in map(Requirement, lines) if wish.extras}
    for package, version, extra in (*_NO_EXTRA.findall(log), *_NO_EXTRA_SAYS_UV.findall(log)):
        wish = asked.get(canonicalize_name(package))
        if wish and canonicalize_name(extra) in map(canonicalize_name, wish.extras):
            return LockFailed(
                f"{package} {version} has no extra {extra}.",
                where=FROM_PERSON,
                hint=f"Look at its spelling, or ask for {package} alone.",
            )
    return None

"""What pip and the index said when there was no lock to be had, in a person's words.

The runner reports facts (who asked for what, which files the index has, how it answered); pip's own
log is read for the versions that it saw and for the network. Neither is ever shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.complaint import CONSTRAINT, FROM_PERSON, Complaint, name_of
from mlpack.lock.distributions import (
    matches,
    nearest,
    number,
    python_tag,
    version_in,
    wheels_in,
)
from mlpack.lock.model import Target
from mlpack.lock.names import meant_by, nearest_distributions
from mlpack.lock.wheels import glibc_needed
from mlpack.wording import all_of, any_of, plural, without_credentials

OLD_STANDS = "requirements.lock is left as it was."
# A resolver has tried every past version of a package, and each has its own reason.
_MOST_SIDES = 4

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
_NO_UPLOADS = re.compile(r"Index (\S+) does not provide upload-time metadata")


def said_plainly(complaint: Complaint) -> LockFailed:
    """The one error that a person is shown."""
    complaint = _without_bystanders(complaint)
    if complaint.is_left_out:
        return _is_too_new(complaint)
    if complaint.files and not wheels_in(complaint.files) and not complaint.may_be_built:
        return _only_source(complaint)
    if len({wish for wish, _ in complaint.causes}) > 1:
        return is_a_conflict(complaint)
    if complaint.files:
        return _no_such_version(complaint)
    return _about_the_way(complaint) or _about_the_place(complaint) or _unforeseen(complaint)


def _without_bystanders(complaint: Complaint) -> Complaint:
    """The causes without those that the fault would be there without.

    A conflict that is about one package alone has that one's files, if there are any.
    """
    free = tuple(cause for cause in complaint.causes if cause[1] != CONSTRAINT)
    if len({name_of(wish) for wish, _ in free}) != 1:
        return complaint
    if not complaint.files:
        return replace(complaint, causes=free[:1])
    own = [cause for cause in complaint.causes if name_of(cause[0]) == name_of(complaint.wanted)]
    vain = [cause for cause in own if not _met([cause], complaint)]
    if not vain and _met(own, complaint):
        vain = [cause for cause in own if cause[1] == CONSTRAINT]
    return replace(complaint, causes=tuple(vain[:1])) if vain else complaint


def _met(causes: Sequence[tuple[str, str]], complaint: Complaint) -> bool:
    return any(all(matches(file, wish) for wish, _ in causes) for file, _ in complaint.files)


def _about_the_way(complaint: Complaint) -> LockFailed | None:
    refused = {answer for answer in complaint.answers if answer in (401, 403)}
    if refused or re.search(r"\b401 Error|\b403 Client Error|User for ", complaint.log):
        return wants_a_password(complaint.place)
    heard = " ".join([complaint.log, *map(str, complaint.answers)])
    if _BAD_CERTIFICATE.search(heard):
        return is_not_trusted(complaint.place)
    if _NO_NETWORK.search(heard) or any(isinstance(answer, str) for answer in complaint.answers):
        return is_out_of_reach(complaint.place)
    return None


def _about_the_place(complaint: Complaint) -> LockFailed | None:
    if found := _NO_UPLOADS.search(complaint.log):
        return _has_no_days(without_credentials(found[1]))
    if complaint.place:
        return _is_not_there(complaint)
    if 404 in complaint.answers:
        return is_unknown(complaint)
    return None if complaint.answers or not complaint.causes else _is_in_no_folder(complaint)


def wants_a_password(place: str = "") -> LockFailed:
    return LockFailed(
        f"{_index(place)} wants a name and a password. {OLD_STANDS}",
        where=_setting(place),
        hint="Put them into ~/.netrc, or into index-url in pip's own settings "
        "(`pip config edit`); where they stand there, the index does not take them. mlpack passes "
        "them on and writes them nowhere.",
    )


def is_not_trusted(place: str = "") -> LockFailed:
    return LockFailed(
        f"{_index(place)}'s certificate is not one that this machine trusts. {OLD_STANDS}",
        where=_setting(place),
        hint="Put your company's certificates into the project and name them in mlpack.yaml, as "
        "in `index: {certificates: company-ca.pem}`: the build then trusts them, too. For this "
        "machine alone: `pip config set global.cert PATH`.",
    )


def is_out_of_reach(place: str = "") -> LockFailed:
    return LockFailed(
        f"{_index(place)} could not be reached. {OLD_STANDS}",
        where=_setting(place),
        hint="Look at the network or the proxy and run `mlpack lock` again; "
        "`mlpack generate --no-lock` needs neither.",
    )


def _index(place: str) -> str:
    return place or "The package index"


def _setting(place: str) -> str:
    return "index.packages" if place else ""


def _is_not_there(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"There is no package {complaint.name} at {complaint.place}"
        f"{_if_not_the_person(complaint)}.",
        where=_setting(complaint.place),
        hint="It comes from there alone, as index.packages says; correct it, or the spelling.",
    )


def _is_in_no_folder(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"There is no wheel of {complaint.name} in the folders that are there, and no index is "
        f"asked{_if_not_the_person(complaint)}.",
        where=complaint.where,
        hint="Look at the spelling, put the wheel into one of them, or lock with an index.",
    )


def _has_no_days(page: str) -> LockFailed:
    return LockFailed(
        f"{page} does not say when its files were uploaded, so none can be left out by its day.",
        where="lock.exclude_newer",
        hint="Name an index that says it (PEP 700) under index: in mlpack.yaml, or drop "
        "exclude_newer.",
    )


def _is_too_new(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"Every {complaint.wanted} that is there was uploaded after the day that "
        f"lock.exclude_newer names{_if_not_the_person(complaint)}.",
        where="lock.exclude_newer",
        hint=f"Name a later day, or ask for an older {complaint.name}.",
    )


def is_not_built(file: str, complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"The build of {file} failed, so what it needs is not known: {_last_of_build(complaint)}",
        where="lock.from_source",
        hint="Install what it asks for, or put a wheel of it into a folder under index.find_links.",
    )


def is_unknown(complaint: Complaint) -> LockFailed:
    return LockFailed(
        f"There is no package {complaint.name} on the index{_if_not_the_person(complaint)}.",
        where=complaint.where,
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
        f"{complaint.name} has no wheel, only source{file}, and source is built where it "
        f"is allowed by name alone{_if_not_the_person(complaint)}.",
        where=complaint.where,
        hint=_unless_meant(
            meant_by(complaint.name),
            complaint,
            f"Allow it by name (lock: {{from_source: [{complaint.name}]}}): it is then built in "
            "the build stage. Or build a wheel once (`pip wheel --no-deps`, in the image's Python) "
            "and name its folder under index.find_links.",
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
        where=complaint.where,
        hint=_what_there_is(complaint),
    )


def _what_is_missing(complaint: Complaint) -> str:
    wanted, target = complaint.wanted, complaint.target
    if complaint.unfit:
        return f"{wanted} is for Python {complaint.unfit}, the image has Python {target.python}"
    if wheels := wheels_in(complaint.files, wanted):
        return has_no_wheel(wanted, target, glibc_needed(wheels, target))
    if any(matches(file, wanted) for file, _ in complaint.files):
        only = "what its source says of itself is something else"
        return (
            f"{wanted} has no wheel, and {only}"
            if complaint.may_be_built
            else (f"{wanted} has only source, no wheel")
        )
    versions = {version_in(file) for file, _ in complaint.files} - {None}
    where = f"at {complaint.place}" if complaint.place else "on the index"
    return f"There is no {wanted} among the {plural(len(versions), 'version')} {where}"


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
    if not pythons:
        return f"`pip index versions {complaint.name}` lists what there is."
    return f"{complaint.name} has wheels for {all_of(pythons[-6:])}; set python: to one of them."


def is_a_conflict(complaint: Complaint) -> LockFailed:
    asked: dict[str, list[str]] = {}
    for wish, asker in complaint.causes:
        asked.setdefault(complaint.place_in_project(wish, asker), []).append(wish)
    sides = [f"{who} asks for {_a_few(what)}" for who, what in list(asked.items())[:_MOST_SIDES]]
    more = len(asked) - len(sides)
    others = f"; and so on, by {plural(more, 'other')}" if more else ""
    return LockFailed(
        f"These cannot be had together: {'; '.join(sides)}{others}.",
        where=complaint.where,
        hint=f"Loosen or drop the version of {_loosen(complaint)} that you ask for.",
    )


def _a_few(wishes: Sequence[str]) -> str:
    different = list(dict.fromkeys(wishes))
    rest = len(different) - _MOST_SIDES
    return all_of([*different[:_MOST_SIDES], *([f"{rest} more"] if rest > 0 else [])])


def _loosen(complaint: Complaint) -> str:
    own = [wish for wish, asker in complaint.causes if asker in ("", CONSTRAINT)]
    names = own or [asker.split()[0] for _, asker in complaint.causes]
    return any_of(dict.fromkeys(re.split(r"[\s\[<>=!~;@]", name, maxsplit=1)[0] for name in names))


def _unforeseen(complaint: Complaint) -> LockFailed:
    if _NO_SPACE.search(complaint.log):
        return LockFailed(f"The disk is full. {OLD_STANDS}", hint="`pip cache purge` frees some.")
    return LockFailed(
        f"pip-tools stopped: {_last_error(complaint)} {OLD_STANDS}",
        hint="`pip install --upgrade pip pip-tools` where mlpack is installed, then `mlpack lock`.",
    )


def _last_of_build(complaint: Complaint) -> str:
    found = re.search(r"([^\n]*)\n\s*\[end of output\]", complaint.log)
    return without_credentials(found[1].strip())[:300] if found else _last_error(complaint)


def _last_error(complaint: Complaint) -> str:
    lines = complaint.log.strip().splitlines() or [""]
    errors = [line for line in lines if re.search(r"error", line, re.I)]
    last = without_credentials((errors or lines)[-1].strip())
    return re.sub("^(ERROR|[A-Za-z]*Error): ", "", last)[:300]


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

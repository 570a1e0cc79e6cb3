"""One line of any file: the requirement or constraint that it is, or why it cannot be one."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from mlpack.wording import CREDENTIALS, without_credentials

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONGEST = 16 * 2**10
TOO_LONG = f"This is longer than {LONGEST // 2**10} KiB."
# Python refuses to make a number of thousands of digits, wherever it would be made.
_NO_NUMBER = re.compile(r"\d{1000}")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_REPOSITORY = re.compile(r"(?:^|[@\s])(?:git|hg|svn|bzr)\+", re.I)
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tar.bz2")
_NAMED = re.compile(r"\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*@")

A_WHEEL_OF_IT = (
    "Build a wheel of it (`pip wheel`), name the folder of the wheel under index.find_links in "
    "mlpack.yaml, and ask for it here by name and version."
)


class Refused(ValueError):
    """Why a line cannot be had as it is written, and what would work."""


def requirement(text: str) -> Requirement:
    """Raises Refused."""
    _can_be_read(text)
    _comes_from_an_index(text)
    found = _parsed(text)
    if found.url:
        _is_a_wheel(found.url, found.name)
    return found


def constraint(text: str) -> str:
    """The line without its extras, which no constraint may have; empty where it says no version.

    Raises:
        Refused: it names a place and no version.
    """
    _can_be_read(text)
    if is_local(text) and not _NAMED.match(text):
        return ""  # the project itself, which no index has
    if _is_bare_address(text):
        raise Refused(_names_no_version(text))
    found = _parsed(text)
    which = _version_of(found) if found.url else str(found.specifier)
    marker = f" ; {found.marker}" if found.marker else ""
    return f"{found.name}{which}{marker}" if which else ""


def written(text: str) -> str:
    """The person's own words, with one space between them."""
    return " ".join(text.split())


def shown(text: str) -> str:
    """Text that is safe to show: short, on one line, without credentials."""
    plain = without_credentials(_CONTROL.sub("?", text))
    return plain if len(plain) <= 80 else plain[:77] + "..."


def is_local(text: str) -> bool:
    """Whether a line names a folder or a file of this machine, as in `./libs/shop`."""
    where = text.partition(";")[0].strip()
    _, at, address = where.partition("@")
    address = address.strip() if at and _NAMED.match(where) else where
    if address.lower().startswith("file:"):
        return True
    archive = address.lower().partition("#")[0].endswith(_ARCHIVES)
    path = "/" in address or "\\" in address or address.startswith(".")
    return "://" not in address and (archive or path)


def _can_be_read(text: str) -> None:
    if _CONTROL.search(text):
        raise Refused("Holds a line break or another control character.")
    if len(text) > LONGEST:
        raise Refused(TOO_LONG)
    if found := _VARIABLE.search(text):
        raise Refused(
            f"What {found[0]} stands for is another thing on another machine. Write it out; "
            "the password of an index belongs into ~/.netrc."
        )


def _comes_from_an_index(text: str) -> None:
    if _REPOSITORY.search(text):
        raise Refused(f"{shown(text)} is a repository, and no hash tells one. {A_WHEEL_OF_IT}")
    if is_local(text):
        raise Refused(
            f"{shown(text)} is on this machine alone. Name a folder of modules under include: in "
            f"mlpack.yaml and leave the line out. Or: {A_WHEEL_OF_IT}"
        )
    if _is_bare_address(text):
        raise Refused(f"{shown(text)} has no name. Write {_with_name(text)}.")


def _is_bare_address(text: str) -> bool:
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", text))


def _with_name(address: str) -> str:
    try:
        name, *_ = parse_wheel_filename(_file_in(address.split()[0]))
    except ValueError:
        return f"NAME @ {shown(address)}"
    return f"{name} @ {shown(address)}"


def _parsed(text: str) -> Requirement:
    try:
        if not _NO_NUMBER.search(text):
            return Requirement(text)
    except (ValueError, RecursionError):
        pass
    raise Refused(f"{shown(text)} is not a requirement such as pandas>=2.")


def _is_a_wheel(address: str, name: str) -> None:
    if CREDENTIALS.search(address):
        raise Refused(
            f"The address of {name} has credentials in it, and requirements.in would show them. "
            "Leave them out, and let a ~/.netrc give them."
        )
    if not re.match(r"https?://[^?#]*\.whl([?#]|$)", address):
        raise Refused(f"{name} @ {shown(address)} is not a wheel. {A_WHEEL_OF_IT}")


def _version_of(found: Requirement) -> str:
    try:
        return f"=={parse_wheel_filename(_file_in(found.url or ''))[1]}"
    except ValueError:
        raise Refused(_names_no_version(f"{found.name} @ {found.url}", found.name)) from None


def _names_no_version(text: str, name: str = "") -> str:
    found = re.search(r"#egg=([\w.-]+)", text)
    name = canonicalize_name(name or (found[1] if found else "")) or "NAME"
    return (
        f"{shown(text)} says no version. Write {name}==VERSION; "
        "`pip list --format=freeze` shows the versions."
    )


def _file_in(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2].replace("%2B", "+").replace("%2b", "+")

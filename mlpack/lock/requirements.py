"""Requirement lines: their normal form, and the fingerprint of all that a lock depends on."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.model import Inputs
from mlpack.wording import CREDENTIALS, without_credentials

_COMMENT = re.compile(r"(^|\s+)#.*$")


def fingerprint(inputs: Inputs) -> str:
    """`sha256:` over the normal requirement lines, the target, and where packages come from.

    Order, spacing, comments and reasons do not matter.

    Raises:
        LockFailed: a line is no requirement.
    """
    target, index = inputs.target, inputs.index
    parts = [
        sorted({normal(line) for line in inputs.lines if bare(line)}),
        sorted({normal(constraint.line) for constraint in inputs.constraints}),
        [target.python, target.platform, target.glibc, inputs.backend],
        [index.url, index.extra, sorted(index.packages.items()), index.find_links],
        [bool(index.wheelhouse), sorted(inputs.from_source), inputs.exclude_newer],
    ]
    return f"sha256:{sha256(json.dumps(parts).encode()).hexdigest()}"


def normal(line: str) -> str:
    """The one spelling of a requirement line."""
    return _spelled(requirement(bare(line)))


def bare(line: str) -> str:
    """The line without its comment."""
    return _COMMENT.sub("", line).strip()


def requirement(text: str) -> Requirement:
    """A requirement that can be pinned with a hash.

    Raises:
        LockFailed: it is none, or what it names cannot be hashed.
    """
    if text.startswith("-"):
        raise LockFailed(
            f"{text.split()[0]} has no place among requirements.", where=_WHERE, hint=_NAME_THEM
        )
    try:
        found = Requirement(text)
    except InvalidRequirement:
        said = f"{without_credentials(text)} is not a requirement."
        raise LockFailed(
            said, where=_WHERE, hint="Write it as in: pandas>=2, or scikit-learn==1.7.2."
        ) from None
    if found.url:
        _can_be_hashed(found.url, text)
    return found


_WHERE = "requirements.in"
_NAME_THEM = "Name each package on a line of its own, as in: pandas>=2."
_BUILD_A_WHEEL = (
    "Build a wheel of it (`pip wheel`), put it into the folder that index.find_links names, "
    "and require it by name and version."
)


def _can_be_hashed(url: str, text: str) -> None:
    shown = without_credentials(text)
    if CREDENTIALS.search(url):
        hint = "Leave them out, and let the index's credentials or a .netrc give them."
        raise LockFailed(
            f"{shown} has credentials in it, and the lock would show them.", where=_WHERE, hint=hint
        )
    if not re.match(r"https?://.*\.(whl|tar\.gz|zip)([#?]|$)", url):
        raise LockFailed(
            f"{shown} cannot be locked: no hash can hold it to its bytes.",
            where=_WHERE,
            hint=_BUILD_A_WHEEL,
        )


def _spelled(found: Requirement) -> str:
    extras = f"[{','.join(sorted(map(canonicalize_name, found.extras)))}]" if found.extras else ""
    where = f" @ {found.url}" if found.url else str(found.specifier)
    marker = f" ; {found.marker}" if found.marker else ""
    return f"{canonicalize_name(found.name)}{extras}{where}{marker}"


def seen_from_anywhere(where: str) -> str:
    """A folder of wheels as an address: pip and uv look from the folder that they are run in."""
    return where if "://" in where else Path(where).resolve().as_uri()

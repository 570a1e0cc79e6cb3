"""What is so about a build from source that uv has to make to know what a package needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlpack.errors import LockFailed
from mlpack.lock.model import Order
from mlpack.wording import all_of, without_credentials

UNKNOWN = re.compile(
    r"(\S+) was not found in the (?:package registry|provided package locations|cache)"
)

_BUILT = re.compile(r"Failed to (?:download and )?build `(\S+?)`")
_NEEDS = re.compile(r"you require ([A-Za-z0-9][\w.-]*)<0, which does not allow")
# Older releases draw a tree of causes.
_FRAME = re.compile(r"^[^\w`]*(cause: )?")


def about_a_build(said: str, order: Order) -> LockFailed | None:
    text = " ".join(said.split())
    built = _BUILT.search(text)
    if not built:
        return None
    needed = _NEEDS.search(text)
    if needed and order.sources.place_of(needed[1]):
        return _needs_what_has_a_place(built[1], needed[1])
    return LockFailed(
        f"The build of {built[1]} failed, so what it needs is not known: {_why(said, text)}.",
        where="lock.from_source",
        hint="Install what it asks for, or put a wheel of it into a folder under index.find_links.",
    )


def _why(said: str, text: str) -> str:
    """The last line that the build has said."""
    if unknown := UNKNOWN.search(text):
        return f"it needs {unknown[1]}, and there is no such package on the index"
    last = said.partition("\nhint:")[0].strip().splitlines()[-1]
    return without_credentials(_FRAME.sub("", last))[:300].rstrip(".")


def _needs_what_has_a_place(built: str, needed: str) -> LockFailed:
    return LockFailed(
        f"The build of {built} needs {needed}, and uv cannot hold that to the place that it comes "
        "from alone.",
        where="lock.from_source",
        hint="Take `lock: {backend: pip-tools}`, or put a wheel of it into a folder under "
        "index.find_links.",
    )


def cannot_hold_builds(built: Sequence[str], placed: Sequence[str]) -> LockFailed:
    """A build's own needs can be kept from coming from elsewhere by name, and not by a pattern."""
    return LockFailed(
        f"{all_of(built)} may be built, and uv cannot hold what a build needs to the place that "
        f"{all_of(placed)} {'comes' if len(placed) == 1 else 'come'} from alone.",
        where="lock.from_source",
        hint="Take `lock: {backend: pip-tools}`, or give the packages by their names under "
        "index.packages.",
    )

"""What is so about the place that a package comes from, where uv's words are about a page."""

from __future__ import annotations

import re

from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.complaint import FROM_PERSON, Complaint
from mlpack.lock.model import Order
from mlpack.plan.index import is_address
from mlpack.wording import without_credentials

NO_DAY = re.compile(r"warning: `?([^\s`]+)`? is missing an upload date")

# uv's own words for a page of its choice are lost where it weighs several indexes.
_STATUS = re.compile(r"with status (\d{3})\b.*? for:? `?(https?://[^\s`]+)")
_FETCHED = re.compile(r"Failed to fetch: `?(https?://[^\s`]+)")


def refused_by(log: str, status: str, *, of: str = "") -> str:
    """The page that was answered with the status, of one package where it is named."""
    for answer, url in _STATUS.findall(log):
        package = canonicalize_name(url.rstrip("/").rpartition("/")[2])
        if answer == status and of in ("", package):
            return without_credentials(url)
    return ""


def fetched_from(text: str) -> str:
    """The page that could not be had."""
    found = _FETCHED.search(text)
    return without_credentials(found[1]) if found else ""


def at_its_place(fault: LockFailed, page: str, order: Order) -> LockFailed:
    """The fault; where the page is of a package's own place, with the index and the setting."""
    for place in dict.fromkeys(order.sources.packages.values()):
        if page.startswith(f"{place.rstrip('/')}/"):
            says = fault.says.replace("The package index", place)
            return LockFailed(says, where="index.packages", hint=fault.hint)
    return fault


def is_not_there(complaint: Complaint, order: Order) -> LockFailed | None:
    """Where the package has a place of its own, or no index is asked."""
    place = order.sources.place_of(complaint.name)
    if order.offline and (is_address(place) or not place):
        return LockFailed(
            f"There is no wheel of {complaint.name} in the folders that are there, and no index is "
            "asked.",
            where=FROM_PERSON,
            hint="Look at the spelling, put the wheel into one of them, or lock with an index.",
        )
    if place:
        return LockFailed(
            f"There is no package {complaint.name} at {place}.",
            where="index.packages",
            hint="It comes from there alone, as index.packages says; correct it, or the spelling.",
        )
    return None


def has_no_day(name: str, order: Order) -> LockFailed:
    """uv leaves out what it knows no time of."""
    index = order.sources.place_of(name) or order.sources.url or "The package index"
    return LockFailed(
        f"{index} does not say when its files of {name} were uploaded, so none can be left out by "
        "its day.",
        where="lock.exclude_newer",
        hint="Name an index that says it (PEP 700) under index: in mlpack.yaml, or drop "
        "exclude_newer.",
    )

"""Which versions of a package there are for a target, told where the one asked for is not."""

from __future__ import annotations

from packaging.version import Version

from mlpack.errors import LockFailed
from mlpack.lock.distributions import admits, nearest, version_in
from mlpack.lock.index.pages import Every
from mlpack.lock.index.places import look, places_of
from mlpack.lock.index.session import opened
from mlpack.lock.model import Order
from mlpack.lock.wheels import fits
from mlpack.wording import all_of


def what_there_is(name: str, wanted: str, order: Order) -> str:
    """The versions near the one that is wanted, in a sentence; empty where none can be told."""
    try:
        near = nearest(wanted, _versions(name, order))
    except LockFailed:
        return ""
    return f"{order.target} has wheels of {all_of(map(str, near))}." if near else ""


def _versions(name: str, order: Order) -> list[Version]:
    """Those that have a wheel for the target, the oldest first. Raises LockFailed."""
    every = Every(name, "")
    with opened(order) as session:
        found = [look(place, [every], session) for place in places_of(name, order, session.here)]
    files = [link.file for one in found for link in one.links.get(name, ()) if not link.yanked]
    fitting = [
        version_in(file.name)
        for file in files
        if fits(file.name, order.target) and admits(file.pythons, order.target.python)
    ]
    return sorted({version for version in fitting if version})

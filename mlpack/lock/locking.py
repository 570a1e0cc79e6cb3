"""Requirement lines into the text of requirements.lock, and whether one is still good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.model import (
    Backend,
    Difference,
    Inputs,
    Order,
    Pin,
    Progress,
    ignore,
)
from mlpack.lock.requirements import fingerprint, requirement
from mlpack.lock.text import FILE, is_ours, pins_of, read, written
from mlpack.wording import did_you_mean, nearest


def _pip_tools() -> Backend:
    from mlpack.lock.pip_tools.backend import PipTools

    return PipTools()


def _uv() -> Backend:
    from mlpack.lock.uv.backend import Uv

    return Uv()


# Made when asked for: a lock that is still fresh is read without any of them.
BACKENDS: Mapping[str, Callable[[], Backend]] = {
    "pip-tools": _pip_tools,
    "uv": _uv,
}


@dataclass(frozen=True)
class Renewal:
    """How a lock is renewed: `upgrade` takes every pin anew, `packages` the named ones.

    `offline` leaves no place to lock from but the project's own folders.
    """

    upgrade: bool = False
    packages: tuple[str, ...] = ()
    offline: bool = False


def make(
    inputs: Inputs,
    *,
    previous: str = "",
    renewal: Renewal = Renewal(),
    progress: Progress = ignore,
) -> str:
    """The text of requirements.lock for the inputs' target; no file is touched.

    The pins of `previous`, a lock of mlpack's or any hashed one, are kept where they still fit.

    Raises:
        LockFailed: there is no such lock, or it cannot be made here; `previous` is damaged.
    """
    from mlpack.lock.order import as_a_version, offline, order_of
    from mlpack.lock.resolution import resolved

    backend = _backend(inputs.backend or _made_by(previous) or _installed())
    kept = () if renewal.upgrade or not previous.strip() else pins_of(previous)
    order = replace(
        _with_versions_of(renewal, order_of(inputs)),
        kept=tuple(as_a_version(pin, inputs) for pin in kept),
        upgrade_packages=tuple(_known(name, kept) for name in renewal.packages),
    )
    if renewal.offline:
        order = offline(order, inputs.root.resolve(), inputs.index.wheelhouse)
    pins = resolved(backend, order, progress).pins
    text = written(
        pins, target=inputs.target, backend=backend.version(), fingerprint=fingerprint(inputs)
    )
    return _read_back(text, pins)


def verify(inputs: Inputs, *, progress: Progress = ignore) -> tuple[Difference, ...]:
    """Resolves anew with every backend; each package that they do not all pin alike, by name.

    Raises:
        LockFailed: a backend has no such lock, or is not installed.
    """
    from mlpack.lock.order import order_of
    from mlpack.lock.resolution import resolved

    order = order_of(inputs)
    found = {}
    for name, backend in BACKENDS.items():
        pins = resolved(backend(), order, progress).pins
        found[name] = {pin.name: pin.url or pin.version for pin in pins}
    packages = sorted({package for pinned in found.values() for package in pinned})
    rows = {p: {name: pinned.get(p, "") for name, pinned in found.items()} for p in packages}
    return tuple(Difference(p, row) for p, row in rows.items() if len(set(row.values())) > 1)


def staleness(text: str, inputs: Inputs) -> str:
    """Why a lock's text is not what these inputs would have made; empty where it is.

    Raises:
        LockFailed: the lock is damaged.
    """
    if not text.strip():
        return "it is not there yet"
    lock = read(text)
    if lock.is_edited:
        return "its pins were edited by hand, and nothing has resolved them"
    if (lock.target.python, lock.target.platform) != (inputs.target.python, inputs.target.platform):
        return f"it is for {lock.target}"
    if lock.target != inputs.target:
        return f"it is for {lock.target} with glibc {lock.target.glibc}"
    if lock.fingerprint != fingerprint(inputs):
        return "it is for other requirements or other indexes"
    return ""


def _backend(name: str) -> Backend:
    if name not in BACKENDS:
        said = f"mlpack cannot lock with {name}."
        raise LockFailed(said, hint=did_you_mean(name, BACKENDS))
    return BACKENDS[name]()


def _made_by(previous: str) -> str:
    """The backend that a lock of mlpack's was made with: who renews it keeps to it."""
    return read(previous).backend if is_ours(previous) else ""


def _installed() -> str:
    from mlpack.lock.uv.backend import found

    return "uv" if found() else "pip-tools"


def _read_back(text: str, pins: tuple[Pin, ...]) -> str:
    """The text, once it is known to be read as what it was written from."""
    if not pins or {pin.name for pin in read(text).pins} == {pin.name for pin in pins}:
        return text
    raise LockFailed("The lock cannot be read back as it was written.")


def _with_versions_of(renewal: Renewal, order: Order) -> Order:
    """A version that is said beside a package to upgrade holds like any constraint."""
    held = tuple(line for line in renewal.packages if requirement(line).specifier)
    askers = {**order.askers, **dict.fromkeys(held, "--upgrade-package")}
    return replace(order, constraints=(*order.constraints, *held), askers=askers)


def _known(line: str, kept: Sequence[Pin]) -> str:
    name = canonicalize_name(requirement(line).name)
    names = [pin.name for pin in kept]
    if kept and name not in names:
        said = f"{line} is not in {FILE}, so it cannot be upgraded."
        near = nearest(name, names)
        hint = f"Did you mean {near}?" if near else "Ask for it under requirements: in mlpack.yaml."
        raise LockFailed(said, where=FILE, hint=hint)
    return name

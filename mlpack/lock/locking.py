"""Requirement lines into the text of requirements.lock, and whether one is still good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.model import (
    Backend,
    Difference,
    Inputs,
    Order,
    Pin,
    Progress,
    Target,
    ignore,
)
from mlpack.lock.requirements import bare, fingerprint, normal, requirement
from mlpack.lock.text import FILE, pins_in, read, written
from mlpack.lock.wheels import fits, glibc_needed
from mlpack.wording import did_you_mean


def _pip_tools() -> Backend:
    from mlpack.lock.pip_tools import PipTools

    return PipTools()


def _uv() -> Backend:
    from mlpack.lock.uv import Uv

    return Uv()


# Made when asked for: a lock that is still fresh is read without any of them.
BACKENDS: Mapping[str, Callable[[], Backend]] = {
    "pip-tools": _pip_tools,
    "uv": _uv,
}


def make(
    inputs: Inputs,
    *,
    previous: str = "",
    upgrade: bool = False,
    upgrade_packages: Sequence[str] = (),
    progress: Progress = ignore,
) -> str:
    """The text of requirements.lock for the inputs' target; no file is touched.

    The pins of `previous`, a lock of mlpack's or any hashed one, are kept where they still fit;
    `upgrade` renews them all, `upgrade_packages` the named ones. A relative `--find-links` is seen
    from the current folder.

    Raises:
        LockFailed: there is no such lock, or it cannot be made here; `previous` is damaged.
    """
    backend = _backend(inputs.backend)
    kept = () if upgrade or not previous.strip() else _pins(previous)
    renewed = tuple(_known(name, kept) if kept else name for name in upgrade_packages)
    pins = backend.resolve(Order(_lines(inputs), inputs.target, kept, renewed), progress)
    return written(
        pins, target=inputs.target, backend=backend.version(), fingerprint=fingerprint(inputs)
    )


def verify(inputs: Inputs, *, progress: Progress = ignore) -> tuple[Difference, ...]:
    """Resolves anew with every backend; each package that they do not all pin alike, by name.

    Raises:
        LockFailed: a backend has no such lock, or is not installed.
    """
    order = Order(_lines(inputs), inputs.target)
    found = {}
    for name, backend in BACKENDS.items():
        pins = backend().resolve(order, progress)
        found[name] = {pin.name: pin.url or pin.version for pin in pins}
    packages = sorted({package for pinned in found.values() for package in pinned})
    rows = {p: {name: pinned.get(p, "") for name, pinned in found.items()} for p in packages}
    return tuple(Difference(p, row) for p, row in rows.items() if len(set(row.values())) > 1)


def is_fresh(text: str, inputs: Inputs) -> bool:
    """Whether a lock's text was made from just these inputs; no text is not fresh.

    Raises:
        LockFailed: the lock is damaged.
    """
    if not text.strip():
        return False
    lock = read(text)
    made_for = (lock.fingerprint, lock.target.python, lock.target.platform)
    return made_for == (fingerprint(inputs), inputs.target.python, inputs.target.platform)


def _backend(name: str) -> Backend:
    if name not in BACKENDS:
        said = f"mlpack cannot lock with {name}."
        raise LockFailed(said, hint=did_you_mean(name, BACKENDS))
    return BACKENDS[name]()


def _pins(previous: str) -> tuple[Pin, ...]:
    """A lock that is not mlpack's own has no header to hold it to."""
    return read(previous).pins if "\n# inputs: " in previous else tuple(pins_in(previous))


def _lines(inputs: Inputs) -> tuple[str, ...]:
    return tuple(_checked(line, inputs.target) for line in inputs.lines if bare(line))


def _checked(line: str, target: Target) -> str:
    """The line as a backend may read it; a fault is named before anything is started."""
    normal(line)
    text = bare(line)
    url = "" if text.startswith("-") else requirement(text).url
    wheel = unquote(urlsplit(url or "").path.rpartition("/")[2])
    if wheel and not fits(wheel, target):
        said = f"{wheel} is not for {target}{_as_glibc_wants(wheel, target)}."
        raise LockFailed(said, where="requirements.in", hint="Name the wheel that is for it.")
    return text


def _as_glibc_wants(wheel: str, target: Target) -> str:
    least = glibc_needed([wheel], target)
    return f" with glibc {target.glibc}: it needs glibc {least}" if least else ""


def _known(name: str, kept: Sequence[Pin]) -> str:
    names = [pin.name for pin in kept]
    if canonicalize_name(requirement(name).name) not in names:
        said = f"{name} is not in {FILE}, so it cannot be upgraded."
        raise LockFailed(said, where=FILE, hint=did_you_mean(name, names))
    return name

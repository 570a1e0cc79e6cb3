"""A backend's pins made fit to be installed: each with its hashes, each for the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from mlpack.errors import LockFailed
from mlpack.lock.distributions import admits
from mlpack.lock.index.files import files_of
from mlpack.lock.index.session import Session, opened
from mlpack.lock.model import Backend, File, Order, Pin, Progress
from mlpack.lock.wheels import fits, rank
from mlpack.plan import is_address
from mlpack.wording import all_of, without_credentials

# A resolver that does not hold to Requires-Python is asked again without what it must not take.
_MOST_ROUNDS = 12


@dataclass(frozen=True)
class Resolution:
    """Pins with hashes, and by name the files that they were chosen from."""

    pins: tuple[Pin, ...]
    files: Mapping[str, tuple[File, ...]]


def resolved(backend: Backend, order: Order, progress: Progress) -> Resolution:
    """What the backend finds, held against the target once more.

    Raises:
        LockFailed: there is no such set of pins, or one of them could not be installed.
    """
    with opened(order) as session:
        return _settled(backend, order, session, progress)


def _settled(backend: Backend, order: Order, session: Session, progress: Progress) -> Resolution:
    barred: tuple[str, ...] = ()
    for _ in range(_MOST_ROUNDS):
        asked = replace(order, constraints=(*order.constraints, *barred))
        try:
            pins = backend.resolve(asked, progress)
        except LockFailed:
            if barred:
                raise _for_other_pythons(barred, order) from None
            raise
        files = files_of(pins, order, progress, session=session)
        unfit = [pin for pin in pins if _is_barred(files[pin.name], order)]
        if not unfit:
            return Resolution(tuple(_fixed(pin, files[pin.name], order) for pin in pins), files)
        barred += tuple(f"{pin.name}!={pin.version}" for pin in unfit)
    raise _for_other_pythons(barred, order)


def _usable(files: Iterable[File], order: Order) -> list[File]:
    """Wheels that the target takes; uv looks at Requires-Python's lower bound alone."""
    return [file for file in files if fits(file.name, order.target)]


def _is_barred(files: Sequence[File], order: Order) -> bool:
    usable = _usable(files, order) or [file for file in files if not file.name.endswith(".whl")]
    return bool(usable) and not any(admits(f.pythons, order.target.python) for f in usable)


def _for_other_pythons(barred: Sequence[str], order: Order) -> LockFailed:
    names = all_of(name.replace("!=", " ") for name in barred)
    return LockFailed(
        f"{names} would fit all that is asked for, but not Python {order.target.python}, and "
        "without it there is no set of versions.",
        where="requirements.in",
        hint="Take another `python:`, or loosen what asks for it.",
    )


def _fixed(pin: Pin, files: Sequence[File], order: Order) -> Pin:
    """The pin with the hashes of what may be installed for it."""
    if pin.url:
        url = "" if order.sources.wheelhouse else pin.url
        return replace(pin, url=url, hashes=_hashes(files))
    _refuse_two_of_a_name(pin, files)
    admitted = [f for f in _usable(files, order) if admits(f.pythons, order.target.python)]
    sources = [] if admitted else _sources(pin, files, order)
    place = order.sources.place_of(pin.name)
    if is_address(place) and not order.sources.wheelhouse:
        ranked = sorted(admitted, key=lambda found: rank(found.name, order.target))
        return _by_address(pin, [*ranked, *sources][0])
    wheels = [file for file in files if file.name.endswith(".whl")]
    return replace(pin, hashes=_hashes(sources or wheels))


def _by_address(pin: Pin, file: File) -> Pin:
    """The build knows no further index to find it on."""
    if urlsplit(file.url).query:
        raise LockFailed(
            f"Its index gives {file.name} an address with a ? in it, as those have that hold a "
            "password or are good for an hour, and the lock would show it.",
            where=pin.name,
            hint="Collect the wheels, index: {wheelhouse: wheels}, and it is pinned by version.",
        )
    return replace(pin, url=without_credentials(file.url), hashes=_hashes([file]))


def _sources(pin: Pin, files: Sequence[File], order: Order) -> list[File]:
    sources = [file for file in files if not file.name.endswith(".whl")]
    if not order.may_be_built(pin.name) or not sources:
        said = f"{pin.name} {pin.version} has no wheel for {order.target}"
        raise LockFailed(f"{said}, though a resolver took it.", hint="Name another version of it.")
    return sources


def _hashes(files: Iterable[File]) -> tuple[str, ...]:
    return tuple(sorted({f"sha256:{file.sha256}" for file in files if file.sha256}))


def _refuse_two_of_a_name(pin: Pin, files: Sequence[File]) -> None:
    """Two indexes with one file name and other bytes: which of them is meant, nobody can tell."""
    first: dict[str, File] = {}
    for file in files:
        other = first.setdefault(file.name, file)
        if file.sha256 and other.sha256 and file.sha256 != other.sha256:
            raise LockFailed(
                f"{file.name} is to be had in two places, with different bytes.",
                where="mlpack.yaml: index",
                hint=f"Say which one is meant: index: {{packages: {{{pin.name}: ADDRESS}}}}.",
            )

"""A folder with the one wheel for each pin that the target installs, to build an image offline."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from mlpack.errors import LockFailed
from mlpack.lock.index.files import files_of
from mlpack.lock.index.hashing import pieces, sha256
from mlpack.lock.index.pages import Wanted
from mlpack.lock.index.session import Session, opened
from mlpack.lock.index.together import together
from mlpack.lock.model import File, Order, Pin, Progress, Target
from mlpack.lock.wheels import fits, rank
from mlpack.wording import all_of

_AT_ONCE = 4
_HALF_MADE = ".mlpack-tmp"
_OLD = 3600  # seconds
_WHEELHOUSE = "the wheelhouse"


class Installer(Protocol):
    """What the build stage installs with: one package, each of its wheels known by its hash."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def hashes(self) -> tuple[str, ...]: ...


def collect(
    pins: Sequence[Pin],
    files: Mapping[str, Sequence[File]],
    *,
    folder: Path,
    target: Target,
    installer: Installer,
    order: Order,
    progress: Progress,
) -> tuple[str, ...]:
    """Fills the folder, and names the wheels in it that neither a pin nor the installer needs.

    `files` are `files_of` the pins, and a pin's hashes say which of them it may be. Nothing else in
    the folder is touched; where targets share it, only what each call names is needed by none.

    Raises:
        LockFailed: a pin has no wheel, or a file cannot be had, or written, or is not what it was.
    """
    tool = Pin(installer.name, installer.version, installer.hashes)
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
    chosen = _chosen(pins, files, target)
    if missing([tool], folder, target):
        found = files_of([Pin(tool.name, tool.version, ())], order, progress)
        chosen = [*chosen, _of_installer(tool, found[tool.name], target)]
    # A project may pin the installer too.
    by_name = {file.name: file for file in chosen}
    _fill(folder, list(by_name.values()), order, progress)
    needed = by_name.keys() | set(_held(tool, folder, target))
    return tuple(n for n in _names(folder) if n.endswith(".whl") and n not in needed)


def missing(pins: Sequence[Pin], folder: Path, target: Target) -> tuple[str, ...]:
    """The names of pins of which the folder has no wheel for the target with one of their hashes.

    Only what has a pin's name and version is read and hashed.
    """
    return tuple(pin.name for pin in pins if not any(_held(pin, folder, target)))


def _held(pin: Pin, folder: Path, target: Target) -> Iterator[str]:
    wanted = Wanted(pin.name, pin.version)
    for name in filter(wanted.has, _names(folder)):
        if fits(name, target) and f"sha256:{sha256(folder / name)}" in pin.hashes:
            yield name


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.is_file())
    except FileNotFoundError:
        return []
    except OSError as fault:
        said = f"It cannot be read: {(fault.strerror or str(fault)).lower()}."
        raise LockFailed(said, where=str(folder)) from None


def _chosen(pins: Sequence[Pin], files: Mapping[str, Sequence[File]], target: Target) -> list[File]:
    """The wheel of each pin that an installer would take; all that have none are named at once."""
    fitting = {pin.name: _fitting(pin, files.get(pin.name, ()), target) for pin in pins}
    if lacking := [pin for pin in pins if not fitting[pin.name]]:
        raise _no_wheels(lacking, target)
    return [min(wheels, key=lambda file: rank(file.name, target)) for wheels in fitting.values()]


def _fitting(pin: Pin, files: Sequence[File], target: Target) -> list[File]:
    known = [file for file in files if f"sha256:{file.sha256}" in pin.hashes]
    return [file for file in known if fits(file.name, target)]


def _of_installer(tool: Pin, files: Sequence[File], target: Target) -> File:
    fitting = _fitting(tool, files, target)
    if not fitting:
        raise LockFailed(
            f"The build stage installs with {tool.name} {tool.version}, and no wheel "
            "of it that the Dockerfile knows by its hash is to be had.",
            where=_WHEELHOUSE,
            hint="Put that wheel, as the public index has it, into the folder or on your index.",
        )
    return min(fitting, key=lambda file: rank(file.name, target))


def _no_wheels(pins: Sequence[Pin], target: Target) -> LockFailed:
    names = all_of(f"{pin.name} {pin.version}" for pin in pins)
    said = (
        f"{names} {'has' if len(pins) == 1 else 'have'} no wheel for {target} in the lock, and "
        "what a build from source needs is not in the wheelhouse."
    )
    build = " ".join(f"{pin.name}=={pin.version}" for pin in pins)
    each = "it" if len(pins) == 1 else "each"
    hint = (
        f"Build a wheel of {each} first (`pip wheel --no-deps {build}` in the image's Python), "
        "put it into the folder that index.find_links names, and run `mlpack lock` again."
    )
    return LockFailed(said, where=_WHEELHOUSE, hint=hint)


def _fill(folder: Path, chosen: Sequence[File], order: Order, progress: Progress) -> None:
    is_there = together(lambda file: _is_there(folder / file.name, file), chosen, at_once=_AT_ONCE)
    lacking = [file for file, there in zip(chosen, is_there, strict=True) if not there]
    if not lacking:
        return
    with opened(order) as session, _workshop(folder) as workshop:
        together(
            lambda file: _put(file, folder, workshop, session),
            lacking,
            at_once=_AT_ONCE,
            starting=lambda file: progress(f"Collecting {file.name}"),
        )
        with _writing(folder):
            _sync(folder)


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Where files are made; whatever ends a run, threads that still work leave nothing behind."""
    with _writing(folder):
        made = TemporaryDirectory(
            prefix=".", suffix=_HALF_MADE, dir=folder, ignore_cleanup_errors=True
        )
    with made as path:
        yield Path(path)


def _is_there(path: Path, file: File) -> bool:
    return path.is_file() and sha256(path) == file.sha256


def _put(file: File, folder: Path, workshop: Path, session: Session) -> None:
    """The file under its name, whole or not at all."""
    with _writing(folder / file.name):
        _load(file, workshop / file.name, session)
        (workshop / file.name).replace(folder / file.name)


def _load(file: File, temporary: Path, session: Session) -> None:
    digest = hashlib.sha256()
    with temporary.open("xb") as copy:
        for piece in pieces(file.url, session):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != file.sha256:
        said = f"{file.name} at {file.url} has other bytes than the lock knows it by."
        hint = "Run `mlpack lock` again; if it stays, tell those who keep the index."
        raise LockFailed(said, where=_WHEELHOUSE, hint=hint)


def _sweep(folder: Path) -> None:
    """Delete what a killed run left half-made; a run beside this one has younger ones."""
    for workshop in folder.glob(f".*{_HALF_MADE}"):
        with suppress(OSError):
            newest = max(path.stat().st_mtime for path in (workshop, *workshop.iterdir()))
            if time.time() - newest > _OLD:
                shutil.rmtree(workshop)


def _sync(folder: Path) -> None:
    """Make renames outlive a power cut."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            said, hint = "The disk is full.", "`pip cache purge` frees some."
        else:
            said = f"It cannot be written: {(fault.strerror or str(fault)).lower()}."
            hint = "Look whose it is (`ls -l`), then run the command again."
        raise LockFailed(said, where=str(path), hint=hint) from None

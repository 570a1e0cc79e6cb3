"""The wheels of a project's locks in one folder: for every platform that it has a lock for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpack.lock.index.files import files_of
from mlpack.lock.index.wheelhouse import collect
from mlpack.lock.model import Inputs, Lock, Pin, Progress
from mlpack.lock.order import as_a_version, order_of
from mlpack.wording import all_of, plural


@dataclass(frozen=True)
class Collected:
    """`wheels` are how many there are to be, `unneeded` the names of those that no lock pins."""

    wheels: int
    unneeded: tuple[str, ...]

    @property
    def says(self) -> str:
        rest = f"; no lock pins {all_of(self.unneeded)}" if self.unneeded else ""
        return f"{plural(self.wheels, 'wheel')}{rest}"


def collected(
    locks: Sequence[tuple[Lock, Inputs]],
    folder: Path,
    *,
    installer: Pin,
    progress: Progress,
) -> Collected:
    """Fills the folder with what the locks pin, and with what the build stage installs them with.

    Raises:
        LockFailed: a wheel cannot be had; those that could, stay.
    """
    unneeded: set[str] | None = None
    names: set[str] = set()
    for lock, inputs in locks:
        order = order_of(inputs)
        pins = [as_a_version(pin, inputs) for pin in lock.pins]
        rest = set(
            collect(
                pins,
                files_of(pins, order, progress),
                folder=folder,
                target=lock.target,
                installer=installer,
                order=order,
                progress=progress,
            )
        )
        # What one platform has no use for, another may.
        unneeded = rest if unneeded is None else unneeded & rest
        names |= {wheel.name for wheel in folder.glob("*.whl")} - rest
    return Collected(len(names), tuple(sorted(unneeded or ())))

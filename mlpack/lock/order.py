"""A lock's inputs turned into what a backend is asked for, faults named before it is started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlpack.errors import LockFailed
from mlpack.lock.distributions import file_of
from mlpack.lock.model import Inputs, Order, Pin, Target
from mlpack.lock.requirements import bare, normal, requirement
from mlpack.lock.wheels import fits, glibc_needed
from mlpack.plan import Index, is_address


def order_of(inputs: Inputs) -> Order:
    """What a backend is asked for; nothing is kept yet.

    Raises:
        LockFailed: a line cannot be locked, or a folder that packages come from is not there.
    """
    return Order(
        tuple(_checked(line, inputs.target) for line in inputs.lines if bare(line)),
        inputs.target,
        constraints=tuple(bare(constraint.line) for constraint in inputs.constraints),
        sources=_seen_from(inputs.root.resolve(), inputs.index),
        from_source=inputs.from_source,
        exclude_newer=inputs.exclude_newer,
        askers=_askers(inputs),
    )


def _seen_from(root: Path, index: Index) -> Index:
    """The index with its folders and files as absolute paths.

    Raises:
        LockFailed: one of them is not there.
    """
    return replace(
        index,
        packages={name: _place(root, place) for name, place in index.packages.items()},
        find_links=tuple(_place(root, place) for place in index.find_links),
        certificates=_certificates(root, index.certificates),
    )


def offline(order: Order, root: Path, wheelhouse: str) -> Order:
    """The order with no place left but folders, the wheelhouse among them."""
    sources = order.sources
    own = {name: place for name, place in sources.packages.items() if not is_address(place)}
    folders = [place for place in sources.find_links if not is_address(place)]
    if wheelhouse:
        folders.append(_place(root, wheelhouse))
    if not folders and not own:
        raise LockFailed(
            "There is no folder of wheels to lock from.",
            where="mlpack.yaml: index",
            hint="Name one under index.wheelhouse or index.find_links.",
        )
    alone = replace(sources, url="", extra=(), packages=own, find_links=tuple(folders))
    return replace(order, sources=alone, offline=True)


def as_a_version(pin: Pin, inputs: Inputs) -> Pin:
    """A pin that has an address only because its package has an index of its own is a version."""
    return replace(pin, url="") if inputs.index.place_of(pin.name) else pin


def _place(root: Path, place: str) -> str:
    if is_address(place):
        return place
    if not (root / place).exists():
        hint = "Make it, or change `index:` in mlpack.yaml."
        raise LockFailed(
            "It is not there, and packages are to come from it.", where=place, hint=hint
        )
    return str(root / place)


def _certificates(root: Path, path: str) -> str:
    if path and not (root / path).is_file():
        raise LockFailed(
            "It is not there, and mlpack.yaml names it as your certificate authorities.",
            where=path,
            hint="Put it there, or change `index:` in mlpack.yaml.",
        )
    return str(root / path) if path else ""


def _askers(inputs: Inputs) -> dict[str, str]:
    said = {line: paragraph.asker for paragraph in inputs.paragraphs for line in paragraph.lines}
    said |= {constraint.line: constraint.where for constraint in inputs.constraints}
    return {bare(line): asker for line, asker in {**said, **inputs.askers}.items()}


def _checked(line: str, target: Target) -> str:
    """The line as a backend may read it; a fault is named before anything is started."""
    normal(line)
    text = bare(line)
    url = requirement(text).url or ""
    wheel = file_of(url)
    if wheel.endswith(".whl") and not fits(wheel, target):
        said = f"{wheel} is not for {target}{_as_glibc_wants(wheel, target)}."
        raise LockFailed(said, where="requirements.in", hint="Name the wheel that is for it.")
    return text


def _as_glibc_wants(wheel: str, target: Target) -> str:
    least = glibc_needed([wheel], target)
    return f" with glibc {target.glibc}: it needs glibc {least}" if least else ""

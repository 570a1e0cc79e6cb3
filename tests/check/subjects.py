"""What the rules look at, made without a disk or a network: a plan, and a lock in its true form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from projects import DIGITS
from specs import project_of

from mlpack.check import Subject
from mlpack.lock import Pin, Target
from mlpack.lock.text import written
from mlpack.plan.model import Compute, SystemPackages
from mlpack.write import Change

TODAY = date(2026, 11, 20)
CUDA = Compute("cuda", cuda="12.6", libraries="wheels", driver_minimum="525.60.13")
FROM_IMAGE = replace(CUDA, libraries="image")


def subject(
    *pins: str, text: str = DIGITS, root: Path = Path("nowhere"), **plan: object
) -> Subject:
    """A project whose lock pins `pins`, as in `torch==2.8.0+cpu via easyocr`; `plan` differs so.

    `image` is the base's.
    """
    project = project_of(text, root)
    image = plan.pop("image", project.plan.base.image)
    base = replace(project.plan.base, image=image)
    return Subject(
        root=root,
        plan=replace(project.plan, base=base, **plan),
        catalog=project.catalog,
        changes=(),
        locks=(Change("requirements.lock", "same", lock(*pins), None, 0o644, "", None),),
        today=TODAY,
        pins={one.name: one.via for one in map(pin, pins)},
    )


def lock(*pins: str) -> str:
    target = Target("3.12", "linux/amd64", "2.41")
    return written(
        [pin(text) for text in pins], target=target, backend="uv 0.11.0", fingerprint=_hash("x")
    )


def pin(text: str) -> Pin:
    found = re.fullmatch(r"([\w.-]+)(?:\[(.+)\])?==(\S+)(?: via (.+))?", text)
    name, extras, version, via = found.groups("")
    return Pin(
        name,
        version,
        (_hash(text),),
        extras=tuple(filter(None, extras.split(","))),
        via=tuple(filter(None, via.split(", "))),
    )


def run_packages(*names: str) -> SystemPackages:
    return SystemPackages((), names)


def _hash(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"

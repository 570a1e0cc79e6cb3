"""Facts on GPUs, drivers, CUDA toolkits and NVIDIA's images, as typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlpack.catalog.rows import Origin


@dataclass(frozen=True)
class Gpu:
    """`capability` is its compute capability, as in 8.9."""

    name: str
    capability: str
    family: str
    origin: Origin
    unconfirmed: str = ""


@dataclass(frozen=True)
class CudaMajor:
    """What every toolkit of a major needs: the least driver, and the least compute capability."""

    version: str
    driver: str
    capability: str
    origin: Origin


@dataclass(frozen=True)
class Driver:
    """A branch of NVIDIA's driver, as 580, and the newest CUDA major that it runs.

    `end_of_life` is an ISO day; it and `kind` are empty where they are not known.
    """

    branch: str
    kind: str
    end_of_life: str
    cuda: str
    origin: Origin
    unconfirmed: str = ""


@dataclass(frozen=True)
class Toolkit:
    """A CUDA toolkit; `driver` is the one that it was shipped with, not the least."""

    version: str
    newest: str
    driver: str
    origin: Origin
    unconfirmed: str = ""


@dataclass(frozen=True)
class CudaImage:
    """Tags of nvidia/cuda: `newest` is the last patch seen, `systems` are the suites it is on.

    `deletable` is the ISO day from which NVIDIA may delete it, where that is known.
    """

    cuda: str
    newest: str
    systems: tuple[str, ...]
    cudnn: str
    origin: Origin
    deletable: str = ""
    unconfirmed: str = ""


@dataclass(frozen=True)
class Suite:
    """A release of Debian or Ubuntu: `python` is its own, empty where it has none that we use.

    `renamed` are packages that have another name here than in bookworm.
    """

    name: str
    family: str
    glibc: str
    origin: Origin
    python: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SystemNeed:
    """Debian packages that a distribution needs beside a slim image, by bookworm's names.

    `build` is what building it from source needs. Where `unconfirmed`, nothing is installed by
    itself; `mlpack check` says it.
    """

    distribution: str
    because: str
    origin: Origin
    run: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    alternative: str = ""
    unconfirmed: str = ""

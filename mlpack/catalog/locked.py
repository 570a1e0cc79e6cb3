"""Facts on what stands in a lock: what does not go together, what is built for a CUDA."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from packaging.specifiers import SpecifierSet

from mlpack.catalog import tables
from mlpack.catalog.rows import Origin


@dataclass(frozen=True)
class Conflict:
    """Two requirements that must not both be met; without `other`, one that must not be at all.

    `devices` narrows it to some.
    """

    rule: str
    one: str
    because: str
    mend: str
    origin: Origin
    other: str = ""
    devices: tuple[str, ...] = ()


@dataclass(frozen=True)
class CudaPackage:
    """`name` may be a pattern. `cuda` is the major it is built for, empty where the name hides it.

    `brings`: it is nothing but CUDA's own files, which a service for the CPU has no use for.
    """

    name: str
    origin: Origin
    releases: str = ""
    cuda: str = ""
    brings: bool = False

    def is_for(self, name: str, version: str) -> bool:
        return fnmatchcase(name, self.name) and (
            not self.releases or SpecifierSet(self.releases).contains(version, prereleases=True)
        )


@dataclass(frozen=True)
class CudaNeed:
    """`needs` are patterns of names; each must be met by a package beside `package`."""

    package: str
    needs: tuple[str, ...]
    mend: str
    origin: Origin


@dataclass(frozen=True)
class DiskNeed:
    """GiB that building an image takes, by where CUDA's libraries come from; empty for none."""

    libraries: str
    gib: str
    origin: Origin


@cache
def conflicts() -> tuple[Conflict, ...]:
    return tables.own("conflict", Conflict)


@cache
def cuda_packages() -> tuple[CudaPackage, ...]:
    return tables.own("cuda_package", CudaPackage)


@cache
def cuda_needs() -> tuple[CudaNeed, ...]:
    return tables.own("cuda_need", CudaNeed)


@cache
def disk_needs() -> tuple[DiskNeed, ...]:
    return tables.own("disk_need", DiskNeed)

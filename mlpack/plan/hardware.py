"""What a build asks of CUDA, driver and GPU, held against what was said of the hosts."""

from __future__ import annotations

from collections.abc import Iterator

from mlpack.catalog import Catalog, CudaMajor, Gpu, Kernels, Variant, numbers
from mlpack.plan.parts import Part
from mlpack.plan.said import admits

AUTO = "auto"


def major_of(cuda: str) -> str:
    return cuda.partition(".")[0]


def is_wished_cuda(wished: str, variant: Variant) -> bool:
    """A build for a major alone, as `12`, runs with every minor of it."""
    if wished == AUTO or not variant.cuda:
        return True
    if "." in wished and "." in variant.cuda:
        return wished == variant.cuda
    return major_of(wished) == major_of(variant.cuda)


def cuda_major(variant: Variant, catalog: Catalog) -> CudaMajor | None:
    """What every CUDA of its major needs; nothing where it is not known."""
    major = major_of(variant.cuda)
    return next((row for row in catalog.cuda_majors if row.version == major), None)


def has_driver(driver: str, least: str) -> bool:
    """Whether `driver` is at least that; 580 alone is any of its branch."""
    said = numbers(driver)
    return said >= numbers(least)[: len(said)]


def kernels_of(part: Part, platform: str) -> tuple[Kernels, ...]:
    """What is known of the code that its build holds on `platform`; none where nothing is."""
    name = part.variant.name if part.variant else ""
    return tuple(
        row
        for row in part.framework.kernels
        if name in row.variants
        and admits(row.releases, part.exact)
        and (not row.platforms or platform in row.platforms)
    )


def serves(kernels: Kernels, gpu: Gpu) -> bool:
    """By NVIDIA's rule: code of the same major and no newer minor, or PTX that is no newer."""
    wished = numbers(gpu.capability)
    machine = any(
        numbers(one)[0] == wished[0] and numbers(one) <= wished for one in kernels.capabilities
    )
    return machine or any(numbers(one) <= wished for one in kernels.ptx)


def unserved(part: Part, gpu: Gpu, platform: str) -> tuple[Kernels, ...]:
    """The rows by which it has no code for `gpu`; none where some has, or nothing is known."""
    rows = kernels_of(part, platform)
    return () if any(serves(row, gpu) for row in rows) else rows


def is_too_old(gpu: Gpu, variant: Variant, catalog: Catalog) -> bool:
    """Whether no CUDA of the build's major computes on it."""
    major = cuda_major(variant, catalog)
    return major is not None and numbers(gpu.capability) < numbers(major.capability)


def refused_gpus(
    part: Part, gpus: tuple[Gpu, ...], platforms: tuple[str, ...], catalog: Catalog
) -> Iterator[Gpu]:
    """Those that it certainly cannot compute on; what is not confirmed refuses none."""
    for gpu in gpus:
        rows = [unserved(part, gpu, platform) for platform in platforms]
        known = any(found and not any(r.unconfirmed for r in found) for found in rows)
        if part.variant and (is_too_old(gpu, part.variant, catalog) or known):
            yield gpu


def capabilities_of(part: Part, platforms: tuple[str, ...]) -> tuple[str, ...]:
    """Those that its build holds code for on every platform; none where it is not known."""
    rows = [kernels_of(part, platform) for platform in platforms]
    held = [{one for row in found for one in row.capabilities} for found in rows]
    return tuple(sorted(set.intersection(*held), key=numbers))

"""What each wish asks of a build of a framework, and what is so where none comes up to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, Gpu, numbers
from mlpack.plan.hardware import (
    AUTO,
    cuda_major,
    has_driver,
    is_too_old,
    is_wished_cuda,
    major_of,
    refused_gpus,
    unserved,
)
from mlpack.plan.parts import Part
from mlpack.plan.said import admits
from mlpack.plan.wishes import Wishes
from mlpack.wording import all_of


@dataclass(frozen=True)
class Asked:
    """What a hurdle may look at; `subject` is how a sentence calls the parts that stand at it.

    Where `is_sure`, what is not confirmed stops a part too.
    """

    wishes: Wishes
    catalog: Catalog
    subject: str = ""
    is_sure: bool = False


@dataclass(frozen=True)
class Hurdle:
    """`setting` is the wish; `says` is the half of a sentence on parts of which none clears it."""

    setting: str
    clears: Callable[[Part, Asked], bool]
    says: Callable[[Sequence[Part], Asked], str]


def clears_all(part: Part, asked: Asked) -> bool:
    return all(hurdle.clears(part, asked) for hurdle in HURDLES)


def _on_device(part: Part, asked: Asked) -> bool:
    return not part.variant or part.variant.device == asked.wishes.spec.compute.device


def _devices(parts: Sequence[Part], asked: Asked) -> str:
    devices = dict.fromkeys(part.variant.device for part in parts if part.variant)
    names = all_of("the CPU" if device == "cpu" else device.upper() for device in devices)
    return f"{asked.subject} computes on {names} only"


def _is_pinned_build(part: Part, asked: Asked) -> bool:
    """Of 2.5.1+cu121 the build, where the catalogue calls one so."""
    build = asked.wishes.files_on(part.framework).build
    known = {variant.name for variant in part.framework.variants}
    return not part.variant or build not in known or part.variant.name == build


def _builds(parts: Sequence[Part], asked: Asked) -> str:
    said = asked.wishes.files_on(parts[0].framework)
    left = all_of(dict.fromkeys(part.variant.name for part in parts if part.variant))
    return f"{said.where} asks for {said.versions}, and what is left of {asked.subject} is {left}"


def _is_named(part: Part, asked: Asked) -> bool:
    """Two distributions of a framework have the same files, and would break each other."""
    named = asked.wishes.files_on(part.framework).named
    variant = part.variant
    return not variant or not named or canonicalize_name(variant.distribution) in named


def _distributions(parts: Sequence[Part], asked: Asked) -> str:
    said = asked.wishes.files_on(parts[0].framework)
    own = all_of(dict.fromkeys(part.variant.distribution for part in parts if part.variant))
    wanted = all_of(f"{name} ({where})" for name, where in said.named.items())
    return f"{asked.subject} is {own} here, and {wanted} beside it would have the same files"


def _for_cuda(part: Part, asked: Asked) -> bool:
    wished = asked.wishes.spec.compute.cuda
    return not part.variant or not wished or is_wished_cuda(wished, part.variant)


def _cudas(parts: Sequence[Part], asked: Asked) -> str:
    wished = asked.wishes.spec.compute.cuda
    return f"{asked.subject} has no build for CUDA {wished}: it has {cudas_of(parts)}"


def cudas_of(parts: Sequence[Part]) -> str:
    """The CUDAs that they are built for, as in `12.6 and 13.0`."""
    found = {part.variant.cuda for part in parts if part.variant and part.variant.cuda}
    return _listed(found)


def _listed(cudas: Collection[str]) -> str:
    return all_of(sorted(cudas, key=numbers))


def _with_libraries(part: Part, asked: Asked) -> bool:
    wished, variant = asked.wishes.libraries, part.variant
    if wished == "auto" or not variant or not variant.libraries:
        return True
    # Wheels that say a flavor run on NVIDIA's image too.
    return variant.libraries == wished or (wished == "image" and bool(variant.flavor))


def _libraries(parts: Sequence[Part], asked: Asked) -> str:
    """Of a CUDA that was named: the same framework may have another one the wished way."""
    wished = asked.wishes.spec.compute.cuda or AUTO
    if asked.wishes.libraries == "wheels":
        cuda = "CUDA" if wished == AUTO else f"CUDA {wished}"
        return f"{asked.subject} has no packages that bring {cuda}: it needs NVIDIA's image"
    every = [variant for part in parts for variant in part.framework.variants]
    on_image = {v.cuda for v in every if v.libraries == "image" or v.flavor} - {""}
    if wished != AUTO and on_image:
        return f"{asked.subject} stands on NVIDIA's image with CUDA {_listed(on_image)} only"
    return f"{asked.subject} has CUDA in its packages, and NVIDIA's image would be a second one"


def _on_platforms(part: Part, asked: Asked) -> bool:
    return part.has_platforms(asked.wishes.platforms)


def _platforms(parts: Sequence[Part], asked: Asked) -> str:
    wished = asked.wishes.platforms
    missing = [p for p in wished if not any(part.has_platforms((p,)) for part in parts)]
    on = f" with CUDA {cudas}" if (cudas := cudas_of(parts)) else ""
    return f"{asked.subject}{on} has no wheels for {all_of(missing or wished)}"


def _on_driver(part: Part, asked: Asked) -> bool:
    driver = asked.wishes.spec.compute.driver
    needs = cuda_major(part.variant, asked.catalog) if part.variant and driver else None
    return not needs or has_driver(driver or "", needs.driver)


def _driver(parts: Sequence[Part], asked: Asked) -> str:
    driver = asked.wishes.spec.compute.driver or ""
    majors = {major_of(part.variant.cuda) for part in parts if part.variant}
    rows = sorted(asked.catalog.cuda_majors, key=lambda row: numbers(row.version))
    least = next(row for row in rows if row.version in majors)
    below = f"driver {driver} is below the {least.driver} that CUDA {least.version} needs"
    can = [row.version for row in rows if has_driver(driver, row.driver)]
    is_named = asked.wishes.spec.compute.cuda != AUTO
    if is_named or not can or can[-1] in _majors_of(parts):
        return below
    return f"{asked.subject} has no build for CUDA {can[-1]}, and {below}"


def _majors_of(parts: Sequence[Part]) -> set[str]:
    """Those that the same releases are built for, whether the wishes admit the builds or not."""
    return {
        major_of(variant.cuda)
        for part in parts
        for variant in part.framework.variants
        if admits(variant.releases, part.exact)
    }


def _on_gpus(part: Part, asked: Asked) -> bool:
    wishes = asked.wishes
    if asked.is_sure and any(unserved(part, g, p) for g in wishes.gpus for p in wishes.platforms):
        return False
    return not any(refused_gpus(part, wishes.gpus, wishes.platforms, asked.catalog))


def _gpus(parts: Sequence[Part], asked: Asked) -> str:
    wishes, catalog = asked.wishes, asked.catalog
    refused = [{*refused_gpus(p, wishes.gpus, wishes.platforms, catalog)} for p in parts]
    always = [gpu for gpu in wishes.gpus if all(gpu in gpus for gpus in refused)]
    if not always:
        return f"no build of {asked.subject} holds code for all of {named(wishes.gpus)}"
    variants = [part.variant for part in parts if part.variant]
    if all(is_too_old(gpu, variant, catalog) for gpu in always for variant in variants):
        majors = [row for v in variants if (row := cuda_major(v, catalog))]
        least = min(majors, key=lambda row: numbers(row.capability))
        return (
            f"CUDA {least.version} computes on GPUs from compute capability {least.capability} "
            f"on, and that is above {named(always)}"
        )
    return f"{asked.subject} holds no code for {named(always)}"


def named(gpus: Sequence[Gpu]) -> str:
    """GPUs with their compute capability, as in `P100 (6.0)`."""
    return all_of(f"{gpu.name} ({gpu.capability})" for gpu in gpus)


HURDLES = (
    Hurdle("compute", _on_device, _devices),
    Hurdle("compute", _is_named, _distributions),
    Hurdle("compute", _is_pinned_build, _builds),
    Hurdle("compute.cuda", _for_cuda, _cudas),
    Hurdle("compute.libraries", _with_libraries, _libraries),
    Hurdle("platforms", _on_platforms, _platforms),
    Hurdle("compute.driver", _on_driver, _driver),
    Hurdle("compute.gpus", _on_gpus, _gpus),
)

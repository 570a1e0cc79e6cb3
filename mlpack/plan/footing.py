"""What the image can stand on: Python's slim image, one of NVIDIA's, or the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.catalog import Base, Catalog, CudaImage, Suite, Variant, numbers
from mlpack.plan.hardware import AUTO, major_of
from mlpack.plan.model import BaseImage
from mlpack.plan.parts import Candidate
from mlpack.plan.wishes import Wishes

NVIDIA = "nvidia/cuda"
_SLIM_PYTHON = "/usr/local/lib/python"
_SUITE_PYTHON = "/usr/lib/python"


@dataclass(frozen=True)
class Footing:
    """`cuda` is that of NVIDIA's image, whose row is `cuda_image`; `slim` is Python's own."""

    base: BaseImage
    cuda: str = ""
    slim: Base | None = None
    cuda_image: CudaImage | None = None


def footings(
    candidate: Candidate, python: str, *, wishes: Wishes, catalog: Catalog
) -> Iterator[Footing]:
    """Every base that has `python` and loads the candidate's wheels, the best first."""
    glibc = candidate.glibc(wishes.platforms)
    for footing in bases_of(candidate.variant, python, wishes=wishes, catalog=catalog):
        if numbers(footing.base.glibc) >= numbers(glibc):
            yield footing


def bases_of(
    variant: Variant, python: str, *, wishes: Wishes, catalog: Catalog
) -> Iterator[Footing]:
    """Every base for `variant` that has `python`, whatever its glibc, the best first."""
    if wishes.spec.base.image:
        return _own(python, wishes, catalog)
    if stands_on_nvidia(variant, wishes):
        return _nvidia(variant, python, wishes=wishes, catalog=catalog)
    return _slim(python, wishes, catalog)


def stands_on_nvidia(variant: Variant, wishes: Wishes) -> bool:
    """Whether CUDA's libraries come from the image."""
    return variant.libraries == "image" or (wishes.libraries == "image" and bool(variant.flavor))


def _own(python: str, wishes: Wishes, catalog: Catalog) -> Iterator[Footing]:
    said = wishes.spec.base
    image, _, digest = (said.image or "").partition("@")
    glibc = glibc_of_own(wishes, catalog)
    if wishes.python and glibc:
        yield Footing(
            BaseImage(
                image=image,
                digest=digest,
                glibc=glibc,
                suite=said.suite or "",
                standard_library=f"{_SLIM_PYTHON}{python}",
            )
        )


def glibc_of_own(wishes: Wishes, catalog: Catalog) -> str:
    """Of the person's own image, as they say it or as its suite has it; empty where not known."""
    said = wishes.spec.base
    suites = (row.glibc for row in catalog.suites if row.name == said.suite)
    return said.glibc or next(suites, "")


def _slim(python: str, wishes: Wishes, catalog: Catalog) -> Iterator[Footing]:
    for row in slim_images(python, wishes, catalog):
        if not wishes.spec.base.suite or row.suite == wishes.spec.base.suite:
            base = BaseImage(
                image=row.image,
                glibc=row.glibc,
                suite=row.suite,
                standard_library=f"{_SLIM_PYTHON}{python}",
            )
            yield Footing(base, slim=row)


def slim_images(python: str, wishes: Wishes, catalog: Catalog) -> list[Base]:
    """Those of `python` (empty: of any), the newest Debian first; unconfirmed where it is named."""
    fitting = [
        row
        for row in catalog.bases
        if python in ("", row.python)
        and {*row.platforms} >= {*wishes.platforms}
        and (wishes.python or not row.unconfirmed)
    ]
    return sorted(fitting, key=lambda row: numbers(row.glibc), reverse=True)


def _nvidia(
    variant: Variant, python: str, *, wishes: Wishes, catalog: Catalog
) -> Iterator[Footing]:
    slim = slim_images(python, wishes, catalog)
    for row in cuda_images(variant, wishes, catalog):
        for suite in systems_of(row, python, catalog):
            if wishes.spec.base.suite not in (None, suite.name):
                continue
            copied = next((s for s in slim if numbers(s.glibc) <= numbers(suite.glibc)), None)
            if suite.python == python or copied:
                yield _on_nvidia(row, suite, variant.flavor, python=python, copied=copied)


def cuda_images(variant: Variant, wishes: Wishes, catalog: Catalog) -> list[CudaImage]:
    """Those of the wished CUDA alone; else of the build's own, then of the same major."""
    wished = wishes.spec.compute.cuda or AUTO
    exact = wished if "." in wished else variant.cuda
    tokens = {row.cudnn for row in catalog.cuda_images if row.cuda == exact}
    same = [
        row
        for row in catalog.cuda_images
        if (row.cuda == wished if "." in wished else major_of(row.cuda) == major_of(exact))
        # another cuDNN is no substitute
        and ("cudnn" not in variant.flavor or not tokens or row.cudnn in tokens)
    ]
    return sorted(
        same,
        key=lambda row: (
            row.cuda == exact,
            not row.unconfirmed,
            _lasts(row, catalog),
            numbers(row.cuda),
        ),
        reverse=True,
    )


def _lasts(row: CudaImage, catalog: Catalog) -> bool:
    """Whether NVIDIA is known to keep it for another year."""
    year, _, rest = catalog.day.partition("-")
    return row.deletable > f"{int(year) + 1}-{rest}"


def systems_of(row: CudaImage, python: str, catalog: Catalog) -> list[Suite]:
    """Those that it is on: the one whose own Python it is, then the newest."""
    systems = [suite for suite in catalog.suites if suite.name in row.systems]
    return sorted(systems, key=lambda s: (s.python == python, numbers(s.glibc)), reverse=True)


def _on_nvidia(
    row: CudaImage, suite: Suite, flavor: str, *, python: str, copied: Base | None
) -> Footing:
    has_own = suite.python == python
    base = BaseImage(
        image=_tag(row, flavor, suite),
        glibc=suite.glibc,
        suite=suite.name,
        python="suite" if has_own else "copied",
        python_image="" if has_own or not copied else copied.image,
        build_image=_tag(row, "cudnn-devel" if "cudnn" in flavor else "devel", suite),
        standard_library=f"{_SUITE_PYTHON if has_own else _SLIM_PYTHON}{python}",
    )
    return Footing(base, cuda=row.cuda, slim=None if has_own else copied, cuda_image=row)


def _tag(row: CudaImage, flavor: str, suite: Suite) -> str:
    return f"{NVIDIA}:{row.newest}-{flavor.replace('cudnn', row.cudnn)}-{suite.name}"


def whole_name(image: str) -> str:
    """`image` with its registry, as a label names it: docker.io/library/python:3.12-slim."""
    first, slash, _ = image.partition("/")
    if not slash:
        return f"docker.io/library/{image}"
    has_registry = {*first} & {".", ":"} or first == "localhost"
    return image if has_registry else f"docker.io/{image}"

"""Why there is nothing for an image to stand on, where release and Python go together."""

from __future__ import annotations

from collections.abc import Sequence

from mlpack.catalog import Catalog, Suite, numbers
from mlpack.plan.choice import usable_pythons
from mlpack.plan.footing import cuda_images, glibc_of_own, slim_images, stands_on_nvidia
from mlpack.plan.parts import Candidate
from mlpack.plan.wishes import Wishes
from mlpack.wording import all_of


def why_no_base(
    candidates: Sequence[Candidate], wishes: Wishes, catalog: Catalog
) -> tuple[str, str]:
    """The setting that stands in the way, and what is so; for the newest Python that goes."""
    pairs = (
        (candidate, python.version)
        for python in usable_pythons(wishes, catalog)
        for candidate in candidates
        if candidate.has_python(python.version, wishes.platforms)
    )
    candidate, python = next(pairs)
    if wishes.spec.base.image:
        return _own(candidate, wishes, catalog)
    if stands_on_nvidia(candidate.variant, wishes):
        return _nvidia(candidate, python, wishes=wishes, catalog=catalog)
    return _slim(candidate, python, wishes=wishes, catalog=catalog)


def _own(candidate: Candidate, wishes: Wishes, catalog: Catalog) -> tuple[str, str]:
    image = wishes.spec.base.image or ""
    if not wishes.python:
        return "python", f"mlpack does not look into {image}: say which Python it has."
    if not (glibc := glibc_of_own(wishes, catalog)):
        return "base", f"mlpack does not look into {image}: say its suite, or its glibc."
    return "base", f"{image} has glibc {glibc}, and {_needs(candidate, wishes)}."


def _slim(
    candidate: Candidate, python: str, *, wishes: Wishes, catalog: Catalog
) -> tuple[str, str]:
    images, suite = slim_images(python, wishes, catalog), wishes.spec.base.suite
    on = all_of(wishes.platforms)
    if not images:
        known = {row.python for row in slim_images("", wishes, catalog)}
        has = all_of(sorted(known, key=numbers))
        return "python", f"There is no base image with Python {python} for {on}: there is {has}."
    if suite and suite not in {row.suite for row in images}:
        has = all_of(row.suite for row in images)
        return "base", f"Python {python}'s slim image is on {has}, not on {suite}."
    newest = next(row for row in images if suite in (None, row.suite))
    return "base", f"{newest.image} has glibc {newest.glibc}, and {_needs(candidate, wishes)}."


def _nvidia(
    candidate: Candidate, python: str, *, wishes: Wishes, catalog: Catalog
) -> tuple[str, str]:
    rows, suite = cuda_images(candidate.variant, wishes, catalog), wishes.spec.base.suite
    names = dict.fromkeys(system for row in rows for system in row.systems)
    systems = [row for row in catalog.suites if row.name in names]
    if not systems:
        return "compute.libraries", f"NVIDIA has no image for CUDA {candidate.variant.cuda}."
    if suite and suite not in names:
        return (
            "base",
            f"NVIDIA's images for CUDA {rows[0].cuda} are on {all_of(names)}, not on {suite}.",
        )
    wished = [row for row in systems if suite in (None, row.name)]
    if all(numbers(row.glibc) < numbers(candidate.glibc(wishes.platforms)) for row in wished):
        newest = max(wished, key=lambda row: numbers(row.glibc))
        return "base", f"{newest.name} has glibc {newest.glibc}, and {_needs(candidate, wishes)}."
    image = f"NVIDIA's image of CUDA {rows[0].cuda}"
    if candidate.variant.libraries == "image":
        image += f", which {candidate.computing.title} needs,"
    why = _no_copy(wished, python, wishes=wishes, catalog=catalog)
    return "python", f"{image} stands on a system of its own: {why}"


def _no_copy(systems: Sequence[Suite], python: str, *, wishes: Wishes, catalog: Catalog) -> str:
    own = all_of(f"{row.name} has Python {row.python}" for row in systems if row.python)
    newest = max(systems, key=lambda row: numbers(row.glibc))
    slim = slim_images(python, wishes, catalog)
    needs = f"{slim[-1].image} needs {slim[-1].glibc}" if slim else "there is no image of it"
    there = f"the glibc {newest.glibc} there"
    return f"{own}. Python {python} cannot be copied to {there}: {needs}."


def _needs(candidate: Candidate, wishes: Wishes) -> str:
    part = max(candidate.parts, key=lambda part: numbers(part.glibc(wishes.platforms)))
    return f"{part.title} needs {part.glibc(wishes.platforms)}"

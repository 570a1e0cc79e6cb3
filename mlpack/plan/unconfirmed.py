"""What the choice rests on and could not be checked: never a refusal, always said."""

from __future__ import annotations

from collections.abc import Iterator

from mlpack.catalog import Catalog, Gpu
from mlpack.plan.choice import Choice
from mlpack.plan.hardware import unserved
from mlpack.plan.hurdles import named
from mlpack.plan.model import Unconfirmed
from mlpack.plan.parts import Part
from mlpack.plan.wishes import Wishes


def unconfirmed(choice: Choice, wishes: Wishes, catalog: Catalog) -> tuple[Unconfirmed, ...]:
    """Each fact once. Of Python's own base images `mlpack check` says it itself."""
    found = [
        *(one for part in choice.candidate.parts for one in _of_part(part, wishes)),
        *_of_base(choice),
        *_of_gpus(wishes.gpus),
        *_of_patch(choice.candidate.own),
    ]
    return tuple(dict.fromkeys(found))


def _of_part(part: Part, wishes: Wishes) -> Iterator[Unconfirmed]:
    for row in part.rows_for(wishes.platforms):
        if row.unconfirmed:
            yield Unconfirmed(part.title, row.unconfirmed, row.origin.as_of)
    if part.variant and part.variant.unconfirmed:
        what = f"{part.title}, the build {part.variant.name}"
        yield Unconfirmed(what, part.variant.unconfirmed, part.variant.origin.as_of)
    for gpu in wishes.gpus:
        for platform in wishes.platforms:
            yield from _of_kernels(part, gpu, platform)


def _of_kernels(part: Part, gpu: Gpu, platform: str) -> Iterator[Unconfirmed]:
    for row in unserved(part, gpu, platform):
        if row.unconfirmed:
            what = f"{part.title} holds no code for {named([gpu])}, as far as is known"
            yield Unconfirmed(what, row.unconfirmed, row.origin.as_of)


def _of_base(choice: Choice) -> Iterator[Unconfirmed]:
    row, copied = choice.footing.cuda_image, choice.footing.slim
    if row and row.unconfirmed:
        yield Unconfirmed(choice.footing.base.image, row.unconfirmed, row.origin.as_of)
    if row and copied and copied.unconfirmed:
        yield Unconfirmed(copied.image, copied.unconfirmed, copied.origin.as_of)


def _of_gpus(gpus: tuple[Gpu, ...]) -> Iterator[Unconfirmed]:
    for gpu in gpus:
        if gpu.unconfirmed:
            yield Unconfirmed(named([gpu]), gpu.unconfirmed, gpu.origin.as_of)


def _of_patch(part: Part) -> Iterator[Unconfirmed]:
    """One that a file of the project pins, and that is newer than the catalogue."""
    if part.is_newer_than_known:
        row = part.rows[0]
        what = f"{part.framework.title} {part.version}"
        yield Unconfirmed(what, f"the last that is known is {row.newest}", row.origin.as_of)

"""Which release, build, Python and base image go together: the newest that every wish allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mlpack.catalog import Catalog, Python, Variant, numbers
from mlpack.plan.footing import Footing, bases_of, footings
from mlpack.plan.hurdles import Asked, clears_all
from mlpack.plan.parts import Candidate, Part, Stock, agree
from mlpack.plan.wishes import Wishes


@dataclass(frozen=True)
class Choice:
    candidate: Candidate
    python: Python
    footing: Footing

    @property
    def variant(self) -> Variant:
        return self.candidate.variant


def first_fit(wishes: Wishes, catalog: Catalog) -> Choice | None:
    """Rather an older one than one of whose code for a named GPU there is doubt."""
    sure = next(_fitting(wishes, catalog, is_sure=True), None) if wishes.gpus else None
    return sure or next(_fitting(wishes, catalog, is_sure=False), None)


def _fitting(wishes: Wishes, catalog: Catalog, *, is_sure: bool) -> Iterator[Choice]:
    """All that every wish allows: the newest release first, then the newest Python, then the
    first build in the catalogue's order, those that bring CUDA's libraries before the others.
    """
    pythons = usable_pythons(wishes, catalog)
    for group in _groups(wishes, catalog, is_sure=is_sure) if pythons else ():
        for python in pythons:
            for candidate in group:
                if candidate.has_python(python.version, wishes.platforms):
                    for footing in footings(
                        candidate, python.version, wishes=wishes, catalog=catalog
                    ):
                        yield Choice(candidate, python, footing)


def usable_pythons(wishes: Wishes, catalog: Catalog) -> list[Python]:
    """Those that the wishes leave, whatever the framework has, the newest first."""
    named = {wishes.python} if wishes.python else {*supported(catalog)}
    return [
        python
        for python in reversed(catalog.pythons)
        if python.version in named
        and python.version in wishes.style.pythons
        and wishes.said.admits_python(python.version)
    ]


def supported(catalog: Catalog) -> tuple[str, ...]:
    """Pythons in bugfix or security support on the catalogue's day, the oldest first."""
    return tuple(p.version for p in catalog.pythons if p.end_of_life >= catalog.day)


def _groups(wishes: Wishes, catalog: Catalog, *, is_sure: bool) -> Iterator[list[Candidate]]:
    """The candidates of each release of the wished framework, the newest first."""
    asked = Asked(wishes, catalog, is_sure=is_sure)
    beneath = _cleared(wishes.below, parts_beneath(wishes), asked) if wishes.below else []
    if wishes.below and not beneath:
        return
    own = _cleared(wishes.own, own_parts(wishes), asked)
    for _, parts in groupby(own, key=lambda part: part.release):
        yield sorted(candidates(parts, beneath, wishes), key=lambda c: _rank(c, wishes))


def _cleared(stock: Stock, parts: Iterable[Part], asked: Asked) -> list[Part]:
    """Those that clear every hurdle and have something to stand on; one key says all of these."""
    wishes = asked.wishes
    version = wishes.version if stock is wishes.own else ""
    rest = (wishes.platforms, wishes.python, wishes.spec.base, asked.is_sure)
    key = (version, wishes.spec.compute, *rest)
    if key not in stock.cleared:
        stock.cleared[key] = [p for p in parts if clears_all(p, asked) and _stands(p, asked)]
    return stock.cleared[key]


def _stands(part: Part, asked: Asked) -> bool:
    """Whether there is a base at all for its build, with any Python."""
    wishes, catalog, variant = asked.wishes, asked.catalog, part.variant
    return not variant or any(
        True
        for python in usable_pythons(wishes, catalog)
        for _ in bases_of(variant, python.version, wishes=wishes, catalog=catalog)
    )


def own_parts(wishes: Wishes) -> Iterator[Part]:
    return wishes.own.parts(wishes.version, wishes.said)


def parts_beneath(wishes: Wishes) -> Iterator[Part]:
    """Of the framework that the wished one stands on; none where it stands on none."""
    if wishes.below:
        said = wishes.files_beneath
        yield from wishes.below.parts(said.exact, said)


def candidates(own: Iterable[Part], beneath: Sequence[Part], wishes: Wishes) -> Iterator[Candidate]:
    for part in own:
        if not wishes.beneath and part.variant:
            yield Candidate((part,), part.variant)
        for below in beneath:
            if below.variant and agree(part, below):
                yield Candidate((part, below), below.variant)


def _rank(candidate: Candidate, wishes: Wishes) -> tuple[tuple[int, ...], bool]:
    """To sort by, and what is equal stays in its order."""
    below = candidate.computing if wishes.beneath else None
    newest_below = tuple(-number for number in numbers(below.release)) if below else ()
    first = "image" if wishes.libraries == "image" else "wheels"
    return newest_below, candidate.variant.libraries not in ("", first)

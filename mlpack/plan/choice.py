"""Which release, build, Python and base image go together: the newest that every wish allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mlpack.catalog import Catalog, Python, Variant, numbers
from mlpack.plan.footing import Footing, footings
from mlpack.plan.hurdles import Asked, clears_all
from mlpack.plan.parts import Candidate, Part, agree
from mlpack.plan.wishes import Wishes


@dataclass(frozen=True)
class Choice:
    candidate: Candidate
    python: Python
    footing: Footing

    @property
    def variant(self) -> Variant:
        return self.candidate.variant


def fitting(wishes: Wishes, catalog: Catalog) -> Iterator[Choice]:
    """All that every wish allows: the newest release first, then the newest Python, then the
    first build in the catalogue's order, those that bring CUDA's libraries before the others.
    """
    pythons = usable_pythons(wishes, catalog)
    for group in _groups(wishes, catalog):
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


def _groups(wishes: Wishes, catalog: Catalog) -> Iterator[list[Candidate]]:
    """The candidates of each release of the wished framework, the newest first."""
    asked = Asked(wishes, catalog)
    own = (p for p in own_parts(wishes) if clears_all(p, asked))
    beneath = [p for p in parts_beneath(wishes) if clears_all(p, asked)]
    for _, parts in groupby(own, key=lambda part: part.release):
        yield sorted(candidates(parts, beneath, wishes), key=lambda c: _rank(c, wishes))


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

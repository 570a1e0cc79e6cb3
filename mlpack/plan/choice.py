"""Which release, Python and base image go together, and which would if a wish were another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlpack.catalog import Base, Catalog, Framework, Python, Release, Style, Variant, numbers
from mlpack.errors import Incompatible
from mlpack.plan.said import Said
from mlpack.spec import Compute
from mlpack.wording import all_of


@dataclass(frozen=True)
class Wishes:
    """What narrows the choice; an empty text leaves it to mlpack."""

    framework: Framework
    style: Style
    compute: Compute
    version: str
    python: str
    platforms: tuple[str, ...]
    said: Said


@dataclass(frozen=True)
class Choice:
    """`version` is what stands behind `==` in requirements.in."""

    release: Release
    version: str
    python: Python
    base: Base
    variant: Variant


def choose(wishes: Wishes, catalog: Catalog) -> Choice:
    """The newest release, with the newest Python, that every wish allows.

    Raises:
        Incompatible: nothing fits; with the single changes of a wish that would.
    """
    best = _best(wishes, catalog)
    if best:
        return best
    setting, says = _reason(wishes, catalog)
    raise Incompatible(says, setting=setting, choices=tuple(_ways_out(wishes, catalog)))


def supported(catalog: Catalog) -> tuple[str, ...]:
    """Pythons in bugfix or security support on the catalogue's day, the oldest first."""
    return tuple(p.version for p in catalog.pythons if p.end_of_life >= catalog.day)


def _best(wishes: Wishes, catalog: Catalog) -> Choice | None:
    def newest(choice: Choice) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return numbers(choice.release.version), numbers(choice.python.version)

    return max(_fitting(wishes, catalog), key=newest, default=None)


def _fitting(wishes: Wishes, catalog: Catalog) -> Iterator[Choice]:
    pythons = {python.version: python for python in catalog.pythons}
    named = {wishes.python} if wishes.python else set(supported(catalog))
    for release in releases(wishes.framework, wishes.version):
        for base in catalog.bases:
            if (
                base.python in named
                and base.python in release.pythons_of(wishes.version)
                and base.python in wishes.style.pythons
                and set(wishes.platforms) <= {*release.platforms} & {*base.platforms}
                and wishes.said.admits_release(release.newest)
                and wishes.said.admits_python(base.python)
                and numbers(base.glibc) >= numbers(release.glibc)
                and (wishes.python or not base.unconfirmed)
            ):
                version = _exact(wishes.version) or f"{release.version}.*"
                for variant in wishes.framework.variants:
                    same = variant.distribution == release.distribution
                    if same and variant.device == wishes.compute.device:
                        yield Choice(release, version, pythons[base.python], base, variant)


def releases(framework: Framework, version: str) -> list[Release]:
    """The releases that `version`, as in 1.7.2, 1.7.* or nothing, can mean."""
    wished = numbers(version)[:2]
    return [r for r in framework.releases if numbers(r.version)[: len(wished)] == wished]


def _exact(version: str) -> str:
    return "" if version.endswith("*") else version


def _reason(wishes: Wishes, catalog: Catalog) -> tuple[str, str]:
    """The setting that stands in the way, and what is so."""
    title, said = wishes.framework.title, wishes.said
    fitting = [
        release
        for release in releases(wishes.framework, wishes.version)
        if said.admits_release(release.newest)
    ]
    if not fitting:
        rows = wishes.framework.releases
        known = f"{rows[0].version} to {rows[-1].version}"
        wanted = f"{said.versions} ({said.where})" if said.versions else wishes.version
        day = rows[-1].origin.as_of
        return "framework", f"The catalogue of {day} knows {title} {known}, not {wanted}."
    found = [v for r in fitting for v in r.pythons_of(wishes.version)]
    pythons = [v for v in found if v in wishes.style.pythons]
    exact = _exact(wishes.version)
    name = f"{title} {exact or all_of(r.version for r in fitting)}" if wishes.version else title
    if not any(map(said.admits_python, [wishes.python] if wishes.python else pythons)):
        return "python", f"The project's pyproject.toml is for Python {said.pythons}."
    if wishes.python and wishes.python not in pythons:
        has = all_of(sorted(set(pythons), key=numbers))
        return "python", f"{name} has no wheels for Python {wishes.python}. It has them for {has}."
    if not wishes.python and not set(pythons) & set(supported(catalog)):
        has = all_of(sorted(set(pythons), key=numbers))
        return "framework", (
            f"{name} has wheels for Python {has} only, and none of them is still supported. "
            "To have one all the same, name it."
        )
    return (
        "platforms",
        f"{name} has no wheels for {all_of(wishes.platforms)} that a base image here can load.",
    )


def _ways_out(wishes: Wishes, catalog: Catalog) -> Iterator[str]:
    """Changes that do resolve: of one wish, the nearest first; of two, where one is not enough."""
    name = wishes.framework.name
    # A release that one of the project's files pins is not mlpack.yaml's to change.
    is_free = not wishes.said.exact
    ways = []
    if wishes.version and (python := _nearest_python(wishes, catalog)):
        ways.append(f'python: "{python}"')
    if is_free and (best := _best(replace(wishes, version=""), catalog)):
        ways.append(f"framework: {name}=={best.version}")
    if not wishes.version and (python := _nearest_python(wishes, catalog)):
        ways.append(f'python: "{python}"')
    free = replace(wishes, version="", python="")
    if is_free and not ways and (best := _best(free, catalog)):
        ways.append(f'framework: {name}=={best.version} with python: "{best.python.version}"')
    yield from ways


def _nearest_python(wishes: Wishes, catalog: Catalog) -> str:
    """The Python nearest to the wished one that fits; the newest where none was wished."""
    fitting = [
        row.version
        for row in reversed(catalog.pythons)
        if _best(replace(wishes, python=row.version), catalog)
    ]
    wished = numbers(wishes.python or fitting[0])[1] if fitting else 0
    return min(fitting, key=lambda version: abs(numbers(version)[1] - wished), default="")

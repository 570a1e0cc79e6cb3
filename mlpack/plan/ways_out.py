"""The nearest wishes that do resolve: changes of one, or of two where one is not enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from mlpack.catalog import Catalog, Suite, numbers
from mlpack.plan.choice import Choice, first_fit, supported
from mlpack.plan.hardware import AUTO, major_of, unserved
from mlpack.plan.wishes import Wishes, gpus_of
from mlpack.spec import Base, Compute, Framework, Spec, line

MOST = 4


@dataclass(frozen=True)
class Way:
    """A Spec that resolves, and the `settings` in which it differs; `cost` is how far it is."""

    cost: float
    spec: Spec
    settings: tuple[str, ...]

    @property
    def text(self) -> str:
        """What stands in mlpack.yaml then, a line a setting."""
        return "\n".join(line(self.spec, setting) for setting in self.settings)


Change: TypeAlias = tuple[float, Mapping[str, Any]]
"""How far it goes, and other values of the Spec's settings, which are one wish."""
Changes: TypeAlias = Callable[[Wishes, Catalog], Iterator[Change]]


def ways_out(wishes: Wishes, catalog: Catalog, *, setting: str) -> list[Way]:
    """The nearest first, at most four; `setting` is what stands in the way."""
    every = (*_EVERY, _other_platforms) if setting == "platforms" else _EVERY
    found = [way for changes in every if (way := _nearest(changes, wishes, catalog))]
    if not found:
        found = list(_of_two(wishes, catalog)) or list(_of_all(wishes, catalog))
    nearest = sorted(found, key=lambda way: way.cost)
    # two wishes may ask for the same lines
    return list({way.text: way for way in reversed(nearest)}.values())[::-1][:MOST]


def _nearest(changes: Changes, wishes: Wishes, catalog: Catalog) -> Way | None:
    """The nearest change of one wish that resolves."""
    for cost, values in sorted(changes(wishes, catalog), key=lambda change: change[0]):
        changed = with_spec(wishes, values, catalog)
        choice = first_fit(changed, catalog) if values else None
        if choice and not has_doubt(choice, changed):
            return Way(cost, changed.spec, tuple(values))
    return None


def has_doubt(choice: Choice, wishes: Wishes) -> bool:
    """Whether it has no code for a GPU, as far as is known."""
    computing = choice.candidate.computing
    return any(unserved(computing, g, p) for g in wishes.gpus for p in wishes.platforms)


def _of_two(wishes: Wishes, catalog: Catalog) -> Iterator[Way]:
    for number, first in enumerate(_EVERY):
        best: Way | None = None
        for cost, values in sorted(first(wishes, catalog), key=lambda change: change[0]):
            if best and cost >= best.cost:
                break
            changed = with_spec(wishes, values, catalog)
            for second in _EVERY[number + 1 :]:
                way = _nearest(second, changed, catalog)
                if way and (not best or cost + way.cost < best.cost):
                    settings = tuple(dict.fromkeys((*values, *way.settings)))
                    best = Way(cost + way.cost, way.spec, settings)
        if best:
            yield best


def _of_all(wishes: Wishes, catalog: Catalog) -> Iterator[Way]:
    """The framework alone, with what it then has."""
    name, device = wishes.spec.framework.name, wishes.computing.devices[0]
    freed = {
        "framework": Framework(name=name),
        "python": None,
        "compute": Compute(cuda=None if device == "cpu" else AUTO),
        "base": Base(),
        "platforms": ("linux/amd64",),
    }
    changed = with_spec(wishes, freed, catalog)
    if choice := first_fit(changed, catalog):
        said = {"python": choice.python.version} if wishes.python else {}
        spec = with_spec(changed, said, catalog).spec
        different = [key for key in freed if getattr(spec, key) != getattr(wishes.spec, key)]
        yield Way(len(different), spec, tuple(different))


def with_spec(wishes: Wishes, changes: Mapping[str, Any], catalog: Catalog) -> Wishes:
    spec = wishes.spec.model_copy(update=dict(changes))
    return replace(wishes, spec=spec, gpus=gpus_of(spec, catalog))


def _versions(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """Another release that the project's own files admit too, for they are not mlpack.yaml's."""
    rows = {row.version: row.newest for row in wishes.framework.releases}
    order = sorted(rows, key=numbers)
    wished = numbers(wishes.version)[:2] or numbers(order[-1]) if order else ()
    here = sum(1 for release in order if numbers(release) < wished)
    files = wishes.files
    for place, release in enumerate(order):
        pinned = numbers(files.exact)[:2]
        is_free = pinned == numbers(release) if pinned else files.admits_release(rows[release])
        own = wishes.spec.framework.model_copy(update={"version": f"{release}.*"})
        if is_free and own != wishes.spec.framework:
            # of two as far, the newer
            cost = abs(place - here) - (0.1 if place > here else 0) + 0.5
            yield cost, {"framework": own}


def _pythons(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    wished = numbers(wishes.python)[1:] or numbers(catalog.pythons[-1].version)[1:]
    for row in catalog.pythons:
        if row.version != wishes.python:
            steps = numbers(row.version)[1] - wished[0]
            yield abs(steps) - (0.1 if steps > 0 else 0) + 0.4, {"python": row.version}


def _cudas(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """Another CUDA, said as exactly as the wished one was."""
    wished = wishes.spec.compute.cuda
    if not wished or wished == AUTO:
        return
    known = {v.cuda if "." in wished else major_of(v.cuda) for v in wishes.computing.variants}
    order = sorted({*(known & {*catalog.cudas}), wished}, key=numbers)
    for place, cuda in enumerate(order):
        if cuda != wished:
            steps = place - order.index(wished)
            cost = abs(steps) - (0.1 if steps > 0 else 0) + 0.6
            yield cost, {"compute": _compute(wishes, cuda=cuda)}


def _drivers(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """A newer one on the hosts."""
    said = wishes.spec.compute.driver
    for row in catalog.cuda_majors:
        if said and numbers(row.driver) > numbers(said):
            yield (
                6 + numbers(row.version)[0] / 100,
                {"compute": _compute(wishes, driver=row.driver)},
            )


def _fewer_gpus(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    gpus = wishes.spec.compute.gpus
    for number, left_out in enumerate(gpus if len(gpus) > 1 else ()):
        rest = tuple(gpu for gpu in gpus if gpu != left_out)
        yield 5 + number / 100, {"compute": _compute(wishes, gpus=rest)}
    alone = {gpu: {"compute": _compute(wishes, gpus=(gpu,))} for gpu in gpus}
    served = tuple(g for g in gpus if first_fit(with_spec(wishes, alone[g], catalog), catalog))
    if 0 < len(served) < len(gpus):
        yield 5.5, {"compute": _compute(wishes, gpus=served)}


def _libraries(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    for cost, libraries in ((1.5, "auto"), (1.6, "wheels"), (1.7, "image")):
        if wishes.spec.compute.cuda and libraries != wishes.libraries:
            yield cost, {"compute": _compute(wishes, libraries=libraries)}


def _bases(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """Another suite than was said, or than the person's own image: first the one without a word."""
    said = wishes.spec.base
    if said == Base():
        return
    choice = first_fit(with_spec(wishes, {"base": Base()}, catalog), catalog)
    usual = choice.footing.base.suite if choice else ""
    for number, suite in enumerate(_suites(catalog), 1):
        if suite.name != said.suite or said.image:
            far = 0 if suite.name == usual else number
            yield 2 + far / 100, {"base": Base(suite=suite.name)}


def _own_images(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """A word on the person's own image: what it stands on, and which Python it has.

    Its tag may name both; else Debian's oldest suite promises the least of its glibc.
    """
    said = wishes.spec.base
    if not said.image or said.glibc:
        return
    tag = re.findall(r"3\.\d+|[a-z]+", said.image.partition("@")[0].rpartition(":")[2])
    newest = supported(catalog)[::-1]
    known = sorted(newest, key=lambda python: python not in tag)
    pythons = [{}] if wishes.python else [{"python": python} for python in known]
    oldest = [s for s in _suites(catalog)[::-1] if said.suite in (None, s.name)]
    suites = sorted(oldest, key=lambda suite: (suite.name not in tag, suite.family != "debian"))
    for number, suite in enumerate(suites[:2]):
        own = {} if said.suite else {"base": Base(image=said.image, suite=suite.name)}
        for place, python in enumerate(pythons):
            yield 0.3 + number / 100 + place, {**own, **python}


def _suites(catalog: Catalog) -> list[Suite]:
    """The newest first."""
    return sorted(catalog.suites, key=lambda suite: numbers(suite.glibc), reverse=True)


def _platforms(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    wished = wishes.spec.platforms
    for number, platform in enumerate(("linux/amd64", "linux/arm64")):
        if platform in wished and len({*wished}) > 1:
            yield 4 + number / 100, {"platforms": (platform,)}


def _other_platforms(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    """Only where it is the platform that nothing is built for."""
    for platform in ("linux/amd64", "linux/arm64"):
        if platform not in wishes.platforms:
            yield 8, {"platforms": (platform,)}


def _devices(wishes: Wishes, catalog: Catalog) -> Iterator[Change]:
    for device in wishes.computing.devices:
        if device != wishes.spec.compute.device:
            yield 20, {"compute": Compute(cuda=None if device == "cpu" else AUTO)}


def _compute(wishes: Wishes, **changes: Any) -> Compute:
    return wishes.spec.compute.model_copy(update=changes)


_EVERY: tuple[Changes, ...] = (
    _versions,
    _pythons,
    _cudas,
    _libraries,
    _own_images,
    _bases,
    _platforms,
    _fewer_gpus,
    _drivers,
    _devices,
)

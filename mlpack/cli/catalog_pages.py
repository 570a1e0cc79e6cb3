"""The catalogue as a person reads it in a terminal of a hundred columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap

from mlpack.catalog import (
    Catalog,
    CudaImage,
    Framework,
    Kernels,
    Origin,
    Release,
    Variant,
    builds_of,
    computing,
    least_driver,
    spans,
)
from mlpack.cli import screen
from mlpack.wording import plural

WIDTH = 100
_LEAST = 12
# A space at which no line ends.
_JOINED = "\0"


def overview(catalog: Catalog, today: date) -> Iterator[str]:
    """Every name that mlpack.yaml may use, and the facts that go for all frameworks."""
    yield from _section("frameworks", (_framework_row(catalog, n) for n in catalog.framework_names))
    yield from _section(
        "pythons", ((p.version, _support(p.end_of_life, today)) for p in catalog.pythons)
    )
    yield from _section(
        "bases",
        ((b.image, f"glibc {b.glibc}", _unconfirmed(b.unconfirmed)) for b in catalog.bases),
    )
    yield from _section("gpus", _gpu_rows(catalog))
    yield from _section(
        "cuda",
        (
            (m.version, f"driver {m.driver} or newer", f"GPUs from {m.capability} on")
            for m in catalog.cuda_majors
        ),
    )
    yield from _section("toolkits", map(_image_row, catalog.cuda_images))
    yield from _section(
        "drivers",
        (
            (d.branch, d.kind, _support(d.end_of_life, today), _unconfirmed(d.unconfirmed))
            for d in catalog.drivers
        ),
    )
    yield from _section("serving", ((n, catalog.style(n).title) for n in catalog.style_names))
    yield from _section("outputs", ((n, catalog.output(n).title) for n in catalog.output_names))
    yield f"{_age(catalog.day, today)} `mlpack catalog FRAMEWORK` shows one whole."


def framework(catalog: Catalog, name: str, today: date) -> Iterator[str]:
    """One framework: its releases, its builds, and how old that is."""
    row = catalog.framework(name)
    below = computing(row, catalog)
    yield from _section(name, _head(row, below))
    yield from _section("releases", _release_table(row))
    yield from _section("goes with", _company(row))
    yield from _section("builds", _build_table(below, catalog))
    yield from _section("code for compute capabilities", map(_kernels_row, below.kernels))
    yield from _section("not confirmed", _doubts(row, below))
    origins = _origins(row, below)
    yield _age(min((origin.as_of for origin in origins), default=catalog.day), today)
    for source in dict.fromkeys(origin.source for origin in origins):
        yield from wrap(f"From {source}.", WIDTH)


def _section(title: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    if table := screen.table(_fitted(list(rows))):
        yield f"{title}\n{table}\n"


def _fitted(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The last column goes on in the next line where it would leave the screen."""
    others = [row[:-1] for row in rows]
    before = 2 + sum(2 + max(map(len, column)) for column in zip(*others, strict=True))
    for row in rows:
        first, *more = wrap(row[-1], max(WIDTH - before, _LEAST)) or [""]
        yield *row[:-1], first.replace(_JOINED, " ")
        yield from ((*("" for _ in row[:-1]), line.replace(_JOINED, " ")) for line in more)


def _framework_row(catalog: Catalog, name: str) -> tuple[str, ...]:
    row = catalog.framework(name)
    devices = " ".join(computing(row, catalog).devices)
    releases = [f"{package} {_range(rows)}" for package, rows in _by_package(row)]
    if len(releases) == 1:
        releases = [_range(row.releases)]
    return name, devices, ", ".join(releases) or "any, or none"


def _by_package(row: Framework) -> Iterator[tuple[str, Sequence[Release]]]:
    for package, rows in groupby(row.releases, key=lambda release: release.distribution):
        yield package, tuple(rows)


def _range(releases: Sequence[Release]) -> str:
    return f"{releases[0].version} to {releases[-1].newest}"


def _gpu_rows(catalog: Catalog) -> Iterator[tuple[str, ...]]:
    for (capability, name), gpus in groupby(catalog.gpus, key=lambda g: (g.capability, g.family)):
        yield capability, name, ", ".join(gpu.name.replace(" ", _JOINED) for gpu in gpus)


def _image_row(image: CudaImage) -> tuple[str, ...]:
    deletable = f"deletable from {image.deletable} on" if image.deletable else ""
    notes = [note for note in (deletable, _unconfirmed(image.unconfirmed)) if note]
    systems = ", ".join(image.systems)
    return image.cuda, f"nvidia/cuda:{image.newest}", systems, "; ".join(notes)


def _head(row: Framework, below: Framework) -> Iterator[tuple[str, str]]:
    yield "title", row.title
    yield "computes on", ", ".join(below.devices)
    if below is not row:
        yield "by", f"{below.title}: `mlpack catalog {below.name}` has its releases"
    yield "usual model", row.model_file
    yield "rows are", row.inputs
    if extras := dict.fromkeys(line.extra for line in row.requirements if line.extra):
        yield "extras", ", ".join(extras)
    if row.examples:
        yield "examples", ", ".join(row.examples)


def _release_table(row: Framework) -> Iterator[tuple[str, ...]]:
    if not row.releases:
        return
    has_builds = bool(row.variants)
    packages = [] if len(row.distributions) == 1 else ["package"]
    yield *packages, "release", "newest", "pythons", "platforms", "glibc", "builds" * has_builds
    for release in row.releases:
        builds = " ".join(dict.fromkeys(v.name for v in builds_of(row, release)))
        yield (
            *([release.distribution] if packages else []),
            release.version,
            release.newest,
            spans(release.pythons),
            ", ".join(release.platforms),
            release.glibc,
            builds,
        )


def _company(row: Framework) -> Iterator[tuple[str, str]]:
    """The releases of other packages that go with it, one line for all that say the same."""
    for text, group in groupby(row.releases, key=_needed):
        releases = list(dict.fromkeys(release.version for release in group))
        if text:
            yield " to ".join(dict.fromkeys((releases[0], releases[-1]))), text


def _needed(release: Release) -> str:
    pairs = [*release.needs.items()]
    pairs += [(name, f"=={version}") for name, version in release.companions.items()]
    return ", ".join(f"{name}{specifier}" for name, specifier in pairs)


def _build_table(row: Framework, catalog: Catalog) -> Iterator[tuple[str, ...]]:
    if row.variants:
        yield "build", "computes on", "least driver", "CUDA from", "installs", "for"
    for variant in row.variants:
        limits = [variant.releases, ", ".join(variant.platforms)]
        yield (
            variant.name,
            f"CUDA {variant.cuda}".strip() if variant.device == "cuda" else "CPU",
            least_driver(variant, catalog),
            variant.libraries,
            variant.distribution,
            " on ".join(filter(None, limits)) or "all",
        )


def _kernels_row(row: Kernels) -> tuple[str, ...]:
    ptx = f"; PTX of {' '.join(row.ptx)} for newer GPUs" if row.ptx else ""
    limits = " on ".join(filter(None, [row.releases, ", ".join(row.platforms)]))
    return " ".join(row.variants), limits, f"{' '.join(row.capabilities)}{ptx}"


def _doubts(row: Framework, below: Framework) -> Iterator[tuple[str, str]]:
    for release in row.releases:
        if release.unconfirmed:
            yield f"{release.distribution} {release.version}", release.unconfirmed
    for variant in below.variants:
        if variant.unconfirmed:
            yield variant.name, variant.unconfirmed
    for kernels in below.kernels:
        if kernels.unconfirmed:
            yield " ".join(kernels.variants), kernels.unconfirmed


def _support(end_of_life: str, today: date) -> str:
    if not end_of_life:
        return ""
    has_ended = end_of_life < today.isoformat()
    return f"{'support ended on' if has_ended else 'supported until'} {end_of_life}"


def _unconfirmed(text: str) -> str:
    return f"not confirmed: {text}" if text else ""


def _origins(row: Framework, below: Framework) -> list[Origin]:
    facts: list[Release | Variant | Kernels] = [*row.releases, *below.variants, *below.kernels]
    return [fact.origin for fact in facts]


def _age(day: str, today: date) -> str:
    return f"As of {day}, {plural((today - date.fromisoformat(day)).days, 'day')} old."

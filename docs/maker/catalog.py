"""catalog.md: the facts that mlpack decides from, each table with its source and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from maker.markdown import code, table

from mlpack.catalog import Catalog, Framework, builds_of, computing, least_driver, spans
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))


def catalog() -> Iterator[str]:
    yield "# The catalogue"
    yield (
        "The facts that mlpack decides from, each with its source and the day on which it was "
        "read. `mlpack catalog` prints those of the installed version. What is not confirmed could "
        "not be checked: mlpack warns with it at most."
    )
    yield "## Frameworks"
    for name in CATALOG.framework_names:
        yield from _framework(CATALOG.framework(name))
    yield from _bases()
    yield from _cuda()
    yield from _system_packages()
    yield "## Installers"
    yield table(("installer", "version"), [(i.name, i.version) for i in CATALOG.installers])
    yield _origin(CATALOG.installers)
    yield "## Serving styles"
    styles = [CATALOG.style(name) for name in CATALOG.style_names]
    head = ("style", "is", "Pythons", "source", "day")
    rows = [
        (f"`{s.name}`", s.title, ", ".join(s.pythons), s.origin.source, s.origin.as_of)
        for s in styles
    ]
    yield table(head, rows)
    yield "## Outputs"
    outputs = [CATALOG.output(name) for name in CATALOG.output_names]
    yield table(
        ("output", "is", "files"),
        [(f"`{o.name}`", o.title, code(f.path for f in o.files)) for o in outputs],
    )


def _framework(framework: Framework) -> Iterator[str]:
    below = computing(framework, CATALOG)
    by = "" if below is framework else f", by [{below.title}](#{below.name})"
    yield f"### {framework.name}"
    yield (
        f"Computes on: {', '.join(below.devices)}{by}. The model's usual name: "
        f"`{framework.model_file}`. A row of a request: {framework.inputs}. "
        f"Examples: {code(framework.examples) or 'none'}."
    )
    if framework.releases:
        yield table(
            ("package", "release", "last patch", "Pythons", "platforms", "glibc from", "builds"),
            [
                (
                    f"`{r.distribution}`",
                    r.version,
                    r.newest,
                    spans(r.pythons),
                    ", ".join(r.platforms),
                    r.glibc,
                    ", ".join(dict.fromkeys(v.name for v in builds_of(framework, r))),
                )
                for r in framework.releases
            ],
        )
        yield _origin(framework.releases)
    if framework.variants:
        yield from _builds(framework)


def _builds(framework: Framework) -> Iterator[str]:
    yield table(
        ("build", "computes on", "least driver", "CUDA from", "for", "not confirmed"),
        [
            (
                f"`{v.name}`",
                f"CUDA {v.cuda}" if v.device == "cuda" else "CPU",
                least_driver(v, CATALOG),
                v.libraries,
                " on ".join(filter(None, [v.releases, ", ".join(v.platforms)])) or "all",
                v.unconfirmed,
            )
            for v in framework.variants
        ],
    )
    yield _origin(framework.variants)


def _bases() -> Iterator[str]:
    yield "## Pythons"
    yield table(
        ("version", "first release", "security support until"),
        [(p.version, p.released, p.end_of_life) for p in CATALOG.pythons],
    )
    yield _origin(CATALOG.pythons)
    yield "## Base images"
    yield table(
        ("image", "Python", "Debian", "glibc", "platforms", "not confirmed"),
        [
            (f"`{b.image}`", b.python, b.suite, b.glibc, ", ".join(b.platforms), b.unconfirmed)
            for b in CATALOG.bases
        ],
    )
    yield _origin(CATALOG.bases)
    yield "## Suites"
    yield table(
        ("suite", "glibc", "own Python", "other names than in bookworm"),
        [(s.name, s.glibc, s.python, code(s.renamed.values())) for s in CATALOG.suites],
    )
    yield _origin(CATALOG.suites)


def _cuda() -> Iterator[str]:
    yield "## CUDA"
    yield "What every CUDA of a major needs."
    yield table(
        ("major", "least driver", "least compute capability"),
        [(m.version, m.driver, m.capability) for m in CATALOG.cuda_majors],
    )
    yield _origin(CATALOG.cuda_majors)
    yield "## NVIDIA's images"
    yield table(
        ("CUDA", "newest", "on", "may be deleted from", "not confirmed"),
        [
            (i.cuda, f"`nvidia/cuda:{i.newest}`", ", ".join(i.systems), i.deletable, i.unconfirmed)
            for i in CATALOG.cuda_images
        ],
    )
    yield _origin(CATALOG.cuda_images)
    yield "## Drivers"
    yield table(
        ("branch", "is", "supported until", "newest CUDA", "not confirmed"),
        [(d.branch, d.kind, d.end_of_life, d.cuda, d.unconfirmed) for d in CATALOG.drivers],
    )
    yield _origin(CATALOG.drivers)
    yield "## GPUs"
    yield table(
        ("name", "compute capability", "family", "not confirmed"),
        [(g.name, g.capability, g.family, g.unconfirmed) for g in CATALOG.gpus],
    )
    yield _origin(CATALOG.gpus)


def _system_packages() -> Iterator[str]:
    yield "## System packages"
    yield (
        "What Python packages need beside a slim image, by bookworm's names. Where the lock pins "
        "one of them, it is installed; where it is not confirmed, `mlpack check` tells of it."
    )
    yield table(
        ("package", "when it runs", "when it is built", "why", "not confirmed"),
        [
            (f"`{n.distribution}`", code(n.run), code(n.build), n.because, n.unconfirmed)
            for n in CATALOG.system_needs
        ],
    )
    yield _origin(CATALOG.system_needs)


def _origin(rows: Sequence[Any]) -> str:
    origin = rows[0].origin
    return f"Source: {origin.source}, {origin.as_of}."

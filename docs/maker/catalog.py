"""catalog.md: the facts that mlpack decides from, each table with its source and day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maker.markdown import code, table

from mlpack.catalog import Catalog
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))


def catalog() -> Iterator[str]:
    yield "# The catalogue"
    yield (
        "The facts that mlpack decides from, each with its source and the day on which it was "
        "read. `mlpack catalog` prints those of the installed version."
    )
    yield "## Frameworks"
    for name in CATALOG.framework_names:
        yield from _framework(name)
    yield "## Pythons"
    yield table(
        ("version", "first release", "security support until"),
        [(p.version, p.released, p.end_of_life) for p in CATALOG.pythons],
    )
    yield _origin(CATALOG.pythons[0].origin)
    yield "## Base images"
    yield table(
        ("image", "Python", "Debian", "glibc", "platforms", "not confirmed"),
        [
            (f"`{b.image}`", b.python, b.suite, b.glibc, ", ".join(b.platforms), b.unconfirmed)
            for b in CATALOG.bases
        ],
    )
    yield _origin(CATALOG.bases[0].origin)
    yield "## Installers"
    yield table(("installer", "version"), [(i.name, i.version) for i in CATALOG.installers])
    yield _origin(CATALOG.installers[0].origin)
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


def _framework(name: str) -> Iterator[str]:
    framework = CATALOG.framework(name)
    yield f"### {name}"
    yield (
        f"Computes on: {', '.join(framework.devices)}. The model's usual name: "
        f"`{framework.model_file}`. Examples: {code(framework.examples) or 'none'}."
    )
    yield table(
        ("release", "last patch", "Pythons", "platforms", "glibc from"),
        [
            (r.version, r.newest, ", ".join(r.pythons), ", ".join(r.platforms), r.glibc)
            for r in framework.releases
        ],
    )
    yield _origin(framework.releases[0].origin)


def _origin(origin: Any) -> str:
    return f"Source: {origin.source}, {origin.as_of}."

"""`mlpack catalog`: the facts that mlpack decides from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson
from mlpack.errors import UsageError
from mlpack.wording import did_you_mean

if TYPE_CHECKING:
    from mlpack.catalog import Catalog


def register(app: typer.Typer) -> None:
    app.command("catalog")(show)


def show(
    name: Annotated[str, typer.Argument(metavar="FRAMEWORK", help="One framework, whole.")] = "",
    as_json: AsJson = False,
) -> None:
    """Shows the facts that mlpack decides from, with their day."""
    from mlpack.catalog import Catalog
    from mlpack.layers import open_layers

    catalog = Catalog(open_layers((), Path()))
    if name and name not in catalog.framework_names:
        raise UsageError(
            f"The catalogue has no framework {name}. {did_you_mean(name, catalog.framework_names)}"
        )
    if as_json:
        screen.answer_json(_rows(catalog, name))
    else:
        screen.answer("\n".join(_framework(catalog, name) if name else _overview(catalog)))


def _overview(catalog: Catalog) -> Iterator[str]:
    yield "frameworks"
    frameworks = [catalog.framework(name) for name in catalog.framework_names]
    yield screen.table(
        (f.name, f"{f.releases[0].version} to {f.releases[-1].newest}") for f in frameworks
    )
    yield "\npythons"
    yield screen.table((p.version, f"supported until {p.end_of_life}") for p in catalog.pythons)
    yield "\nbases"
    yield screen.table(
        (b.image, b.unconfirmed and f"unconfirmed: {b.unconfirmed}") for b in catalog.bases
    )
    yield "\nserving"
    yield screen.table((name, catalog.style(name).title) for name in catalog.style_names)
    if catalog.output_names:
        yield "\noutputs"
        yield screen.table((name, catalog.output(name).title) for name in catalog.output_names)
    yield f"\nAs of {catalog.day}. `mlpack catalog FRAMEWORK` shows one whole."


def _framework(catalog: Catalog, name: str) -> Iterator[str]:
    framework = catalog.framework(name)
    yield screen.table(
        [
            ("release", "newest", "pythons", "platforms", "glibc from"),
            *(
                (r.version, r.newest, " ".join(r.pythons), " ".join(r.platforms), r.glibc)
                for r in framework.releases
            ),
        ],
        indent="",
    )
    origin = framework.releases[-1].origin
    yield f"\nFrom {origin.source}, {origin.as_of}."


def _rows(catalog: Catalog, name: str) -> object:
    from dataclasses import asdict

    if name:
        return asdict(catalog.framework(name))
    return {
        "frameworks": [asdict(catalog.framework(n)) for n in catalog.framework_names],
        "pythons": [asdict(p) for p in catalog.pythons],
        "bases": [asdict(b) for b in catalog.bases],
        "serving": [asdict(catalog.style(n)) for n in catalog.style_names],
        "outputs": [asdict(catalog.output(n)) for n in catalog.output_names],
    }

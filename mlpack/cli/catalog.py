"""`mlpack catalog`: the facts that mlpack decides from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpack.cli import screen, values
from mlpack.cli.options import AsJson
from mlpack.errors import UsageError
from mlpack.wording import did_you_mean, plural

if TYPE_CHECKING:
    from mlpack.catalog import Catalog
    from mlpack.product import Count


def register(app: typer.Typer) -> None:
    app.command("catalog")(show)


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FRAMEWORK", help="One framework, whole.", autocompletion=values.frameworks
        ),
    ] = "",
    product: Annotated[
        bool,
        typer.Option(
            "--product",
            help="Resolve every release with every Python, way to compute, serving style and "
            "platform; count what is refused, and by what.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Shows the facts that mlpack decides from, with their day."""
    from mlpack import api

    catalog = api.open_catalog(Path())
    if name and name not in catalog.framework_names:
        raise UsageError(
            f"The catalogue has no framework {name}. {did_you_mean(name, catalog.framework_names)}"
        )
    if product:
        _show_product(catalog, [name] if name else catalog.framework_names, as_json=as_json)
    elif as_json:
        screen.answer_json(_rows(catalog, name))
    else:
        from mlpack.cli.catalog_pages import framework, overview

        today = date.today()
        page = framework(catalog, name, today) if name else overview(catalog, today)
        screen.answer("\n".join(page))


def _show_product(catalog: Catalog, names: Sequence[str], *, as_json: bool) -> None:
    from mlpack.product import counted

    began = perf_counter()
    counts = []
    for name in names:
        screen.progress(name)
        counts.append(counted(catalog, name))
    seconds = perf_counter() - began
    if as_json:
        screen.answer_json([_plain(count) for count in counts])
    else:
        screen.answer(screen.table(_product_rows(counts), indent=""))
    specs = sum(count.specs for count in counts)
    each = f"{1000 * seconds / specs:.1f} ms each" if specs else "none"
    screen.say(f"{plural(specs, 'spec')} in {seconds:.1f} seconds: {each}.")


def _product_rows(counts: Sequence[Count]) -> list[tuple[str, ...]]:
    """The last columns are the settings that stand in the way."""
    from mlpack.product import total

    settings = sorted({setting for count in counts for setting in count.refused})
    rows = [
        (
            count.framework,
            str(count.specs),
            str(count.accepted),
            *(str(count.refused.get(setting, 0)) for setting in settings),
        )
        for count in (*counts, total(counts))
    ]
    return [("framework", "specs", "accepted", *settings), *rows]


def _plain(count: Count) -> dict[str, Any]:
    return {
        "framework": count.framework,
        "specs": count.specs,
        "accepted": count.accepted,
        "refused": dict(count.refused),
    }


def _rows(catalog: Catalog, name: str) -> object:
    from dataclasses import asdict

    if name:
        return asdict(catalog.framework(name))
    tables: dict[str, tuple[Any, ...]] = {
        "pythons": catalog.pythons,
        "bases": catalog.bases,
        "suites": catalog.suites,
        "gpus": catalog.gpus,
        "cuda_majors": catalog.cuda_majors,
        "toolkits": catalog.toolkits,
        "cuda_images": catalog.cuda_images,
        "drivers": catalog.drivers,
        "system_needs": catalog.system_needs,
    }
    return {
        "frameworks": [asdict(catalog.framework(n)) for n in catalog.framework_names],
        **{key: [asdict(row) for row in rows] for key, rows in tables.items()},
        "serving": [asdict(catalog.style(n)) for n in catalog.style_names],
        "outputs": [asdict(catalog.output(n)) for n in catalog.output_names],
    }

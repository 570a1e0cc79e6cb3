"""`mlpack set`: one setting of mlpack.yaml or several, changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen, values
from mlpack.cli.cautions import caution
from mlpack.errors import UsageError

if TYPE_CHECKING:
    from mlpack.spec import Edit


def register(app: typer.Typer) -> None:
    app.command("set")(set_)


def set_(
    pairs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY VALUE",
            autocompletion=values.settings,
            help="A setting by its dotted name and its value, as in `serving.port 9000`; several "
            "at once are one change. A value is written as in mlpack.yaml: `[a, b]` is a list.",
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=ITEM", help="Add to a list, as in requirements=pandas>=2."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=ITEM", help="Take out of a list, as in requirements=pandas."),
    ] = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            autocompletion=values.settings,
            help="Take a setting out: it is then what follows by itself.",
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="The project's folder.")
    ] = Path(),
) -> None:
    """Changes settings in mlpack.yaml; all other lines stay.

    What cannot work is refused as `mlpack generate` refuses it, and nothing is written.
    """
    from mlpack import api

    edits = [*_settings(pairs or []), *_items(add or [], remove or [], unset or [])]
    if not edits:
        raise UsageError(
            "There is nothing to set.", hint="As in `mlpack set serving.port 9000 python 3.12`."
        )
    changed = api.edit(folder, edits)
    api.keep(changed)
    verb = "update" if changed.is_change else "same"
    screen.answer(screen.table([(f"{verb:8}", api.SPEC_FILE, "")]))
    caution(changed.project)
    if changed.is_change:
        at = "" if folder == Path() else f" {quote(str(folder))}"
        screen.say(f"\nNext:\n  mlpack generate{at}")


def _settings(pairs: list[str]) -> Iterator[Edit]:
    from mlpack.spec import Edit, steps_to, value_of, way_out

    if len(pairs) % 2:
        setting = pairs[-1]
        steps_to(setting)
        raise UsageError(
            f"{setting} has no value.",
            hint=f"`mlpack set {setting} VALUE` says one. {way_out(setting)}",
        )
    for setting, value in zip(pairs[::2], pairs[1::2], strict=True):
        steps_to(setting)
        yield Edit("set", setting, value_of(value, setting))


def _items(add: Iterable[str], remove: Iterable[str], unset: Iterable[str]) -> Iterator[Edit]:
    from mlpack.spec import Edit

    yield from (Edit("add", *_parted(item, "--add")) for item in add)
    yield from (Edit("remove", *_parted(item, "--remove")) for item in remove)
    yield from (Edit("unset", setting) for setting in unset)


def _parted(item: str, option: str) -> tuple[str, str]:
    setting, parted, value = item.partition("=")
    if not parted or not value:
        says = f"{item} is not KEY=ITEM, as in requirements=pandas."
        raise UsageError(says, where=option)
    return setting, value

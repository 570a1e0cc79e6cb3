"""`mlpack import`: another tool's file to mlpack.yaml, with what it could not say."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpack.cli import screen
from mlpack.cli.options import AsJson
from mlpack.errors import Incompatible, UsageError

if TYPE_CHECKING:
    from mlpack.api import Import, Project
    from mlpack.peers import Left


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A cog.yaml, bentofile.yaml, Dockerfile, MLmodel, or config.yaml of a Truss.",
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="The project's folder. Left out: the file's own; of an MLmodel the one above it.",
        ),
    ] = None,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Write nothing; print the mlpack.yaml.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Makes a mlpack.yaml of a file that another tool has.

    Each line that no setting can say is named, with what to do instead. The file is read, never
    run, and stays as it is.
    """
    from mlpack import api

    made = api.import_peer(file, folder)
    if not stdout:
        _require_free(made.root / api.SPEC_FILE, file)
    if as_json:
        screen.answer_json(_plain(made))
    else:
        _show(made)
    if stdout and not as_json:
        screen.answer(made.text.removesuffix("\n"))
    try:
        project = api.bring_over(made, writes=not stdout)
    except Incompatible as problem:
        problem.hint = "" if stdout else _as_it_is(made.root / api.SPEC_FILE, file)
        raise
    if not stdout and not as_json:
        screen.answer(screen.table([(f"{'create':8}", str(made.root / api.SPEC_FILE), "")]))
        _next_steps(project)


def _require_free(path: Path, file: Path) -> None:
    if path.exists():
        raise UsageError(
            f"{path} is there already.",
            hint=f"`mlpack import {quote(str(file))} --stdout` prints what would be in it.",
        )


def _as_it_is(path: Path, file: Path) -> str:
    command = f"mlpack import {quote(str(file))} --stdout > {quote(str(path))}"
    return f"Nothing was written. To have it all the same, and change these lines in it:\n{command}"


def _plain(made: Import) -> dict[str, Any]:
    return {**asdict(made.imported), "supposed": made.supposed, "text": made.text}


def _show(made: Import) -> None:
    rows = [(one.setting, _value(one.value), _places(one.where)) for one in made.imported.carried]
    rows += [(setting, value, "not said there") for setting, value in made.supposed.items()]
    screen.say(f"{made.imported.file} says:")
    screen.say(screen.table(rows))
    parted: dict[bool, list[Left]] = {False: [], True: []}
    for left in made.imported.left:
        parted[left.because.startswith(_ITSELF)].append(left)
    _show_left("What mlpack.yaml cannot say, and what to do:", parted[False])
    _show_left("What mlpack does itself:", parted[True])


_ITSELF = "mlpack does this itself: "


def _show_left(title: str, left: list[Left]) -> None:
    """What has one reason stands together, above it."""
    if left:
        screen.say(f"\n{title}")
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for one in left:
        by_reason.setdefault(one.because, []).append((one.where, one.text))
    for because, rows in by_reason.items():
        screen.say(screen.table(rows))
        screen.say(f"      {because.removeprefix(_ITSELF)}")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={text}" for name, text in value.items())
    return value if isinstance(value, str) else ", ".join(value)


def _places(where: str) -> str:
    """`cog.yaml:3, cog.yaml:4, cog.yaml:5` as `cog.yaml:3 to 5`."""
    from mlpack.catalog import spans

    places = [place.rpartition(":") for place in where.split(", ")]
    files = groupby(places, key=lambda place: place[0])
    return ", ".join(f"{file}:{spans(line for *_, line in rows)}" for file, rows in files)


def _next_steps(project: Project) -> None:
    from mlpack import api

    root = project.root
    steps = [] if root.resolve() == Path.cwd() else [f"cd {quote(str(root))}"]
    taken = [change.path for change in api.preview(project).changes if change.verb == "conflict"]
    steps += [f"mv {quote(path)} {quote(path)}.before" for path in taken]
    steps.append("mlpack generate")
    screen.say("\nNext:")
    screen.say("\n".join(f"  {step}" for step in steps))
    screen.say("Then bring your code into `load` and `predict` of model.py.")

"""`mlpack lock`: requirements.lock made or renewed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpack.cli import screen
from mlpack.cli.options import Folder


def register(app: typer.Typer) -> None:
    app.command("lock")(lock)


def lock(
    folder: Folder = Path(),
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take the newest versions that fit.")
    ] = False,
    upgrade_package: Annotated[
        list[str] | None,
        typer.Option(metavar="PACKAGE", help="Take the newest version of this package."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 where the lock is stale. Needs no network."
        ),
    ] = False,
) -> None:
    """Pins every dependency with its hashes for the image."""
    from mlpack import api

    project = api.open_project(folder)
    target = f"Python {project.plan.python} on {project.plan.platform}"
    if check:
        fresh = api.lock_state(project).verb == "same"
        state = "is up to date" if fresh else "is missing or stale; `mlpack lock` renews it"
        screen.answer(f"{api.LOCK_FILE} for {target} {state}.")
        raise typer.Exit(0 if fresh else 1)
    change = api.relock(
        project, upgrade=upgrade, upgrade_packages=upgrade_package or (), progress=screen.progress
    )
    screen.answer(screen.table([(change.verb, change.path, f"for {target}")]))

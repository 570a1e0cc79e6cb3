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
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Write nothing; resolve with pip-tools and uv, exit 1 where they differ.",
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
        screen.answer(f"requirements.lock for {target} {state}.")
        raise typer.Exit(0 if fresh else 1)
    if verify:
        differences = api.verify_lock(project, progress=screen.progress)
        rows = [
            (d.name, ", ".join(f"{k} {v or 'none'}" for k, v in d.versions.items()))
            for d in differences
        ]
        same = f"pip-tools and uv pin the same for {target}."
        screen.answer(screen.table(rows, indent="") if rows else same)
        raise typer.Exit(1 if rows else 0)
    change = api.relock(
        project, upgrade=upgrade, upgrade_packages=upgrade_package or (), progress=screen.progress
    )
    screen.answer(screen.table([(change.verb, change.path, f"for {target}")]))

"""`mlpack lock`: requirements.lock made or renewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen
from mlpack.cli.many import is_many, named
from mlpack.cli.options import All, Folders, Format, Jobs
from mlpack.errors import UsageError

if TYPE_CHECKING:
    from mlpack.api import Project
    from mlpack.lock import Renewal
    from mlpack.write import Change


def register(app: typer.Typer) -> None:
    app.command("lock")(lock)


Upgrade = Annotated[bool, typer.Option("--upgrade", help="Take the newest versions that fit.")]
UpgradePackage = Annotated[
    list[str] | None,
    typer.Option(metavar="PACKAGE", help="Take the newest version of this package."),
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Write nothing; exit 1 where the lock is stale. No network."),
]
Diff = Annotated[
    bool,
    typer.Option("--diff", help="Write nothing; say in words what would change in the image."),
]
Verify = Annotated[
    bool,
    typer.Option(
        "--verify", help="Write nothing; resolve with pip-tools and uv, exit 1 where they differ."
    ),
]
Wheelhouse = Annotated[
    str | None,
    typer.Option(metavar="FOLDER", help="Collect the wheels too, for a build without a network."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Lock from the project's own folders of wheels alone.")
]


def lock(
    folders: Folders = None,
    everything: All = False,
    upgrade: Upgrade = False,
    upgrade_package: UpgradePackage = None,
    check: Check = False,
    diff: Diff = False,
    verify: Verify = False,
    wheelhouse: Wheelhouse = None,
    offline: Offline = False,
    jobs: Jobs = 0,
) -> None:
    """Pins every dependency with its hashes for the image.

    Of several projects, or with --all, one that fails stops no other.
    """
    from mlpack.lock import Renewal

    modes = {"--check": check, "--diff": diff, "--verify": verify}
    _refuse_two(modes)
    writing = {"--wheelhouse": wheelhouse is not None}
    resolving = {"--upgrade": upgrade, "--upgrade-package": upgrade_package, "--offline": offline}
    _refuse_idle(modes, writing if diff else {**writing, **resolving})
    if wheelhouse == "":
        raise UsageError("--wheelhouse names no folder.", hint="Name one, as in: wheels.")
    renewal = Renewal(upgrade, tuple(upgrade_package or ()), offline)
    if is_many(folders, everything=everything):
        _refuse_many({"--diff": diff, "--verify": verify, **writing})
        _lock_many(named(folders, everything=everything), renewal, writes=not check, jobs=jobs)
        return
    from mlpack import api

    project = api.open_project(folders[0] if folders else Path())
    if check:
        _check(project)
    elif verify:
        _verify(project)
    else:
        changes = api.relock(project, renewal=renewal, progress=screen.progress, writes=not diff)
        _show(project, changes, diff=diff)
        if not diff:
            _collect(project, Path(wheelhouse) if wheelhouse else None)
            _remind(api.with_locks(project, changes))


def _lock_many(folders: Sequence[Path], renewal: Renewal, *, writes: bool, jobs: int) -> None:
    from mlpack import api
    from mlpack.cli import many

    def finds(outcome: api.Outcome) -> bool:
        return not writes and outcome.is_drifted

    says = {1: "not up to date", 0: "changed"}
    outcomes = api.relock_many(folders, renewal=renewal, writes=writes, jobs=jobs)
    many.show(outcomes, folders, form=Format.TEXT, finds=finds, lines=many.change_lines, says=says)


def _refuse_many(options: Mapping[str, object]) -> None:
    if idle := _given(options):
        raise UsageError(f"{idle[0]} is for one project.", hint="Name its folder alone.")


def _refuse_two(modes: Mapping[str, bool]) -> None:
    given = _given(modes)
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} are two questions.", hint="Ask one at a time.")


def _refuse_idle(modes: Mapping[str, bool], options: Mapping[str, object]) -> None:
    """An option that has no say in the question that is asked was meant to do something."""
    if (asked := _given(modes)) and (idle := _given(options)):
        raise UsageError(f"{asked[0]} has no use for {idle[0]}.", hint="Leave one of them out.")


def _given(options: Mapping[str, object]) -> list[str]:
    return [name for name, value in options.items() if value]


def _check(project: Project) -> None:
    from mlpack import api

    states = api.lock_states(project)
    for state in states:
        screen.answer(f"{state.path} for {_target(project, state.path)} {_says(state)}.")
    raise typer.Exit(0 if all(state.verb == "same" for state in states) else 1)


def _says(state: Change) -> str:
    return "is up to date" if state.verb == "same" else f"is not up to date: {state.note}"


def _verify(project: Project) -> None:
    from mlpack import api

    found = api.verify_locks(project, progress=screen.progress)
    for path, differences in found.items():
        rows = [
            (d.name, ", ".join(f"{k} {v or 'none'}" for k, v in d.versions.items()))
            for d in differences
        ]
        same = f"pip-tools and uv pin the same for {_target(project, path)}."
        screen.answer(screen.table(rows, indent="") if rows else same)
    raise typer.Exit(1 if any(found.values()) else 0)


def _show(project: Project, changes: Sequence[Change], *, diff: bool) -> None:
    """Each lock once, its verb in a column, and below it what that changes in the image."""
    from mlpack.lock.changes import pin_changes, summary

    for change in changes:
        verb = f"would {change.verb}" if diff and change.verb != "same" else change.verb
        screen.answer(screen.table([(verb, change.path, f"for {_target(project, change.path)}")]))
        if change.before is None or change.verb == "same":
            continue
        found = pin_changes(change.before, change.after or "")
        screen.answer(f"    {summary(found)}")
        if found:
            screen.answer("\n".join(f"      {pin.says}" for pin in found))


def _collect(project: Project, folder: Path | None) -> None:
    """The wheels, where a folder for them is named here or in mlpack.yaml."""
    from mlpack import api

    named = project.plan.index.wheelhouse
    place = folder or (project.root / named if named else None)
    if place is None:
        return
    collected = api.collect_wheels(project, place, progress=screen.progress)
    screen.answer(screen.table([("collect", str(place), collected.says)]))
    if not named:
        screen.say(
            f"To build from it, say `index: {{wheelhouse: {place.name}}}` in mlpack.yaml and run "
            "`mlpack generate`."
        )


def _remind(project: Project) -> None:
    """What this command leaves alone, and the image is built from or no longer built from."""
    from mlpack import api, write

    for path in api.idle_locks(project):
        screen.say(f"{path} is for no platform of mlpack.yaml: delete it.")
    if write.drifted(api.preview(project).changes):
        screen.say("The other files are not what mlpack.yaml asks for: `mlpack generate` is next.")


def _target(project: Project, path: str) -> str:
    platform = next(file.platform for file in project.plan.lock.files if file.path == path)
    return f"Python {project.plan.python} on {platform}"

"""`mlpack init`: a new project from a few answers, or from a bundled example."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen
from mlpack.cli.generate import collect, left, settle, show
from mlpack.errors import Incompatible, SpecFaults, UsageError
from mlpack.wording import any_of, did_you_mean

if TYPE_CHECKING:
    from mlpack.api import Project
    from mlpack.catalog import Catalog
    from mlpack.wizard import Wizard

# A whole request that an example brings.
_REQUEST = "request.json"


def register(app: typer.Typer) -> None:
    app.command("init")(init)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The project's folder; made if missing.")
    ] = Path(),
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; take the defaults.")
    ] = False,
    example: Annotated[
        str,
        typer.Option(metavar="NAME", help="Start from a bundled example, as in digits or spiral."),
    ] = "",
    name: Annotated[str, typer.Option(help="Names the image and the service.")] = "",
    framework: Annotated[str, typer.Option(help="As in scikit-learn or scikit-learn==1.7.*.")] = "",
    python: Annotated[str, typer.Option(help="As in 3.12.")] = "",
    compute: Annotated[str, typer.Option(help="Where the model computes: cpu or cuda.")] = "",
    serving: Annotated[str, typer.Option(help="The serving style, as in fastapi.")] = "",
    model: Annotated[
        str, typer.Option(help="The model's file or folder, relative to the project.")
    ] = "",
    no_lock: Annotated[
        bool, typer.Option("--no-lock", help="Do not make requirements.lock yet.")
    ] = False,
) -> None:
    """Asks a few questions and makes a project from the answers."""
    from mlpack import api
    from mlpack.catalog import Catalog
    from mlpack.layers import open_layers
    from mlpack.wizard import KEYS

    _require_free(folder)
    given = dict(zip(KEYS, (name, framework, python, compute, serving, model), strict=True))
    answers = {key: value for key, value in given.items() if value}
    catalog = Catalog(open_layers((), folder))
    if example:
        files = _example_files(catalog, example, answers)
    else:
        files = {api.SPEC_FILE: _spec_text(catalog, folder, answers, ask=not yes).encode()}
    seen = api.preview(api.start(folder, files))
    screen.answer(screen.table((f"{'create':8}", path, "") for path in sorted(files)))
    if no_lock:
        seen = replace(seen, locks=left(seen.locks))
    done = settle(seen, shown=show)
    show((*done.changes, *(lock for lock in done.locks if lock.path not in files)))
    collect(seen)
    _next_steps(done.project, has_lock=all(lock.verb != "keep" for lock in done.locks))


def _require_free(folder: Path) -> None:
    from mlpack import write
    from mlpack.api import SPEC_FILE

    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise UsageError(f"{nearest} is a file; a project is a folder.")
    write.recover(folder)
    if (folder / SPEC_FILE).exists():
        raise UsageError(
            f"{folder / SPEC_FILE} is there already.",
            hint="Change it, then run `mlpack generate`.",
        )


def _example_files(catalog: Catalog, example: str, answers: dict[str, str]) -> dict[str, bytes]:
    if answers:
        given = any_of(f"--{key}" for key in answers)
        raise UsageError(f"An example brings its own answers: leave out {given}.")
    if example not in catalog.examples:
        raise UsageError(
            f"There is no example {example}. {did_you_mean(example, catalog.examples)}"
        )
    return catalog.example_files(example)


def _spec_text(catalog: Catalog, folder: Path, answers: dict[str, str], *, ask: bool) -> str:
    from mlpack.spec import dump
    from mlpack.wizard import Surroundings, Wizard
    from mlpack.wizard import ask as ask_person

    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    wizard = Wizard(catalog, Surroundings(folder.resolve().name, running))
    _check_given(wizard, answers)
    if not ask:
        return dump(wizard.spec(_with_defaults(wizard, answers)))
    if not _is_watched():
        raise UsageError(
            "There is no terminal to ask questions in.",
            hint="`mlpack init --yes` takes the defaults; every answer is also an option: "
            "--name, --framework, --python, --compute, --serving, --model.",
        )
    try:
        return dump(wizard.spec(ask_person(wizard, answers)))
    except (KeyboardInterrupt, EOFError):
        screen.say("Left; nothing was written.")
        raise typer.Exit(130) from None


def _is_watched() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def _check_given(wizard: Wizard, answers: dict[str, str]) -> None:
    """Every option that cannot be, at once; or the one that does not fit the others."""
    try:
        wizard.check(answers)
    except SpecFaults as problem:
        rows = [(f"--{_option(fault.setting)}", fault.says) for fault in problem.faults]
        raise UsageError(screen.table(rows, indent="")) from None
    except Incompatible as problem:
        problem.where = f"--{_option(problem.setting)} {answers.get(problem.setting, '')}".strip()
        raise


def _option(setting: str) -> str:
    """`framework.version` and `serving` were said by --framework and --serving."""
    return setting.partition(".")[0]


def _with_defaults(wizard: Wizard, answers: dict[str, str]) -> dict[str, str]:
    answers = dict(answers)
    while question := wizard.next(answers):
        answers[question.key] = question.default
    return answers


def _next_steps(project: Project, *, has_lock: bool) -> None:
    plan, model = project.plan, project.root / project.plan.model.path
    steps = [] if project.root.resolve() == Path.cwd() else [f"cd {quote(str(project.root))}"]
    if not has_lock:
        steps.append("mlpack lock")
    if not model.exists():
        steps.append(
            f"cp YOUR-MODEL {quote(plan.model.path)}   # and look at model.py, which loads it"
        )
    locked_down = "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges"
    gpus = "" if plan.compute.device == "cpu" else "--gpus all "
    port = f"{plan.serving.port}:{plan.serving.port}"
    steps += [
        f"docker build -t {plan.name} .",
        f"docker run --rm {gpus}{locked_down} -p {port} {plan.name}",
    ]
    if (project.root / _REQUEST).exists():
        address = f"localhost:{plan.serving.port}/predict"
        steps.append(f"curl {address} -H 'content-type: application/json' -d @{_REQUEST}")
    screen.say("\nNext:")
    screen.say("\n".join(f"  {step}" for step in steps))
    if least := plan.compute.driver_minimum:
        screen.say(f"The host needs driver {least} or newer: `mlpack doctor` there says whether.")
    screen.say(
        f"Then open http://localhost:{plan.serving.port}/docs. `mlpack explain` says why it is so."
    )

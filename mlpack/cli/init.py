"""`mlpack init`: a project from a few answers, or from a bundled example."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from mlpack.cli import screen, values
from mlpack.cli.changes import show
from mlpack.cli.generate import collect, settle
from mlpack.cli.interview import Answers, Manner, answered, answers_in, check_given, wizard_for
from mlpack.errors import UsageError
from mlpack.wording import any_of, did_you_mean

if TYPE_CHECKING:
    from mlpack.api import Generated, Project
    from mlpack.catalog import Catalog
    from mlpack.wizard import Walk, Wizard
    from mlpack.write import Change

# A whole request that an example brings.
_REQUEST = "request.json"
_LARGEST_ANSWERS = 256 * 2**10


def register(app: typer.Typer) -> None:
    app.command("init")(init)


Example = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="Start from a bundled example, as in digits or spiral.",
        autocompletion=values.examples,
    ),
]
Framework = Annotated[
    str,
    typer.Option(
        help="As in scikit-learn or scikit-learn==1.7.*.", autocompletion=values.frameworks
    ),
]
Python = Annotated[str, typer.Option(help="As in 3.12.", autocompletion=values.pythons)]
Serving = Annotated[
    str, typer.Option(help="The serving style, as in fastapi.", autocompletion=values.styles)
]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The project's folder; made if missing.")
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Ask nothing; take what is found, and the defaults.")
]
Name = Annotated[str, typer.Option(help="Names the image and the service.")]
Compute = Annotated[str, typer.Option(help="Where the model computes: cpu or cuda.")]
Model = Annotated[str, typer.Option(help="The model's file or folder, relative to the project.")]
Template = Annotated[
    list[str] | None,
    typer.Option(metavar="SOURCE", help="A layer of templates: ./folder or git+URL@tag."),
]
AnswersFile = Annotated[
    str,
    typer.Option(
        metavar="FILE", help="Answers in YAML or JSON, by the options' names; - is stdin."
    ),
]
AskAll = Annotated[
    bool, typer.Option("--ask-all", help="Ask what is certain too, and what was found.")
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Ask in numbered lines, as for a screen reader.")
]
NoLock = Annotated[bool, typer.Option("--no-lock", help="Do not make requirements.lock yet.")]


def init(
    folder: Folder = Path(),
    yes: Yes = False,
    example: Example = "",
    name: Name = "",
    framework: Framework = "",
    python: Python = "",
    compute: Compute = "",
    serving: Serving = "",
    model: Model = "",
    template: Template = None,
    answers: AnswersFile = "",
    ask_all: AskAll = False,
    plain: Plain = False,
    no_lock: NoLock = False,
) -> None:
    """Asks a few questions and makes a project from the answers.

    What the folder says already is proposed, or not asked at all; nothing is written before a last
    screen shows it. Where there is a mlpack.yaml, it asks again, and changes only what you change.
    """
    from mlpack import api, write
    from mlpack.catalog import Catalog
    from mlpack.layers import open_layers
    from mlpack.wizard import KEYS

    _require_folder(folder)
    write.recover(folder)  # its mlpack.yaml may wait to be put into its place
    options = dict(zip(KEYS, (name, framework, python, compute, serving, model), strict=True))
    given = _given({key: value for key, value in options.items() if value}, answers, template or ())
    if example:
        catalog = Catalog(open_layers((), folder))
        project = api.start(folder, _example_files(catalog, example, given, folder))
    else:
        project = _asked(folder, given, Manner(yes, ask_all, plain))
        if yes and given.is_empty and not project.brought:
            _say_nothing_to_do(project)
            return
    _make(project, no_lock=no_lock)


def _make(project: Project, *, no_lock: bool) -> None:
    from mlpack import api

    seen = api.preview(project)
    verbs = {p: "update" if (project.root / p).exists() else "create" for p in project.brought}
    if no_lock:
        seen = api.without_locks(seen)

    def shown(changes: Iterable[Change]) -> None:
        screen.answer(screen.table((f"{verb:8}", path, "") for path, verb in sorted(verbs.items())))
        show(change for change in changes if change.path not in verbs)

    try:
        done = settle(seen, shown=shown)
    except KeyboardInterrupt:
        screen.say("\nLeft; nothing was written.")
        raise typer.Exit(130) from None
    shown((*done.changes, *done.locks))
    collect(seen)
    _next_steps(done)
    if done.in_conflict:
        raise typer.Exit(1)


def _require_folder(folder: Path) -> None:
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise UsageError(f"{nearest} is a file; a project is a folder.")


def _given(options: dict[str, str], file: str, templates: Iterable[str]) -> Answers:
    """All that is said beforehand; an option goes before the file of answers."""
    said = answers_in(_text_of(file), file) if file else Answers({})
    return Answers({**said.given, **options}, tuple(templates) or said.templates)


def _text_of(file: str) -> str:
    try:
        if file == "-":
            text = sys.stdin.read(_LARGEST_ANSWERS + 1)
        else:
            with Path(file).open(encoding="utf-8-sig") as opened:
                text = opened.read(_LARGEST_ANSWERS + 1)
    except UnicodeDecodeError:
        raise UsageError("This is not UTF-8 text.", where=file) from None
    except OSError as error:
        raise UsageError(f"It cannot be read: {error.strerror}.", where=file) from None
    if len(text) > _LARGEST_ANSWERS:
        raise UsageError("These are more than 256 KiB of answers.", where=file)
    return text


def _asked(folder: Path, given: Answers, manner: Manner) -> Project:
    """The project that the answers lead to; nothing of it is written yet."""
    from mlpack import api
    from mlpack.catalog import Catalog
    from mlpack.detect import Detected, detect
    from mlpack.layers import open_layers

    if given.templates or not (folder / api.SPEC_FILE).exists():
        catalog = Catalog(open_layers(given.templates, folder))
    else:
        catalog = api.open_catalog(folder)
    found = detect(folder, catalog) if folder.is_dir() else Detected()
    wizard = wizard_for(folder, given, catalog, found)
    check_given(wizard)
    return answered(wizard, manner, folder, lambda walk: _made(wizard, walk, folder))


def _made(wizard: Wizard, walk: Walk, folder: Path) -> Project:
    from mlpack import api
    from mlpack.spec import dump

    if wizard.written is not None:
        return api.edit(folder, wizard.edits(walk.answers)).project
    text = dump(wizard.spec(walk.answers))
    return api.start(folder, {api.SPEC_FILE: text.encode()})


def _say_nothing_to_do(project: Project) -> None:
    screen.say(
        f"{project.document.file} is there already, and nothing was asked to change: nothing was "
        "written.\n`mlpack set KEY VALUE` changes a setting, `mlpack generate` makes the files."
    )


def _example_files(
    catalog: Catalog, example: str, answers: Answers, folder: Path
) -> dict[str, bytes]:
    from mlpack.api import SPEC_FILE

    if (folder / SPEC_FILE).exists():
        raise UsageError(
            f"{folder / SPEC_FILE} is there already.",
            hint="Change it, then run `mlpack generate`.",
        )
    if not answers.is_empty:
        names = (*answers.given, *(["template"] if answers.templates else []))
        given = any_of(f"--{key}" for key in names)
        raise UsageError(f"An example brings its own answers: leave out {given}.")
    if example not in catalog.examples:
        raise UsageError(
            f"There is no example {example}. {did_you_mean(example, catalog.examples)}"
        )
    return catalog.example_files(example)


def _next_steps(done: Generated) -> None:
    project, plan = done.project, done.project.plan
    steps = [] if project.root.resolve() == Path.cwd() else [f"cd {quote(str(project.root))}"]
    steps += [
        f"mlpack generate --overwrite {quote(change.path)}   # yours was here before: keep a copy"
        for change in done.changes
        if change.verb == "conflict"
    ]
    if any(lock.verb == "keep" for lock in done.locks):
        steps.append("mlpack lock")
    if not (project.root / plan.model.path).exists():
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

"""The wizard's answers: from options, from a file, from a person in a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from mlpack.cli import screen
from mlpack.cli.last_screen import found, last_screen
from mlpack.errors import Incompatible, MlpackError, SpecFaults, UsageError
from mlpack.wording import did_you_mean

if TYPE_CHECKING:
    from mlpack.api import Project
    from mlpack.catalog import Catalog
    from mlpack.detect import Detected
    from mlpack.requirements import Requested
    from mlpack.spec import Spec
    from mlpack.wizard import Face, Walk, Wizard


@dataclass(frozen=True)
class Manner:
    """How a person wants to be asked."""

    yes: bool = False
    asks_all: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Answers:
    """What was said beforehand: an answer a question, and the layers of `templates`."""

    given: Mapping[str, str]
    templates: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.given and not self.templates


def answers_in(text: str, file: str) -> Answers:
    """The answers in a YAML or JSON text, by the names of the options.

    Raises:
        UsageError: it is neither, or answers what is not asked.
    """
    from mlpack.spec import read
    from mlpack.wizard import KEYS

    try:
        content = read(text, file).content
    except SpecFaults as problem:
        rows = [(problem.place(fault), fault.says) for fault in problem.faults]
        raise UsageError(screen.table(rows, indent="")) from None
    known = (*KEYS, "template")
    for key, value in content.items():
        if key not in known:
            raise UsageError(f"Nothing asks for {key}. {did_you_mean(key, known)}", where=file)
        if not isinstance(value, str) and key != "template":
            raise UsageError(f"{key} is one text, as it is with --{key}.", where=file)
    templates = content.pop("template", [])
    listed = [templates] if isinstance(templates, str) else templates
    return Answers(content, tuple(map(str, listed)))


def wizard_for(folder: Path, answers: Answers, catalog: Catalog, detected: Detected) -> Wizard:
    """Over the mlpack.yaml that is there, or for a new one. Raises SpecFaults of one that is."""
    from mlpack import api
    from mlpack.spec import spec_from
    from mlpack.wizard import Surroundings, Wizard

    written = None
    if (folder / api.SPEC_FILE).exists():
        document = api.read_document(folder)
        spec_from(document, catalog.known)
        written = document.content
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Wizard(
        catalog,
        Surroundings(folder.resolve().name, running),
        detected,
        written,
        dict(answers.given),
        _requested_in(folder),
        answers.templates,
    )


def _requested_in(folder: Path) -> Callable[[Spec], Requested]:
    """What the requirement files say, each read once for all the choices that are looked at."""
    from mlpack import api
    from mlpack.spec import Document

    kept: dict[object, Requested | SpecFaults] = {}

    def requested(spec: Spec) -> Requested:
        named = (spec.requirements, spec.constraints, spec.index.model_dump_json())
        if named not in kept:
            try:
                kept[named] = api.requested_by(spec, Document(api.SPEC_FILE, {}), folder)
            except SpecFaults as problem:
                kept[named] = problem
        found = kept[named]
        if isinstance(found, SpecFaults):
            raise found
        return found

    return requested


def check_given(wizard: Wizard) -> None:
    """Every option that cannot be, at once; or the one that does not fit the others."""
    answers = wizard.given
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


def answered(
    wizard: Wizard, manner: Manner, folder: Path, made: Callable[[Walk], Project]
) -> Project:
    """The project of all answers, once the person has seen it and said yes.

    Raises:
        UsageError: something is to be asked, and there is no terminal.
        typer.Exit: the person left, or said no.
    """
    from mlpack.wizard import KEYS, begun, with_defaults

    walk = begun(wizard, asks_all=manner.asks_all)
    if manner.yes and wizard.written is None and (known := found(wizard)):
        screen.say(known)
    if manner.yes or set(KEYS) <= set(wizard.given):
        return made(with_defaults(walk))
    if not _is_watched():
        raise _no_terminal(wizard, folder)
    try:
        return _interviewed(walk, manner, made)
    except (KeyboardInterrupt, EOFError):
        screen.say("\nLeft; nothing was written.")
        raise typer.Exit(130) from None


def _interviewed(walk: Walk, manner: Manner, made: Callable[[Walk], Project]) -> Project:
    from mlpack import api
    from mlpack.wizard import introduction, open_questions, say, walked

    face, wizard = _face(manner, made), walk.wizard
    if wizard.written is not None:
        say("mlpack.yaml is there already: what it says is chosen, what you change is changed.\n")
    elif known := found(wizard):
        say(f"{known}\n")
    if count := open_questions(walk):
        say(introduction(count, face))
    while True:
        walk = walked(walk, face)
        project = made(walk)
        text = last_screen(api.preview(project), wizard.source, verb=_verb(project))
        match face.confirm(text, can_go_back=walk.can_go_back):
            case "yes":
                return project
            case "no":
                screen.say("Nothing was written.")
                raise typer.Exit(1)
            case "back":
                walk = walk.back()


def _verb(project: Project) -> str:
    from mlpack.api import SPEC_FILE

    if SPEC_FILE not in project.brought:
        return "same"
    return "update" if (project.root / SPEC_FILE).exists() else "create"


def _face(manner: Manner, made: Callable[[Walk], Project]) -> Face:
    from mlpack.wizard import Plain, Prompt

    if manner.plain or (os.environ.get("TERM", "") in {"dumb", ""} and os.name != "nt"):
        return Plain()
    return Prompt(_preview(made))


def _preview(made: Callable[[Walk], Project]) -> Callable[[Walk, str], str]:
    """The Dockerfile that an answer leads to, all later questions answered as proposed."""
    from mlpack.wizard import with_defaults

    @cache
    def dockerfile(answers: frozenset[tuple[str, str]]) -> str:
        try:
            return made(walks[answers]).tree["Dockerfile"].text
        except MlpackError:
            return ""

    walks: dict[frozenset[tuple[str, str]], Walk] = {}

    def preview(walk: Walk, value: str) -> str:
        whole = with_defaults(walk.answered(value) if value else walk)
        answers = frozenset(whole.answers.items())
        walks[answers] = whole
        return dockerfile(answers)

    return preview


def _is_watched() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def _no_terminal(wizard: Wizard, folder: Path) -> UsageError:
    """Says what is still open, and a command that leaves nothing open."""
    from mlpack.wizard import KEYS, begun, with_defaults

    open_options = ", ".join(f"--{key}" for key in KEYS if key not in wizard.given)
    answers = with_defaults(begun(wizard)).answers
    words = [f"--{key} {quote(answers[key])}" for key in KEYS]
    words += [f"--template {quote(source)}" for source in wizard.templates]
    words += [] if folder == Path() else [quote(str(folder))]
    return UsageError(
        "There is no terminal to ask questions in.",
        hint=f"Still open: {open_options}.\nAnswered as proposed, by `--yes` or in full:\n"
        f"    mlpack init {' '.join(words)}",
    )

"""Many projects in one command: which they are, and one line for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mlpack.cli import screen
from mlpack.cli.changes import as_plain, said
from mlpack.cli.options import Format
from mlpack.errors import UsageError
from mlpack.wording import plural

if TYPE_CHECKING:
    from mlpack.api import Outcome

_VERBS = ("conflict", "create", "update", "merge", "move", "remove", "edited", "keep", "same")


def is_many(folders: Sequence[Path] | None, *, everything: bool) -> bool:
    """Whether more than one project may be meant; a pattern that no shell has expanded is one."""
    given = folders or ()
    return everything or len(given) > 1 or any(map(_is_pattern, given))


def named(folders: Sequence[Path] | None, *, everything: bool) -> list[Path]:
    """The projects that are meant. Raises UsageError where there are none."""
    from mlpack.api import SPEC_FILE, find_projects

    given = list(folders or [Path()])
    if everything:
        return [found for root in given for found in find_projects(root)]
    found = [folder for one in given for folder in (_expanded(one) if _is_pattern(one) else [one])]
    # a shell's services/* has README.md too; services/*/mlpack.yaml means each of them
    files = [one for one in found if one.is_file() and one.name != SPEC_FILE]
    if len(files) < len(found):
        for file in files:
            screen.say(f"{file} is a file, and was passed over.")
        found = [one for one in found if one not in files]
    return found


def _is_pattern(folder: Path) -> bool:
    return has_magic(str(folder)) and not folder.exists()


def _expanded(pattern: Path) -> list[Path]:
    from mlpack.api import SPEC_FILE

    found = [Path(name) for name in sorted(glob(str(pattern), recursive=True))]  # noqa: PTH207 - may be absolute
    projects = [folder for folder in found if (folder / SPEC_FILE).is_file()]
    if not projects:
        raise UsageError(f"No folder with a {SPEC_FILE} matches {pattern}.")
    return projects


def show(
    outcomes: Iterable[Outcome],
    folders: Sequence[Path],
    *,
    form: Format,
    finds: Callable[[Outcome], bool],
    lines: Callable[[Outcome], Iterable[str]],
    says: Mapping[int, str],
) -> None:
    """Each project as it is done, then what stopped some; leaves with the gravest code.

    finds: whether one that nothing stopped leaves with 1.
    says: what the summary calls those that leave with 1, and those with 0 that have changes.
    """
    from mlpack import api

    width = max((len(str(folder)) for folder in folders), default=0)
    done = []
    for outcome in outcomes:
        done.append(outcome)
        if form is Format.TEXT:
            screen.answer("\n".join(_with_folder(outcome, lines(outcome), width)))
    code = api.gravest(_code(outcome, finds) for outcome in done)
    if form is Format.JSON:
        screen.answer_json({"exit": code, "projects": [_plain(outcome) for outcome in done]})
    elif form.is_report:
        from mlpack.cli.reports import report

        if text := report(done, form):
            screen.answer(text)
    _say_cautions(done)
    _say_not_run(done)
    _say_errors(done)
    screen.say(f"{_summary(done, finds, says)}.")
    raise typer.Exit(code)


def _code(outcome: Outcome, finds: Callable[[Outcome], bool]) -> int:
    return outcome.error.exit_code if outcome.error else int(finds(outcome))


def _with_folder(outcome: Outcome, lines: Iterable[str], width: int) -> Iterator[str]:
    first, *more = lines
    yield f"{outcome.folder!s:{width}}  {first}"
    yield from (f"    {line}" for line in more)


def change_lines(outcome: Outcome) -> Iterator[str]:
    """How many files each verb has, and those that change; of a new project the count is enough."""
    counts = Counter[str](change.verb for change in outcome.changes)
    counted = ", ".join(f"{counts[verb]} {verb}" for verb in _VERBS if counts[verb])
    yield ", ".join(filter(None, ("failed" if outcome.error else "", counted)))
    if set(counts) <= {"create", "keep"}:
        return
    quiet = {"same", "keep", "edited"}
    moved = [c for c in outcome.changes if c.verb not in quiet]
    rows = [(f"{c.verb:8}", c.path, said(c, outcome.causes)) for c in moved]
    if rows:
        yield from screen.table(rows, indent="").splitlines()


def diff_lines(outcome: Outcome) -> Iterator[str]:
    """The whole diff, each path from here."""
    from mlpack import write

    yield from change_lines(replace(outcome, changes=()) if outcome.error else outcome)
    for change in outcome.changes:
        path = (outcome.folder / change.path).as_posix()
        if text := write.diff(replace(change, path=path)):
            yield from ("", *text.rstrip("\n").split("\n"))


def finding_lines(outcome: Outcome) -> Iterator[str]:
    """How many findings, and each with what mends it."""
    if outcome.report is None:
        yield "failed"
        return
    yield plural(len(outcome.report.findings), "finding")
    for found in outcome.report.findings:
        where = (outcome.folder / found.where).as_posix()
        yield f"{found.severity}: {where}  {found.says}  [{found.rule}]"
        yield f"    {found.mend}"


def _plain(outcome: Outcome) -> dict[str, Any]:
    plain: dict[str, Any] = {"folder": outcome.folder.as_posix(), "error": None}
    if error := outcome.error:
        plain["error"] = {
            "exit": error.exit_code,
            "where": error.where,
            "says": error.says,
            "hint": error.hint,
        }
    if outcome.report:
        return plain | asdict(outcome.report)
    changes = outcome.changes
    return plain | as_plain(changes, drifted=outcome.is_drifted, causes=outcome.causes)


def _say_cautions(done: Sequence[Outcome]) -> None:
    """A warning that goes for many projects is said once."""
    counts = Counter(says for outcome in done for says in outcome.cautions)
    for says, count in counts.items():
        screen.say(f"warning: {says} ({plural(count, 'project')})")


def _say_not_run(done: Sequence[Outcome]) -> None:
    reports = [outcome.report for outcome in done if outcome.report]
    for skipped in dict.fromkeys(one for report in reports for one in report.not_run):
        screen.say(f"not run: {skipped.check}: {skipped.because}")


def _say_errors(done: Sequence[Outcome]) -> None:
    for outcome in done:
        if outcome.error:
            screen.say(f"\n{screen.emphasised(str(outcome.folder))}:")
            screen.error(outcome.error)
    if traces := [outcome.trace for outcome in done if outcome.trace]:
        from mlpack.cli.bug import logged

        screen.say(f"Please paste {logged(traces)}.")
    if any(outcome.error for outcome in done):
        screen.say()


def _summary(
    done: Sequence[Outcome], finds: Callable[[Outcome], bool], says: Mapping[int, str]
) -> str:
    whole = [outcome for outcome in done if not outcome.error]
    found = sum(finds(outcome) for outcome in whole)
    changed = sum(not finds(outcome) and outcome.is_drifted for outcome in whole)
    parts = [(len(done) - len(whole), "failed"), (found, says[1]), (changed, says[0])]
    said = [f"{count} {what}" for count, what in parts if count]
    return ": ".join(filter(None, (plural(len(done), "project"), ", ".join(said))))

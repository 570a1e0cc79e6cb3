"""The way from a file and a line to the answer: by who makes the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from mlpack.errors import UsageError
from mlpack.explain import generated, locked, overview, said
from mlpack.explain.answer import Answer, Overview
from mlpack.explain.subject import Subject
from mlpack.wording import nearest, plural


def explain_line(subject: Subject, path: str, line: int) -> Answer:
    """Line `line` of the file `path`, from 1.

    Raises:
        UsageError: mlpack has no part in this file, or there is no such line.
        LockFailed: it is a lock, and damaged.
    """
    count = len(_lines(subject, path))
    if not 1 <= line <= count:
        has = f"{path} has {plural(count, 'line')}"
        raise UsageError(f"{has}; there is no line {line}.")
    if path == subject.document.file:
        return said.answer_line(subject, line)
    if path in subject.tree:
        return generated.answer_line(subject, path, line)
    return locked.answer_line(subject, path, line)


def explain_file(subject: Subject, path: str) -> Overview:
    """The whole file, part by part. Raises as `explain_line`."""
    _lines(subject, path)
    if path == subject.document.file:
        return said.overview(subject)
    return (
        overview.overview(subject, path) if path in subject.tree else locked.overview(subject, path)
    )


def _lines(subject: Subject, path: str) -> list[str]:
    if path == subject.document.file:
        return said.spec_lines(subject)
    if path in subject.tree:
        return [line.text for line in generated.shown_lines(subject, path)]
    locks = [file.path for file in subject.plan.lock.files]
    if path in locks:
        return locked.lock_lines(subject, path)
    near = _nearest(path, [subject.document.file, *locks, *subject.tree])
    raise UsageError(
        f"{path} is none of the files that mlpack makes or reads.{near}",
        hint="" if near else "`mlpack plan` lists them.",
    )


def _nearest(path: str, known: Sequence[str]) -> str:
    same_name = (one for one in known if PurePosixPath(one).name == PurePosixPath(path).name)
    near = next(same_name, "") or nearest(path, known)
    return f" Did you mean {near}?" if near else ""

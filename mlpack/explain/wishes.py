"""From a setting to where mlpack.yaml says it, and from a fact to the setting that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel

from mlpack.explain.answer import Wish
from mlpack.explain.subject import Subject
from mlpack.render.facts import Fact
from mlpack.spec import Document
from mlpack.spec.document import Path, dotted

Steps: TypeAlias = tuple[str | int, ...]


def wish(subject: Subject, setting: str) -> Wish:
    """`setting` as it was said, or as one that was left out."""
    return wish_at(subject, path_of(subject.document, setting))


def path_of(document: Document, setting: str) -> Path:
    """`serving.limits.rows`, `include[0]` as steps; a key that was written may hold a dot."""
    written = (path for path in document.values if path and dotted(path) == setting)
    steps = re.findall(r"[^.\[\]]+", setting)
    return next(written, tuple(int(step) if step.isdigit() else step for step in steps))


def wish_at(subject: Subject, path: Path) -> Wish:
    document = subject.document
    said = _said_at(subject, path)
    if said is None:
        return Wish(dotted(path))
    line, _ = document.place(said, of_key=True)
    lines = subject.on_disk(document.file) or []
    words = lines[line - 1].strip("\ufeff \t") if line <= len(lines) else ""
    items = said_at(document, said)
    if words.endswith(":") and isinstance(items, list):
        words = f"{words} {', '.join(map(str, items))}"
    return Wish(dotted(path), f"{document.file}:{line}", words)


def said_at(document: Document, path: Path) -> Any:
    """What was written there; None where nothing was."""
    content: Any = document.content
    for step in path:
        if isinstance(content, str) or not _has(content, step):
            return None
        content = content[step]
    return content


def said_within(document: Document, path: Path) -> list[Path]:
    """The places of every value that was written in a setting, itself one of them."""
    return [place for place in document.values if place[: len(path)] == path]


def _said_at(subject: Subject, path: Path) -> Path | None:
    """What was written that says it: itself, or the short form of something that holds it."""
    content: Any = subject.document.content
    for count, step in enumerate(path):
        if isinstance(content, str) or (isinstance(content, list) and isinstance(step, str)):
            return path[:count] if _is_set(subject.spec, path) else None
        if not _has(content, step):
            return None
        content = content[step]
    return path


def _has(content: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(content, list) and step < len(content)
    return step in content


def _is_set(wish: object, path: Path) -> bool:
    for step in path:
        if isinstance(wish, BaseModel):
            if step not in wish.model_fields_set:
                return False
            wish = getattr(wish, str(step))
    return bool(wish)


def setting_of(subject: Subject, fact: Fact) -> Path:
    """The setting that the fact is, or that asked for it; an empty path where there is none."""
    return _of_the_same_name(subject, fact) or _that_asks(subject, fact)


def _that_asks(subject: Subject, fact: Fact) -> Path:
    """As `serving: fastapi` or `requirements.txt` asks for lines of requirements.in."""
    name, _, value = fact.asker.partition(": ")
    if value and name in type(subject.spec).model_fields:
        return (name,)
    entries = subject.spec.requirements
    return ("requirements", entries.index(fact.asker)) if fact.asker in entries else ()


def _of_the_same_name(subject: Subject, fact: Fact) -> Path:
    here: object = subject.spec
    path: list[str | int] = []
    for step in fact.steps:
        if isinstance(here, BaseModel):
            if step not in type(here).model_fields:
                return ()
            here = getattr(here, str(step))
        elif isinstance(here, Mapping):
            return (*path, step) if step in here else ()
        elif isinstance(here, tuple):
            # the Plan sorts them
            return (*path, here.index(fact.value)) if fact.value in here else ()
        else:
            return tuple(path)
        path.append(step)
    return tuple(path)


def settings_on(document: Document, line: int) -> tuple[Path, ...]:
    """The settings that begin on a line, without those inside one of them."""
    places = {**document.values, **document.keys}
    here = [path for path, (row, _) in places.items() if row == line and path]
    return tuple(path for path in here if path[:-1] not in here)

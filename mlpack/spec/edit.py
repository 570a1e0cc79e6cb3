"""A setting of mlpack.yaml changed in its text: what is not changed keeps every byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mlpack.errors import Fault, SpecFaults, UsageError
from mlpack.spec.document import Document, dotted, read
from mlpack.spec.faults import Known, spec_from
from mlpack.spec.settings import Steps, list_at, said, steps_to, way_out, with_said
from mlpack.spec.splice import spliced
from mlpack.wording import all_of

Verb = Literal["set", "unset", "add", "remove"]


@dataclass(frozen=True)
class Edit:
    """`value` is text, a list or a mapping; of `add` and `remove` an item of the list."""

    verb: Verb
    setting: str
    value: Any = None


def edited(text: str, edits: Iterable[Edit], *, file: str = "mlpack.yaml") -> str:
    """The text after all `edits`; where they change nothing, the same text.

    Raises:
        UsageError: there is no such setting or item, or its place cannot be edited by a program.
        SpecFaults: the text cannot be read, or would say what mlpack.yaml cannot.
    """
    document = read(text, file)
    content, after = document.content, text
    for edit in edits:
        steps, value = _wanted(edit, content, document)
        content = _in_form(lambda s=steps, v=value, c=content: with_said(c, s, v), steps, document)
        after = spliced(after, steps, value)
    if after == text:
        return text
    _require_meant(after, content, document)
    return after


def value_of(text: str, setting: str) -> Any:
    """A value as it stands in mlpack.yaml: `9000`, `[pandas]`, `{cuda: "12"}`.

    Raises:
        UsageError: it is not YAML.
    """
    try:
        content = read(f"value: {text}" if "\n" not in text else "value: \n", setting).content
    except SpecFaults as error:
        says = f"{text} cannot be read as YAML. {error.faults[0].says.partition(': ')[2]}".strip()
        raise UsageError(says, where=setting, hint="Put it into quotes, inside of those that "
                         "your shell takes away.") from None  # fmt: skip
    if [*content] != ["value"]:
        says = "This says nothing."
        raise UsageError(says, where=setting, hint=way_out(setting))
    return content["value"]


def _wanted(edit: Edit, content: dict[str, Any], document: Document) -> tuple[Steps, Any]:
    """The place, and what shall stand there; None where nothing shall."""
    steps = steps_to(edit.setting)
    if edit.verb in {"set", "unset"}:
        return steps, edit.value
    there = _in_form(lambda: said(content, steps), steps, document)
    steps = list_at(steps, there)
    there = said(content, steps)
    items = [there] if isinstance(there, str) else [*(there or [])]
    if edit.verb == "add":
        return steps, items if edit.value in items else [*items, edit.value]
    gone = _item(edit.value, items, edit.setting)
    return steps, [item for item in items if item != gone] or None


def _item(value: str, items: Sequence[str], setting: str) -> str:
    """The item itself, or the only one that begins with it, as pandas does for pandas>=2."""
    begins = re.compile(re.escape(value) + r"(?![\w.-])")
    found = [item for item in items if item == value] or [i for i in items if begins.match(i)]
    if len(found) != 1:
        there = f"It has {all_of(items)}." if items else "It is empty."
        raise UsageError(f"{setting} has no {value}. {there}")
    return found[0]


def _in_form(look: Any, steps: Steps, document: Document) -> Any:
    """What `look` finds, where what is written on the way has a form that it can have."""
    try:
        return look()
    except ValueError as error:
        fault = Fault(*document.place(steps), dotted(steps[:1]), str(error))
        raise SpecFaults(document.file, (fault,)) from None


def _require_meant(after: str, content: dict[str, Any], document: Document) -> None:
    """The text is what a program made of a person's file: it is believed once it is read back."""
    try:
        found = read(after, document.file)
    except SpecFaults:
        found = Document(document.file, {})
    is_meant = found.content and spec_from(found, Known()) == spec_from(
        replace(found, content=content), Known()
    )
    if not is_meant:
        raise UsageError(
            f"This cannot be changed by a program in {document.file} as it is written.",
            hint="An anchor or an alias stands in the way: change it by hand.",
        )

"""An answer to a question as mlpack.yaml says it, whatever else stands beside it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlpack.spec import Compute, Edit, Framework, Model, Serving, steps_to, with_said

KEYS = ("name", "framework", "python", "compute", "serving", "model")

Answers = Mapping[str, str]
Content = Mapping[str, Any]


def answer_in(content: Content, key: str) -> str:
    """What `content` answers to the question `key`; empty where it says nothing of it."""
    said = content.get(key)
    if said is None or key in {"name", "python"}:
        return said or ""
    read = _READ[key]
    return read(said)


def _framework(said: Any) -> str:
    framework = Framework.model_validate(said)
    return f"{framework.name}=={framework.version}" if framework.version else framework.name


_READ: Mapping[str, Callable[[Any], str]] = {
    "framework": _framework,
    "compute": lambda said: Compute.model_validate(said).device,
    "serving": lambda said: Serving.model_validate(said).style,
    "model": lambda said: Model.model_validate(said).path,
}


def edits_for(content: Content, key: str, answer: str) -> tuple[Edit, ...]:
    """What makes `content` answer so; beside it, what goes with either answer stays."""
    before = answer_in(content, key)
    if before and before == answer_in({key: answer}, key):
        return ()
    if key == "framework" and (name := _name(answer)) == _name(before):
        version = answer[len(name) :].lstrip("= ")
        return (Edit("set" if version else "unset", "framework.version", version or None),)
    if key == "serving" and before:
        return (Edit("set", "serving.style", answer),)
    return (Edit("set", key, answer),)


def with_edits(content: Content, edits: Iterable[Edit]) -> dict[str, Any]:
    changed = dict(content)
    for edit in edits:
        changed = with_said(changed, steps_to(edit.setting), edit.value)
    return changed


def _name(framework: str) -> str:
    return framework.partition("==")[0].strip()

"""Facts of the Plan: their names, their values, and where one of many stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlpack.plan import Plan
from mlpack.render.references import Step, Steps


@dataclass(frozen=True)
class Fact:
    """A part of the Plan on a line: printed there, or one that decides whether the line stands.

    `because` is the Plan's own reason for this very item, and `asker` who asks for it, where it
    says so.
    """

    steps: Steps
    value: object
    is_printed: bool
    because: str = ""
    asker: str = ""

    @property
    def name(self) -> str:
        """As a template says it: `plan.lock.files[0].path`, `plan.environment[PORT]`."""
        return "plan" + "".join(_spelled(step) for step in self.steps)


def fact_at(plan: Plan, steps: Steps, *, is_printed: bool) -> Fact:
    """The fact that `steps` lead to, or as far as they lead: a method's name leads nowhere."""
    *_, (steps, value) = _walk(plan, steps)
    return Fact(
        steps, value, is_printed, _said(plan, steps, "because"), _said(plan, steps, "asker")
    )


def place_of(plan: Plan, steps: Steps, item: object, *, key: object = None) -> Steps | None:
    """Where `item` stands in what `steps` lead to, a mapping by `key`; None where it does not."""
    *_, (steps, value) = _walk(plan, steps)
    if isinstance(value, Mapping) and isinstance(key, str) and key in value:
        return (*steps, key)
    places = list(_places(value, item))
    # the very same object is it, before one that only looks the same
    same = (more for more, found in places if found is item)
    more = next(same, places[0][0] if places else None)
    return None if more is None else (*steps, *more)


def fact_of_item(plan: Plan, steps: Steps, item: object) -> Fact | None:
    """The fact that `item` is, among what `steps` lead to; it decides, and is not printed."""
    place = place_of(plan, steps, item) if steps else None
    return fact_at(plan, place, is_printed=False) if place else None


def _walk(value: object, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    """The value after each step, the first being none."""
    yield (), value
    for count, step in enumerate(steps, 1):
        inside = dict(_children(value)) | dict(_properties(value))
        if step not in inside:
            return
        value = inside[step]
        yield steps[:count], value


def _children(value: object) -> Iterator[tuple[Step, Any]]:
    if dataclasses.is_dataclass(value):
        yield from ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
    elif isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from enumerate(value)


def _properties(value: object) -> Iterator[tuple[Step, Any]]:
    if dataclasses.is_dataclass(value):
        own = vars(type(value)).items()
        yield from ((n, getattr(value, n)) for n, found in own if isinstance(found, property))


def _places(value: object, item: object) -> Iterator[tuple[Steps, object]]:
    if value is item or (type(value) is type(item) and value == item):
        yield (), value
    for step, child in _children(value):
        if isinstance(value, Mapping) and step == item:
            yield (step,), step
        for steps, found in _places(child, item):
            yield (step, *steps), found


def _said(plan: Plan, steps: Steps, what: str) -> str:
    """What the nearest part on the way says of itself, or of this item among others."""
    way = [value for _, value in _walk(plan, steps)]
    last = way[-1]
    for value in reversed(way):
        said = getattr(value, what, "") if dataclasses.is_dataclass(value) else ""
        if isinstance(said, Mapping):
            said = said.get(last, "") if isinstance(last, str) else ""
        if said and said != last:
            return str(said)
    return ""


def _spelled(step: Step) -> str:
    return f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{step}]"

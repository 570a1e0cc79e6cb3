"""From the facts of a line to the decisions that settle them."""

from __future__ import annotations

from collections.abc import Iterable

from mlpack.explain.answer import ReadFact, Reason
from mlpack.explain.subject import Subject
from mlpack.explain.wishes import Steps, path_of, said_at, said_within, setting_of, wish, wish_at
from mlpack.plan import Decision
from mlpack.render.facts import Fact
from mlpack.spec.document import Path


def read_fact(subject: Subject, fact: Fact) -> ReadFact:
    decisions = _deciding(subject, fact)
    found = setting_of(subject, fact) or _setting_behind(subject, fact, decisions)
    wish = wish_at(subject, found) if found else None
    # A setting that was left out is the reason only where no decision is.
    is_reason = wish is not None and bool(wish.place or not decisions)
    return ReadFact(
        fact.name,
        fact.value,
        fact.is_printed,
        fact.because,
        tuple(decision.what for decision in decisions),
        wish if is_reason else None,
    )


def reasons(subject: Subject, facts: Iterable[Fact]) -> tuple[Reason, ...]:
    return tuple(reason(subject, decision) for decision in deciding(subject, facts))


def deciding(subject: Subject, facts: Iterable[Fact]) -> tuple[Decision, ...]:
    """The decisions that settle one of the facts, in the order of the Plan.

    For each fact those that come nearest to it: who decides on all of `serving` has no say where
    another decides on `serving.batching`.
    """
    found = [one for fact in facts for one in _deciding(subject, fact)]
    return tuple(decision for decision in subject.plan.decisions if decision in found)


def _deciding(subject: Subject, fact: Fact) -> list[Decision]:
    nearness = [(_nearness(one, fact.steps), one) for one in subject.plan.decisions]
    most = max((near for near, _ in nearness), default=0)
    # What is empty was settled only by who speaks of it, and not by who fills its neighbours.
    if not fact.value and most < len(fact.steps):
        return []
    found = [one for near, one in nearness if near == most > 0]
    behind = _setting_behind(subject, fact, found)
    said = [
        one
        for one in found
        if any(related(path_of(subject.document, s), behind) for s in one.settings)
    ]
    return said if behind else found


def _setting_behind(subject: Subject, fact: Fact, decisions: Iterable[Decision]) -> Path:
    """Of the settings that led to the decisions the one that the fact repeats, if one does.

    It says the very same value, or has the same name, as `index.url` has for `build.url`.
    """
    if not fact.value:
        return ()
    settings = [path_of(subject.document, setting) for one in decisions for setting in one.settings]
    places = [place for path in settings for place in said_within(subject.document, path)]
    same_value = (place for place in places if said_at(subject.document, place) == fact.value)
    same_name = (path for path in settings if len(path) > 1 and path[-1] == fact.steps[-1])
    return next(same_value, ()) or next(same_name, ())


def _nearness(decision: Decision, steps: Steps) -> int:
    """How many steps the decision and the fact have in common; 0 where it settles another."""
    paths = (tuple(said.split(".")) for said in decision.facts)
    return max((min(len(p), len(steps)) for p in paths if related(p, steps)), default=0)


def related(one: Steps, other: Steps) -> bool:
    """Whether one leads on from the other."""
    return all(a == b for a, b in zip(one, other, strict=False))


def reason(subject: Subject, decision: Decision) -> Reason:
    wishes = tuple(wish(subject, setting) for setting in decision.settings)
    return Reason(decision.what, decision.value, decision.because, wishes)

"""From the facts of a line to the decisions that settle them."""

from __future__ import annotations

from collections.abc import Iterable

from mlpack.explain.answer import ReadFact, Reason
from mlpack.explain.subject import Subject
from mlpack.explain.wishes import Steps, wish, wish_of
from mlpack.plan import Decision
from mlpack.render import Fact


def read_fact(subject: Subject, fact: Fact) -> ReadFact:
    decisions = [decision.what for decision in deciding(subject, [fact])]
    found = wish_of(subject, fact)
    # A setting that was left out is the reason only where no decision is.
    is_reason = found is not None and bool(found.place or not decisions)
    return ReadFact(
        fact.name,
        fact.value,
        fact.is_printed,
        fact.because,
        tuple(decisions),
        found if is_reason else None,
    )


def reasons(subject: Subject, facts: Iterable[Fact]) -> tuple[Reason, ...]:
    return tuple(reason(subject, decision) for decision in deciding(subject, facts))


def deciding(subject: Subject, facts: Iterable[Fact]) -> tuple[Decision, ...]:
    """The decisions that settle one of the facts, in the order of the Plan."""
    steps = [fact.steps for fact in facts]
    return tuple(d for d in subject.plan.decisions if any(settles(d, one) for one in steps))


def settles(decision: Decision, steps: Steps) -> bool:
    """Whether it is about this fact, about something that holds it, or about something in it."""
    return any(related(tuple(said.split(".")), steps) for said in decision.facts)


def related(one: Steps, other: Steps) -> bool:
    """Whether one leads on from the other."""
    return all(a == b for a, b in zip(one, other, strict=False))


def reason(subject: Subject, decision: Decision) -> Reason:
    wishes = tuple(wish(subject, setting) for setting in decision.settings)
    return Reason(decision.what, decision.value, decision.because, wishes)

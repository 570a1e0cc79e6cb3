"""Which decisions of a Plan tell a person something that they did not say."""

from __future__ import annotations

from mlpack.plan.chosen import SAID
from mlpack.plan.model import Decision, Plan

_SAID = SAID.rstrip(".")


def telling(plan: Plan, usual: Plan, *, most: int) -> tuple[Decision, ...]:
    """The decisions that matter most, at most so many.

    First what mlpack chose by itself, then what mlpack.yaml says; of each, first what is not so in
    `usual`, the plan of the same framework with nothing else said; then in the plan's own order.
    """
    as_usual = {(decision.what, decision.value) for decision in usual.decisions}

    def weight(decision: Decision) -> tuple[bool, bool]:
        is_said = decision.because.startswith(_SAID)
        return is_said, (decision.what, decision.value) in as_usual

    return tuple(sorted(plan.decisions, key=weight)[:most])

"""What is known before the first question: what mlpack.yaml says, or what was found around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mlpack.detect import Detected, Guess, Value
from mlpack.errors import Incompatible, MlpackError, SpecFaults
from mlpack.spec import steps_to, with_said
from mlpack.wizard.answers import KEYS, Content


@dataclass(frozen=True)
class LeftOut:
    """A guess that cannot be taken, and why."""

    guess: Guess
    because: str


@dataclass(frozen=True)
class Source:
    """`content` is what mlpack.yaml says, or would; `origins` has what each setting rests on."""

    content: Content
    origins: Mapping[str, str]
    certain: frozenset[str] = frozenset()
    left_out: tuple[LeftOut, ...] = ()

    def origin(self, setting: str) -> str:
        """What a setting, or the first within it, rests on; empty where nothing says it."""
        own = (at for name, at in self.origins.items() if name.partition(".")[0] == setting)
        return next(own, "")


def found(detected: Detected, given: Content, check: Callable[[Content], None]) -> Source:
    """The guesses that can be, taken one by one; those that no question is about go with `given`.

    check: raises SpecFaults or Incompatible where there is no project that a content leads to.
    """
    content: Content = {}
    taken: list[Guess] = []
    left: list[LeftOut] = []
    for guess in detected.guesses:
        if guess.confidence == "possible":
            continue
        try:
            more = with_said(content, steps_to(guess.setting), plain(guess.value))
            check(_to_check(more, guess, given))
        except (MlpackError, ValueError) as problem:
            left.append(LeftOut(guess, _reason(problem)))
        else:
            content = more
            taken.append(guess)
    return Source(
        content,
        {guess.setting: origin_of(guess) for guess in taken},
        frozenset(key for key in KEYS if _is_certain(key, taken)),
        tuple(left),
    )


def _to_check(content: Content, guess: Guess, given: Content) -> Content:
    """What a question is about stands for itself: whether it goes with the rest is asked later."""
    own = guess.setting.partition(".")[0]
    if own in KEYS:
        return {own: content[own]}
    return {**given, **{key: value for key, value in content.items() if key not in KEYS}}


def _is_certain(key: str, taken: list[Guess]) -> bool:
    own = [guess for guess in taken if guess.setting.partition(".")[0] == key]
    named = [guess for guess in own if guess.setting == key] or own[:1]
    return bool(named) and named[0].confidence == "certain"


def plain(value: Value) -> Any:
    """A guess's value as a YAML file has it."""
    if isinstance(value, str):
        return value
    return dict(value) if isinstance(value, Mapping) else list(value)


def origin_of(guess: Guess) -> str:
    """Its strongest evidence, as in `from requirements.txt:3`; of the folder, what is so of it."""
    if not guess.evidence:
        return ""
    first = guess.evidence[0]
    return first.says if first.where == "." else f"from {first.where}"


def _reason(problem: Exception) -> str:
    if isinstance(problem, SpecFaults):
        fault = problem.faults[0]
        return f"{problem.place(fault)} {fault.says}" if fault.file else fault.says
    return problem.says if isinstance(problem, Incompatible | MlpackError) else str(problem)

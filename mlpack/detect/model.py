"""What was found in a folder: a guess a setting, each with its evidence and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Confidence: TypeAlias = Literal["certain", "likely", "possible"]
"""certain: it is written down, and is not asked. likely: the choice that a question starts with.
possible: named where the question is asked, and not chosen."""

Value: TypeAlias = str | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True)
class Evidence:
    """`where` is FILE:LINE, or FILE; `says` is what stands there, as in `scikit-learn==1.5.2`."""

    where: str
    says: str


@dataclass(frozen=True)
class Guess:
    """`setting` is a place in mlpack.yaml, as in serving.port; `value` is what would stand there.

    `evidence` has the strongest first.
    """

    setting: str
    value: Value
    confidence: Confidence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Detected:
    """`guesses` has one for each setting; `others` are those that something else outweighed.

    `notes` are what a person should know and no setting can say, each a sentence with its place.
    """

    guesses: tuple[Guess, ...] = ()
    others: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()

    def guess(self, setting: str) -> Guess | None:
        return next((guess for guess in self.guesses if guess.setting == setting), None)

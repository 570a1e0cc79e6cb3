"""The guesses together: they resolve, or the weakest of those that clash gives way, and a note says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlpack.catalog import Catalog, numbers
from mlpack.detect.model import Detected, Evidence, Guess
from mlpack.detect.weigh import RANK
from mlpack.errors import Incompatible, SpecFaults
from mlpack.peers import nested
from mlpack.plan import refused_by
from mlpack.plan.said import admits
from mlpack.requirements import NOTHING, is_file
from mlpack.spec import Document, spec_from

# What gives way first, of guesses that are as sure as each other.
_YIELDS = (
    "include",
    "serving.port",
    "constraints",
    "requirements",
    "python",
    "compute",
    "framework",
)


@dataclass(frozen=True)
class Together:
    """`root` is where the files lie that guesses name."""

    root: Path
    catalog: Catalog

    def made(self, detected: Detected) -> Detected:
        """As few changes as lead to a Plan; a guess that is only possible is never in the way."""
        found = self._with_python(detected)
        for _ in found.guesses:
            says = self.refusal(_chosen(found))
            if not says:
                break
            found = self._without_one(found, says)
        return self._without_doubtful(found)

    def refusal(self, guesses: Sequence[Guess]) -> str:
        """Why they cannot be together; empty where they can."""
        settings = {guess.setting: guess.value for guess in guesses}
        names = self.catalog.framework_names
        named = [str(settings["framework"])] if "framework" in settings else names
        says = ""
        for name in named:
            says = self._refused({"name": "name", **settings, "framework": name})
            if not says:
                return ""
        return says

    def _refused(self, settings: Mapping[str, Any]) -> str:
        try:
            spec = spec_from(Document("mlpack.yaml", nested(settings)), self.catalog.known)
            asked = [entry for entry in spec.requirements if is_file(entry)]
            requested = NOTHING
            if asked or spec.constraints:
                from mlpack.requirements.read import read

                requested = read(self.root, requirements=asked, constraints=spec.constraints)
        except SpecFaults as error:
            return error.faults[0].says
        except Incompatible as error:
            return error.says
        if not (setting := refused_by(spec, self.catalog, requested)):
            return ""
        return f"{setting} goes with nothing else that was found here."

    def _with_python(self, detected: Detected) -> Detected:
        """A Python that the catalogue has not, or a range, as the nearest that works."""
        guess = detected.guess("python")
        if not guess or str(guess.value) in self.catalog.known.pythons:
            return detected
        rest = tuple(g for g in detected.guesses if g.setting != "python")
        said = str(guess.value)
        is_range = not said.replace(".", "").isdecimal()
        others = [g for g in _chosen(replace(detected, guesses=rest))]
        for python in self._pythons(said, is_range):
            nearest = replace(
                guess,
                value=python,
                confidence="likely" if not is_range or "<" in said else "possible",
            )
            if not self.refusal([*others, nearest]):
                notes = detected.notes
                if not is_range:
                    place = guess.evidence[0].where
                    notes = (
                        *notes,
                        f"{place} names Python {said}, which mlpack does not build for: the nearest that works is {python}.",
                    )
                return replace(detected, guesses=_in_place(detected, nearest), notes=notes)
        note = f"{guess.evidence[0].where} names Python {said}, and no Python of the catalogue is that."
        return replace(detected, guesses=rest, notes=(*detected.notes, note))

    def _pythons(self, said: str, is_range: bool) -> Iterator[str]:
        """Those that have support first, the newest of a range, the nearest to a version."""
        rows = self.catalog.pythons
        supported = [r.version for r in rows if r.end_of_life >= self.catalog.day]
        settled = {base.python for base in self.catalog.bases if not base.unconfirmed}
        known = [v for v in supported if v in settled]
        ordered = list(reversed(known)) if is_range else known
        for version in dict.fromkeys([*ordered, *(row.version for row in reversed(rows))]):
            if not is_range or any(admits(said, f"{version}.{patch}") for patch in (0, 99)):
                yield version

    def _without_one(self, detected: Detected, says: str) -> Detected:
        """One guess gives way: the weakest whose absence, or another value, lets the rest be."""
        ordered = sorted(_chosen(detected), key=_weakness)
        for guess in ordered:
            rest = [other for other in _chosen(detected) if other is not guess]
            if not self.refusal(rest):
                return self._given_way(detected, guess, rest, says)
        weakest = ordered[0]
        return self._given_way(detected, weakest, [], says)

    def _given_way(
        self, detected: Detected, guess: Guess, rest: list[Guess], says: str
    ) -> Detected:
        instead = next(
            (
                one
                for one in self._instead(detected, guess)
                if rest and not self.refusal([*rest, one])
            ),
            None,
        )
        guesses = tuple(g for g in detected.guesses if g is not guess)
        place = guess.evidence[0] if guess.evidence else Evidence("", "")
        note = f"{place.where} {place.says} goes not with the rest: {says}".strip()
        if instead:
            guesses = _in_place(detected, instead)
            note = f"{note} {_shown(instead)} is taken."
        others = (
            *(o for o in detected.others if o != instead),
            replace(guess, confidence="possible"),
        )
        return Detected(guesses, others, (*detected.notes, note))

    def _instead(self, detected: Detected, guess: Guess) -> Iterator[Guess]:
        """What else was said, and for a Python the nearest."""
        for other in detected.others:
            if other.setting == guess.setting:
                yield replace(other, confidence="likely")
        if guess.setting == "python":
            there = [row.version for row in self.catalog.pythons]
            for version in sorted(there, key=lambda one: _distance(one, str(guess.value))):
                yield replace(guess, value=version, confidence="likely")

    def _without_doubtful(self, detected: Detected) -> Detected:
        """What is possible alone, and not with the rest, goes to the others."""
        chosen = _chosen(detected)
        clash = [
            guess
            for guess in detected.guesses
            if guess.confidence == "possible"
            and self.refusal([*(g for g in chosen if g.setting != guess.setting), guess])
        ]
        kept = tuple(guess for guess in detected.guesses if guess not in clash)
        return replace(detected, guesses=kept, others=(*detected.others, *clash))


def _chosen(detected: Detected) -> list[Guess]:
    return [guess for guess in detected.guesses if guess.confidence != "possible"]


def _in_place(detected: Detected, guess: Guess) -> tuple[Guess, ...]:
    return tuple(guess if one.setting == guess.setting else one for one in detected.guesses)


def _weakness(guess: Guess) -> tuple[int, int]:
    place = _YIELDS.index(guess.setting) if guess.setting in _YIELDS else -1
    return (-RANK[guess.confidence], place)


def _distance(one: str, other: str) -> tuple[int, bool]:
    """The newer of two that are as near."""
    gap = numbers(one)[1] - (numbers(other)[1:2] or (0,))[0]
    return abs(gap), gap < 0


def _shown(guess: Guess) -> str:
    value = guess.value
    return f"{guess.setting} {value if isinstance(value, str) else ', '.join(value)}"

"""What `requirements:` and `constraints:` would name: a file as it is, or the lines of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, distributions_of
from mlpack.detect.clue import Module, Offer
from mlpack.detect.entry import Code
from mlpack.detect.frameworks import Chosen
from mlpack.detect.model import Evidence, Guess
from mlpack.requirements import is_file


@dataclass(frozen=True)
class Needs:
    catalog: Catalog
    chosen: Chosen
    offers: tuple[Offer, ...]
    code: Code

    def guesses(self) -> tuple[tuple[Guess, ...], tuple[Guess, ...]]:
        """Those that count, and those of the other files."""
        found = [self._of(offer) for offer in self.offers]
        found = [guesses for guesses in found if guesses]
        if not found:
            imported = self._imported()
            return ((imported,) if imported else ()), ()
        best, *rest = found
        values = [guess.value for guess in best]
        others = (guess for guesses in rest for guess in guesses if guess.value not in values)
        unique: dict[object, Guess] = {}
        for guess in others:
            unique.setdefault(guess.value, replace(guess, confidence="possible"))
        if any(guess.setting == "requirements" for guess in unique.values()):
            best = [replace(guess, confidence="likely") for guess in best]
        return tuple(best), tuple(unique.values())

    def _of(self, offer: Offer) -> list[Guess]:
        lines = [line for line in offer.lines if not self._is_brought(line[0])]
        entries = (offer.file,) if offer.file and not self.chosen.unheard else ()
        evidence = [Evidence(offer.where, self._says(offer))]
        if not entries:
            entries = tuple(dict.fromkeys(text for text, _ in lines))
            evidence = [Evidence(where, text) for text, where in lines]
        if not entries:
            return []
        found = [Guess("requirements", entries, offer.sure, tuple(evidence))]
        if offer.constraints and not self.chosen.unheard:
            held = tuple(
                Evidence(path, "a lock of these requirements") for path in offer.constraints
            )
            found.append(Guess("constraints", offer.constraints, offer.sure, held))
        return found

    def _says(self, offer: Offer) -> str:
        return offer.lines[0][0] if offer.lines else offer.file

    def _is_brought(self, line: str) -> bool:
        """Whether the framework brings it itself, in the version that was chosen."""
        if is_file(line):
            return False
        try:
            return canonicalize_name(Requirement(line).name) in self._brought
        except InvalidRequirement:
            return False

    @property
    def _brought(self) -> set[str]:
        if not self.chosen.name:
            return set()
        framework = self.catalog.framework(self.chosen.name)
        builds = {variant.distribution for variant in framework.variants}
        return {framework.name, *framework.distributions, *builds}

    def _imported(self) -> Guess | None:
        """By what serves; where nothing does, by all code that is no test."""
        reached = {*self.code.reached}
        modules = [m for m in self.code.modules if m.path in reached]
        modules = modules or [m for m in self.code.modules if not m.is_aside]
        found = dict(self._named(modules))
        evidence = tuple(found.values())
        return Guess("requirements", tuple(sorted(found)), "likely", evidence) if found else None

    def _named(self, modules: Sequence[Module]) -> Iterator[tuple[str, Evidence]]:
        served = {name for style in self.catalog.style_names for name in self._of_style(style)}
        seen: set[str] = set()
        for module in modules:
            for one in self.code.foreign(module):
                for row in distributions_of(one.name)[:1]:
                    if row.name not in self._brought | served | seen:
                        seen.add(row.name)
                        yield row.name, Evidence(f"{module.path}:{one.line}", one.says)

    def _of_style(self, style: str) -> set[str]:
        return {Requirement(row.line).name for row in self.catalog.style(style).requirements}

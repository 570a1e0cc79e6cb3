"""Which framework a project is of, and in which version: by its model, its code, its requirements.

Of several the one that the model is of counts, then those that code imports, then those that are
required; of these the one that outranks the others, as transformers does the torch beneath it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from packaging.specifiers import SpecifierSet

from mlpack.artifacts import ModelFile
from mlpack.catalog import Catalog, Framework, Signature, computing, distributions_of, numbers
from mlpack.detect.clue import Clue, Package, Role
from mlpack.detect.model import Confidence, Evidence, Guess
from mlpack.peers.releases import release_for

_MODEL = 3
_TIERS: Mapping[Role, int] = {"imported": 2, "asked": 1, "locked": 0, "installed": 0, "tried": 0}
# A lock says what is installed, and what is asked for comes before what happens to be there.
_VERSIONS: Mapping[Role, int] = {"locked": 0, "asked": 1, "installed": 2, "imported": 3, "tried": 4}


@dataclass(frozen=True)
class Chosen:
    """`others` are frameworks and versions that something else outweighed; `unheard` says that the
    requirements name a version that the catalogue has not, so that their line is left out.
    """

    guess: Guess | None = None
    others: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()
    unheard: bool = False

    @property
    def name(self) -> str:
        return str(self.guess.value).partition("==")[0] if self.guess else ""


@dataclass(frozen=True)
class Frameworks:
    """All that speaks of frameworks; `models` has the best first."""

    catalog: Catalog
    packages: tuple[Package, ...]
    models: tuple[ModelFile, ...]
    clues: tuple[Clue, ...]

    def choose(self) -> Chosen:
        if not self._tiers:
            return Chosen()
        best = max(self._tiers.values())
        rivals = [name for name, tier in self._tiers.items() if tier == best]
        rivals = [
            name for name in rivals if not any(self._beats(o, name) for o in rivals)
        ] or rivals
        first, *equal = sorted(rivals, key=self._strength, reverse=True)
        sure = self._sure(first, equal)
        version = _Version(self.catalog, self.catalog.framework(first), self)
        value, says, is_exact = version.value()
        if says or version.others or (not is_exact and best == _MODEL and not self._asked(first)):
            sure = "likely" if sure == "certain" else sure
        evidence = (*version.evidence, *self.evidence_of(first))
        guess = Guess("framework", value, sure, tuple(dict.fromkeys(evidence)))
        rest = [name for name in self._tiers if name != first and not self._beats(first, name)]
        others = [Guess("framework", n, "possible", self.evidence_of(n)) for n in rest]
        return Chosen(guess, (*version.others, *others), version.notes(says), bool(says))

    @cached_property
    def _tiers(self) -> dict[str, int]:
        """The frameworks that anything speaks of, each with its strongest kind of evidence."""
        found: dict[str, int] = {}
        for model in self.models[:1]:
            if name := self._of_model(model):
                found[name] = _MODEL
        for package in self.packages:
            for name in self._of_package(package.name):
                found[name] = max(found.get(name, 0), _TIERS[package.role])
        for clue in self._said:
            name = str(clue.value).partition("==")[0]
            found[name] = max(found.get(name, 0), 1)
        return found

    @property
    def _said(self) -> list[Clue]:
        return [clue for clue in self.clues if clue.setting == "framework"]

    def _of_model(self, model: ModelFile) -> str:
        """By its format, else by what it is made of first."""
        rows = self.catalog.signatures
        by_format = [row.framework for row in rows if model.format in row.formats]
        by_module = [r.framework for m in model.modules[:1] for r in rows if m in r.imports]
        return next(iter([*by_format, *by_module]), "")

    def _of_package(self, distribution: str) -> list[str]:
        return [
            row.framework for row in self.catalog.signatures if distribution in row.distributions
        ]

    def _asked(self, framework: str) -> bool:
        asked = {p.name for p in self.packages if p.role in {"asked", "locked"}}
        said = {str(clue.value).partition("==")[0] for clue in self._said}
        return framework in said or bool(asked & {*self._signature(framework).distributions})

    def _sure(self, framework: str, equal: list[str]) -> Confidence:
        if self._tiers[framework] == 0:
            return "likely" if not equal else "possible"
        return "certain" if self._asked(framework) and not equal else "likely"

    def _strength(self, framework: str) -> tuple[bool, int]:
        """Of equals the one that is also required, then the one with the most evidence."""
        return self._asked(framework), len(self.evidence_of(framework))

    def _signature(self, framework: str) -> Signature:
        return next(row for row in self.catalog.signatures if row.framework == framework)

    def _beats(self, one: str, other: str) -> bool:
        """Whether it outranks the other, itself or by way of one that it outranks."""
        seen, todo = {one}, [one]
        while todo:
            name = todo.pop()
            below = self.catalog.framework(name).stands_on
            more = {*self._signature(name).outranks, *([below] if below else [])} - seen
            seen |= more
            todo += more
        return other in seen - {one}

    def evidence_of(self, framework: str) -> tuple[Evidence, ...]:
        """The strongest first."""
        models = [m for m in self.models[:1] if self._of_model(m) == framework]
        own = [p for p in self.packages if p.name in self._signature(framework).distributions]
        own = sorted(own, key=lambda package: -_TIERS[package.role])
        said = [c for c in self._said if str(c.value).partition("==")[0] == framework]
        found = [Evidence(model.path, model.says) for model in models]
        found += [package.evidence for package in own]
        found += [clue.evidence for clue in said]
        return tuple(dict.fromkeys(found))[:5]


@dataclass(frozen=True)
class _Version:
    """What is said of the version of the framework that was chosen."""

    catalog: Catalog
    framework: Framework
    all: Frameworks

    def value(self) -> tuple[str, str, bool]:
        """What `framework` is, why another than was asked for, whether one release was named."""
        for said, _ in self._said[:1]:
            version, says = release_for(self.framework, SpecifierSet(said), self.catalog)
            if minor := _minor(version):
                return f"{self.framework.name}=={minor}", says, "==" in said
            return self.framework.name, says, False
        return self.framework.name, "", False

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        if not self._said:
            return ()
        value = self.value()[0]
        same = [where for said, where in self._said if self._as_value(said) == value]
        return (self._said[0][1], *same)

    @property
    def others(self) -> tuple[Guess, ...]:
        """Other releases that something names, each once."""
        found: dict[str, tuple[Evidence, ...]] = {}
        for said, evidence in self._said[1:]:
            value = self._as_value(said)
            if "==" in said and "==" in value and value != self.value()[0]:
                found[value] = (*found.get(value, ()), evidence)
        return tuple(Guess("framework", value, "possible", seen) for value, seen in found.items())

    def notes(self, says: str) -> tuple[str, ...]:
        value, title = self.value()[0], self.framework.title
        found = []
        if says:
            named = self._said[0][1]
            taken = f"{value} is taken: see that the model loads with it."
            found.append(f"{named.where} {named.says}: {says} {taken}")
        for model in self.all.models[:1]:
            other = any(model.path == e.where for guess in self.others for e in guess.evidence)
            if other:
                taken = value if "==" in value else f"the newest {title}"
                found.append(
                    f"{model.path} was written by {title} {model.version}, and not by {taken}: see "
                    "that it loads."
                )
        return tuple(found)

    def _as_value(self, said: str) -> str:
        version, _ = release_for(self.framework, SpecifierSet(said), self.catalog)
        return f"{self.framework.name}=={_minor(version)}" if version else self.framework.name

    @cached_property
    def _said(self) -> list[tuple[str, Evidence]]:
        """Specifiers, the one that counts first: exact ones before ranges that have them."""
        names = _versioned(self.framework, self.catalog)
        packages = [p for p in self.all.packages if p.specifier and p.name in names]
        packages.sort(key=lambda p: ("==" not in p.specifier, _VERSIONS[p.role]))
        found = [(p.specifier, p.evidence) for p in packages]
        for clue in self.all._said:
            name, _, version = str(clue.value).partition("==")
            if name == self.framework.name and version:
                found.append((f"=={version}", clue.evidence))
        for model in self.all.models[:1]:
            rows = distributions_of(model.modules[0]) if model.modules else ()
            if model.version and any(row.name in names for row in rows):
                found.append((f"=={model.version}", Evidence(model.path, model.says)))
        readable = [one for one in found if _is_readable(one[0])]
        return sorted(readable, key=lambda one: not self._is_within(one[0], readable[0][0]))

    def _is_within(self, said: str, first: str) -> bool:
        """Whether it names one release that the catalogue has, of a range that means another."""
        if "==" in first or not said.startswith("=="):
            return False
        if self._as_value(said) == self._as_value(first):
            return False
        unheard = release_for(self.framework, SpecifierSet(said), self.catalog)[1]
        version = said.removeprefix("==").removesuffix(".*")
        return not unheard and SpecifierSet(first).contains(version)


def _versioned(framework: Framework, catalog: Catalog) -> set[str]:
    """The packages whose version is the framework's own."""
    builds = {variant.distribution for variant in framework.variants}
    return {framework.name, *framework.distributions, *builds} - {""}


def _minor(version: str) -> str:
    """1.5.* of 1.5.2 and of 1.5.*."""
    return ".".join(map(str, numbers(version)[:2])) + ".*" if version else ""


def _is_readable(specifier: str) -> bool:
    try:
        SpecifierSet(specifier)
    except ValueError:
        return False
    return True


def devices_of(packages: Iterable[Package], framework: Framework, catalog: Catalog) -> list[Clue]:
    """What a build says of the device, as +cu121, onnxruntime-gpu and tensorflow[and-cuda] do."""
    variants = computing(framework, catalog).variants
    found = []
    for package in packages:
        if package.role not in {"asked", "locked"}:
            continue
        label = package.specifier.partition("+")[2]
        fits = [
            v
            for v in variants
            if v.distribution == package.name
            and {*package.extras} <= {*v.line.partition("[")[2].partition("]")[0].split(",")}
        ]
        devices = {variant.device for variant in fits}
        if label.startswith("cu") or (devices == {"cuda"} and package.role in {"asked", "locked"}):
            found.append(Clue("compute", "cuda", package.where, package.says, "certain"))
        elif label.startswith("cpu") or (devices == {"cpu"} and len(framework.devices) > 1):
            found.append(Clue("compute", "cpu", package.where, package.says, "certain"))
    return found

"""What only the pins can tell: the Debian packages that they need beside a slim image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, SystemNeed
from mlpack.plan.model import Decision, Plan

# What will be installed, by its normal name, and who asks for each: packages, and files of lines.
Pins = Mapping[str, Sequence[str]]


def requirement_names(plan: Plan) -> Pins:
    """What the requirement lines name themselves: all that is known without a lock."""
    lines = map(Requirement, plan.requirement_lines)
    # whether a marker holds for the image, the lock will tell
    return {canonicalize_name(line.name): () for line in lines if not line.marker}


def completed(plan: Plan, pins: Pins, catalog: Catalog) -> Plan:
    """`plan` with the Debian packages that `pins` need, each with its reason, and a decision each.

    Names are those of the base's suite. What is there already is not named again, and a need that
    could not be checked adds nothing: see `unsure_needs`.
    """
    needs = [need for need in _needs(plan, pins, catalog) if not need.unconfirmed]
    there = _there(plan, catalog)
    run = _reasons(((_reason(need, pins), need.run) for need in needs), there["run"])
    build = _reasons(((_build_reason(need, pins), need.build) for need in needs), there["build"])
    before = plan.system_packages
    packages = replace(
        before,
        build=tuple(sorted({*before.build, *build})),
        run=tuple(sorted({*before.run, *run})),
        because={**before.because, **build, **run},
    )
    decided = (*_decisions("build", build), *_decisions("run", run))
    return replace(plan, system_packages=packages, decisions=(*plan.decisions, *decided))


def unsure_needs(plan: Plan, pins: Pins, catalog: Catalog) -> tuple[SystemNeed, ...]:
    """The needs of `pins` that could not be checked, by the names of the base's suite.

    What the plan has already is left out of them.
    """
    there = _there(plan, catalog)
    left = (
        replace(
            need,
            run=tuple(name for name in need.run if name not in there["run"]),
            build=tuple(name for name in need.build if name not in there["build"]),
        )
        for need in _needs(plan, pins, catalog)
        if need.unconfirmed
    )
    return tuple(need for need in left if need.run or need.build)


def _needs(plan: Plan, pins: Pins, catalog: Catalog) -> Iterator[SystemNeed]:
    """Those of `pins`, by the names of the suite; `build` only where it may be built."""
    for need in catalog.system_needs:
        if need.distribution in pins:
            sources = plan.lock.from_source
            is_built = any(fnmatchcase(need.distribution, pattern) for pattern in sources)
            build = need.build if is_built else ()
            yield replace(
                need,
                run=_suited(need.run, plan, catalog),
                build=_suited(build, plan, catalog),
            )


def _there(plan: Plan, catalog: Catalog) -> Mapping[str, Sequence[str]]:
    packages = plan.system_packages
    return {
        "run": _suited(packages.run, plan, catalog),
        "build": _suited(packages.build, plan, catalog),
    }


def _suited(packages: Iterable[str], plan: Plan, catalog: Catalog) -> tuple[str, ...]:
    """The names that the base's suite has for bookworm's; the same where it is none of ours."""
    suites = {suite.name: suite.renamed for suite in catalog.suites}
    renamed = suites.get(plan.base.suite, {})
    return tuple(renamed.get(name, name) for name in packages)


def _reasons(needs: Iterable[tuple[str, Sequence[str]]], there: Sequence[str]) -> dict[str, str]:
    """Why each Debian package is added: what needs it, and who asks for that."""
    found: dict[str, list[str]] = {}
    for reason, packages in needs:
        for package in packages:
            if package not in there:
                found.setdefault(package, []).append(reason)
    return {package: " ".join(reasons) for package, reasons in sorted(found.items())}


def _reason(need: SystemNeed, pins: Pins) -> str:
    other = f" {need.alternative} would not need it." if need.alternative else ""
    return f"For {need.distribution}{_asked_by(need, pins)}. {need.because}{other}"


def _build_reason(need: SystemNeed, pins: Pins) -> str:
    """Where it needs packages to run too, `because` says why those."""
    because = "" if need.run else f" {need.because}"
    return f"To build {need.distribution}{_asked_by(need, pins)}.{because}"


def _asked_by(need: SystemNeed, pins: Pins) -> str:
    askers = [asker.partition("[")[0] for asker in pins[need.distribution]]
    # who is no package is a file of requirement lines: it was asked for by name
    is_named = not askers or any(asker not in pins for asker in askers)
    return "" if is_named else f", which {askers[0]} asks for"


def _decisions(stage: str, reasons: Mapping[str, str]) -> Iterator[Decision]:
    for package, because in reasons.items():
        facts = (f"system_packages.{stage}", "system_packages.because")
        yield Decision("system package", package, because, facts)

"""What a log shows and what to change against it, in one project or in any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mlpack.catalog import Catalog
from mlpack.catalog.failures import Failure
from mlpack.doctor.logs import Recognised, recognise
from mlpack.plan import Plan
from mlpack.wording import all_of


@dataclass(frozen=True)
class Diagnosis:
    """What a log showed, and what to change against it, in sentences."""

    found: Recognised
    advice: tuple[str, ...]


def diagnose(
    log: BinaryIO, plan: Plan | None = None, catalog: Catalog | None = None
) -> tuple[Diagnosis, ...]:
    """Every known failure in a log, the clearest first; with a project, what to change there."""
    device = plan.compute.device if plan else ""
    found = recognise(log, device=device)
    if plan is None or catalog is None:
        return tuple(Diagnosis(one, tuple(_general(one.failure))) for one in found)
    return tuple(Diagnosis(one, tuple(_own(one.failure, plan, catalog))) for one in found)


def _own(failure: Failure, plan: Plan, catalog: Catalog) -> Iterator[str]:
    if has := [f"{name} is {value}" for name, value in _facts(failure, plan)]:
        yield f"In this project {all_of(has)}."
    if failure.packages:
        yield _packages(failure, plan, catalog)
    if failure.setting:
        yield f"In mlpack.yaml: {failure.setting}"


def _general(failure: Failure) -> Iterator[str]:
    packages = f"system_packages: [{', '.join(failure.packages)}]" if failure.packages else ""
    for setting in filter(None, (packages, failure.setting)):
        yield f"In mlpack.yaml: {setting}"


def _facts(failure: Failure, plan: Plan) -> Iterator[tuple[str, str]]:
    for name in failure.facts:
        value = plan.fact(name)
        if shown := all_of(value) if isinstance(value, tuple) else str(value):
            yield name, shown


def _packages(failure: Failure, plan: Plan, catalog: Catalog) -> str:
    suite = next((suite for suite in catalog.suites if suite.name == plan.base.suite), None)
    renamed = suite.renamed if suite else {}
    names = [renamed.get(name, name) for name in failure.packages]
    missing = [name for name in names if name not in plan.system_packages.run]
    if missing:
        return f"In mlpack.yaml: system_packages: [{', '.join(missing)}]"
    return f"The project has {all_of(names)} now: this image is from before. Build it again."

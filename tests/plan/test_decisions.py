"""Every decision says which facts it settles and which settings led to it, and why not the newer."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from made_up import plan_of, reasons_of
from projects import CHECKOUT

from mlpack.plan import Plan
from mlpack.spec import Spec

WISHES = [
    "framework: scikit-learn",
    "framework: flame\ncompute: {driver: 550, gpus: [T4]}",
    "framework: {name: hearth, extras: [vision]}\ncompute: cuda",
    "framework: kiln==1.0.*\npython: 3.12\ncompute: cuda",
    "framework: plain\npython: 3.12\nbase: {image: 'registry.example.org/own:1', glibc: 2.36}",
    """\
framework: flame==2.2.*
python: 3.12
serving: {port: 9000, inputs: texts}
include: [src]
requirements: [till]
index: {url: https://packages.example.org/simple, packages: {till: wheels}}
lock: {from_source: [till]}
system_packages: [libgomp1]
environment: {A: '1'}
platforms: [linux/amd64, linux/arm64]
outputs: [compose]
""",
]
cases = pytest.mark.parametrize("wishes", WISHES, ids=range(len(WISHES)))


@cases
def test_every_fact_that_a_decision_names_is_one_of_the_plan(wishes: str) -> None:
    plan = plan_of(wishes)

    for decision in plan.decisions:
        assert decision.facts, decision
        for fact in decision.facts:
            plan.fact(fact)


@cases
def test_every_setting_that_a_decision_names_is_one_of_mlpack_yaml(wishes: str) -> None:
    known = set(settings_in(Spec, ""))

    for decision in plan_of(wishes).decisions:
        for setting in decision.settings:
            assert setting in known or setting.startswith("index.packages."), decision


@cases
def test_every_fact_that_a_template_prints_is_settled_by_a_decision(wishes: str) -> None:
    plan = plan_of(wishes)
    settled = {fact for decision in plan.decisions for fact in decision.facts}

    for fact in printed() - NOT_HERE:
        ways = [".".join(fact.split(".")[: end + 1]) for end in range(fact.count(".") + 1)]
        inside = {name for name in settled if name.startswith(f"{fact}.")}
        assert {*ways} & settled or inside or not plan.fact(fact), fact


# The reasons of single packages stand in the Plan by their names.
NOT_HERE = {"system_packages.because"}


def printed() -> set[str]:
    """The facts that the shared templates name."""
    texts = (path.read_text(encoding="utf-8") for path in CHECKOUT.glob("templates/**/*.j2"))
    found = {
        name for text in texts for name in re.findall(r"\bplan\.([a-z_]+(?:\.[a-z_]+)*)", text)
    }
    plan = plan_of("framework: scikit-learn")
    return {whole for name in found if (whole := fact_in(plan, name))}


def fact_in(plan: Plan, name: str) -> str:
    """The part of `name` that is a fact: `plan.base.image.startswith` names `base.image`."""
    steps = name.split(".")
    while steps:
        try:
            plan.fact(".".join(steps))
        except KeyError:
            steps = steps[:-1]
        else:
            return ".".join(steps)
    return ""


def settings_in(model: Any, parent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield f"{parent}{name}"
        for kind in (field.annotation, *get_args(field.annotation)):
            if hasattr(kind, "model_fields"):
                yield from settings_in(kind, f"{parent}{name}.")


def test_every_part_of_the_plan_is_settled_by_some_decision() -> None:
    settled = {
        fact.partition(".")[0]
        for wishes in WISHES
        for decision in plan_of(wishes).decisions
        for fact in decision.facts
    }

    fields = {field.name for field in dataclasses.fields(Plan)}
    assert fields - settled == {"decisions", "unconfirmed"}


def test_the_reason_of_a_release_is_what_the_newer_one_clashes_with() -> None:
    reasons = reasons_of("framework: flame\ncompute: {driver: 550}")

    assert reasons["framework"] == (
        "The newest release that the catalogue of 2026-11-20 knows that goes with everything else "
        "asked for. Flame 2.3 has no build for CUDA 12, and driver 550 is below the 580.65.06 that "
        "CUDA 13 needs."
    )
    assert reasons["compute"] == (
        "mlpack.yaml says so. Flame 2.2's build for CUDA 12.6 is the first that goes with all of "
        "it. Driver 550 is below the 580.65.06 that CUDA 13 needs. It needs driver 525.60.13 or "
        "newer on the host."
    )
    assert reasons["python"] == (
        "The newest that every part supports; its security support lasts until 2029-10-31. Flame "
        "2.2 has no wheels for Python 3.14. It has them for 3.11, 3.12 and 3.13."
    )


def test_the_reason_of_a_release_for_a_named_python_is_that_the_newer_one_has_no_wheels() -> None:
    assert reasons_of("framework: flame\npython: 3.11")["framework"].endswith(
        "Flame 2.3 has no wheels for Python 3.11. It has them for 3.12, 3.13 and 3.14."
    )


def test_the_reason_of_what_it_computes_with_names_what_is_needed() -> None:
    assert reasons_of("framework: hearth\ncompute: {driver: 550}")["computes with"] == (
        "The newest release with everything else asked for: Hearth 5.1 needs flame>=2.2. Flame 2.3 "
        "has no build for CUDA 12, and driver 550 is below the 580.65.06 that CUDA 13 needs."
    )


def test_the_reason_of_the_base_says_where_cuda_is() -> None:
    wheels = reasons_of("framework: flame\ncompute: cuda")
    image = reasons_of("framework: kiln==1.0.*\npython: 3.12\ncompute: {cuda: 12.6}")
    asked = reasons_of("framework: kiln\npython: 3.12\ncompute: {libraries: image}")

    assert wheels["base image"].endswith(
        "They bring CUDA, so the base has none: a second one would only clash."
    )
    assert wheels["CUDA's libraries"] == "The packages bring CUDA, so the image has it once."
    assert image["base image"] == (
        "It brings CUDA 12.6, which the packages do not; its glibc is 2.39. ubuntu24.04 has Python "
        "3.12 itself. Its devel image is the build stage's, and stays behind."
    )
    assert asked["CUDA's libraries"].startswith("mlpack.yaml asks for it.")


def test_the_reason_of_the_companions_is_the_release_that_they_go_with() -> None:
    reasons = reasons_of("framework: {name: flame, version: 2.2.*, extras: [vision]}")

    assert reasons["extras"] == (
        "mlpack.yaml asks for them; their releases are those that go with Flame 2.2."
    )

"""What cannot work is refused with the two things that clash, and with the nearest that do work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import CATALOG, refusal_of, spec_of

from mlpack.errors import Incompatible
from mlpack.plan import resolve
from mlpack.spec import Spec, dump, read, spec_from


@pytest.mark.parametrize(
    ("wishes", "setting", "says", "choices"),
    [
        (
            "framework: flame==2.3.*\ncompute: {driver: 550}",
            "compute.driver",
            "Flame 2.3 has no build for CUDA 12, and driver 550 is below the 580.65.06 that CUDA "
            "13 needs.",
            ("framework: flame==2.2.*", 'compute: {driver: "580.65.06"}', "compute: cpu"),
        ),
        (
            "framework: flame\ncompute: {cuda: 12, driver: 520}",
            "compute.driver",
            "Driver 520 is below the 525.60.13 that CUDA 12 needs.",
            (
                'compute: {cuda: "11", driver: "520"}',
                'compute: {cuda: "12", driver: "525.60.13"}',
                "compute: cpu",
            ),
        ),
        (
            "framework: flame\ncompute: {driver: 550}\npython: 3.14",
            "python",
            "Flame 2.0 to 2.2 has no wheels for Python 3.14. It has them for 3.10, 3.11, 3.12 and "
            "3.13. Flame 2.3 has no build for CUDA 12, and driver 550 is below the 580.65.06 that "
            "CUDA 13 needs.",
            ('python: "3.13"', 'compute: {driver: "580.65.06"}', "compute: cpu"),
        ),
        (
            "framework: flame==2.2.*\ncompute: {cuda: 12.4}",
            "compute.cuda",
            "Flame 2.2 has no build for CUDA 12.4: it has 12.6 and 13.0.",
            ('compute: {cuda: "12.6"}', "compute: cpu"),
        ),
        (
            "framework: flame==2.2.*\ncompute: {cuda: 13, gpus: [T4, A100]}",
            "compute.gpus",
            "Flame 2.2 holds no code for T4 (7.5).",
            (
                'compute: {cuda: "12", gpus: [T4, A100]}',
                'compute: {cuda: "13", gpus: [A100]}',
                "compute: cpu",
            ),
        ),
        (
            "framework: flame==2.3.*\nplatforms: [linux/arm64]",
            "platforms",
            "Flame 2.3 has no wheels for linux/arm64.",
            ("framework: flame==2.2.*", "platforms: [linux/amd64]"),
        ),
        (
            "framework: flame==2.2.*\ncompute: {cuda: 12}\nplatforms: [linux/amd64, linux/arm64]",
            "platforms",
            "Flame 2.2 with CUDA 12.6 has no wheels for linux/arm64.",
            ('compute: {cuda: "13"}', "platforms: [linux/amd64]", "compute: cpu"),
        ),
        (
            "framework: jax\ncompute: {cuda: 12.4, libraries: image}",
            "compute.libraries",
            "JAX stands on NVIDIA's image with CUDA 12.9 and 13.0 only.",
            (
                'compute: {cuda: "12.9", libraries: image}',
                'compute: {cuda: "12.4"}',
                "compute: cpu",
            ),
        ),
        (
            "framework: flame==2.2.*\ncompute: {libraries: image}",
            "compute.libraries",
            "Flame 2.2 has CUDA in its packages, and NVIDIA's image would be a second one.",
            ("compute: cuda", "compute: cpu"),
        ),
        (
            "framework: kiln==1.0.*\npython: 3.12\ncompute: {libraries: wheels}",
            "compute.libraries",
            "Kiln 1.0 has no packages that bring CUDA: it needs NVIDIA's image.",
            ("framework: kiln==1.1.*", "compute: cuda", "compute: cpu"),
        ),
        (
            "framework: scikit-learn\ncompute: cuda",
            "compute",
            "scikit-learn computes on the CPU only.",
            ("compute: cpu",),
        ),
    ],
)
def test_what_clashes_is_named_with_its_numbers_and_the_nearest_that_resolve(
    wishes: str, setting: str, says: str, choices: tuple[str, ...]
) -> None:
    refused = refusal_of(wishes)

    assert (refused.setting, refused.says, refused.choices) == (setting, says, choices)


def test_two_wishes_are_changed_where_one_is_not_enough() -> None:
    refused = refusal_of("framework: flame==2.3.*\npython: 3.11\ncompute: {driver: 550}\n")

    assert refused.says.startswith("Flame 2.3 has no build for CUDA 12, and driver 550 is below")
    assert refused.choices[0] == "framework: flame==2.2.*"

    refused = refusal_of("framework: flame==3.*\npython: 3.15")

    assert refused.choices == ('framework: flame==2.3.*\npython: "3.14"',)


def test_a_gpu_that_is_older_than_all_code_is_refused_by_what_the_build_holds() -> None:
    refused = refusal_of("framework: flame==2.2.*\ncompute: {cuda: 13.0, gpus: [T4]}")

    assert refused.says == "Flame 2.2 holds no code for T4 (7.5)."


def test_what_is_not_confirmed_refuses_nothing() -> None:
    plan = resolve(spec_of("framework: flame==2.3.*\ncompute: {gpus: [T4]}"), CATALOG)

    assert [(fact.what, fact.says) for fact in plan.unconfirmed] == [
        ("Flame 2.3 holds no code for T4 (7.5), as far as is known", "what its wheels hold")
    ]


def test_a_build_that_is_not_confirmed_is_said() -> None:
    plan = resolve(spec_of("framework: flame\ncompute: {driver: 520}"), CATALOG)

    assert [(fact.what, fact.says) for fact in plan.unconfirmed] == [
        ("Flame 2.1, the build cu118", "whether its index is still there")
    ]


def test_a_plan_that_rests_on_confirmed_facts_has_none_that_is_not() -> None:
    assert resolve(spec_of("framework: scikit-learn"), CATALOG).unconfirmed == ()


def versions() -> Iterator[str]:
    for name in CATALOG.framework_names:
        yield name
        for row in CATALOG.framework(name).releases:
            yield f"{name}=={row.version}.*"
            yield f"{name}=={row.newest}"


computes = st.one_of(
    st.sampled_from(["cpu", "cuda"]),
    st.fixed_dictionaries(
        {"cuda": st.sampled_from(["auto", "12", *(row.version for row in CATALOG.toolkits)])},
        optional={
            "driver": st.sampled_from(["450", "520", "550", "580.65.06", "999"]),
            "libraries": st.sampled_from(["auto", "wheels", "image"]),
            "gpus": st.lists(
                st.sampled_from([g.name for g in CATALOG.gpus]), max_size=3, unique=True
            ),
        },
    ),
)
wishes_of = st.fixed_dictionaries(
    {
        "name": st.just("digits"),
        "framework": st.sampled_from(list(versions())),
        "compute": computes,
    },
    optional={
        "python": st.sampled_from([python.version for python in CATALOG.pythons]),
        "platforms": st.sampled_from([["linux/arm64"], ["linux/amd64", "linux/arm64"]]),
        "base": st.sampled_from(
            [
                *(suite.name for suite in CATALOG.suites),
                {"image": "registry.example.org/own:1"},
                {"image": "registry.example.org/own:1", "glibc": "2.17"},
            ]
        ),
    },
)


@settings(max_examples=300, deadline=None)
@given(wishes_of)
def test_whatever_is_wished_there_is_a_plan_or_ways_out_that_can_be_pasted(
    wishes: dict[str, Any],
) -> None:
    spec = Spec.model_validate(wishes)

    refused = refusal_or_none(spec)

    if refused:
        assert refused.says.endswith(".")
        assert 1 <= len(refused.choices) <= 4
        assert len(set(refused.choices)) == len(refused.choices)
        for choice in refused.choices:
            resolve(pasted(spec, choice), CATALOG)


def refusal_or_none(spec: Spec) -> Incompatible | None:
    try:
        resolve(spec, CATALOG)
    except Incompatible as refused:
        return refused
    return None


def pasted(spec: Spec, choice: str) -> Spec:
    """`spec` as its file is after the lines of `choice` took the place of those settings."""
    said = {line.partition(":")[0] for line in choice.splitlines()}
    kept = "".join(block for key, block in blocks(dump(spec)).items() if key not in said)
    return spec_from(read(f"{kept}{choice}\n"), CATALOG.known)


def blocks(text: str) -> dict[str, str]:
    """Each top setting of a mlpack.yaml with its own lines."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        key = key if line[0] in " -" else line.partition(":")[0]
        found[key] = found.get(key, "") + line
    return found

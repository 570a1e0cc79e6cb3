"""A Spec and the catalogue lead to one Plan; every wish is in it, and every decision has a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.plan import Decision, LockFile, Plan, resolve
from mlpack.spec import Known, read, spec_from

CATALOG = Catalog(open_layers((), Path()))
PLAIN = "name: digits\nframework: scikit-learn==1.7.2\npython: 3.11\n"


def plan_of(text: str) -> Plan:
    return resolve(spec_from(read(text), Known()), CATALOG)


def test_every_wish_reaches_the_plan() -> None:
    plan = plan_of(
        PLAIN
        + """\
serving:
  port: 9000
  batching: {max_size: 16}
  limits: {rows: 5}
  drain_seconds: 3
model: artifacts/model.joblib
include: [src, data.json]
requirements: [pandas>=2]
system_packages: {build: [gcc], run: [libgomp1]}
environment: {B: "2", A: "1"}
platforms: [linux/arm64]
outputs: [compose]
"""
    )

    assert plan.serving.port == 9000
    assert plan.serving.batching.max_size == 16
    assert (plan.serving.limits.rows, plan.serving.limits.body_bytes) == (5, 10_000_000)
    assert plan.serving.drain_seconds == 3
    assert plan.model.path == "artifacts/model.joblib"
    assert plan.include == ("data.json", "src")
    assert "pandas>=2" in plan.requirement_lines
    assert (plan.system_packages.build, plan.system_packages.run) == (("gcc",), ("libgomp1",))
    assert list(plan.environment.items()) == [("A", "1"), ("B", "2")]
    assert plan.platforms == ("linux/arm64",)
    assert "compose.yaml" in [file.path for file in plan.files]


def test_every_platform_has_a_lock_of_its_own() -> None:
    one = plan_of(PLAIN).lock.files
    two = plan_of(PLAIN + "platforms: [linux/arm64, linux/amd64]").lock.files

    assert one == (LockFile("requirements.lock", "linux/amd64"),)
    assert two == (
        LockFile("requirements.amd64.lock", "linux/amd64"),
        LockFile("requirements.arm64.lock", "linux/arm64"),
    )


def test_torch_has_an_index_of_its_own_on_a_cpu_and_it_shows_where_torch_is_asked_for() -> None:
    without, with_torch = plan_of(PLAIN), plan_of(PLAIN + "requirements: [torch]")

    own = without.index.place_of("torch")
    assert own.endswith("/whl/cpu")
    assert (without.indexes, with_torch.indexes) == ((), (own,))
    assert [d.what for d in with_torch.decisions if d.value == own] == [
        "index of torch, torchaudio and torchvision"
    ]
    assert own not in [d.value for d in without.decisions]


def test_where_packages_come_from_is_the_persons_to_say() -> None:
    plan = plan_of(
        PLAIN
        + """\
index:
  url: https://packages.example.org/simple
  packages: {torch: wheels, corp-*: https://corp.example.org/simple, corp-core: other}
  find_links: [more]
  credentials: pypi
requirements: [torch, corp-tools]
"""
    )

    index = plan.index
    assert [index.place_of(name) for name in ("torch", "Corp_Tools", "corp.core", "numpy")] == [
        "wheels",
        "https://corp.example.org/simple",
        "other",
        "",
    ]
    assert index.folders == ("more", "other", "wheels")
    assert plan.indexes == (
        "https://packages.example.org/simple",
        "https://corp.example.org/simple",
    )


def test_what_is_built_from_source_has_its_compilers_in_the_build_stage_alone() -> None:
    plan = plan_of(PLAIN + "lock: {from_source: [Slow_Parser]}")

    assert plan.lock.from_source == ("slow-parser",)
    assert (plan.system_packages.build, plan.system_packages.run) == (("build-essential",), ())
    assert "compilers" in [decision.what for decision in plan.decisions]


@pytest.mark.parametrize(
    "text",
    [
        "requirements: requirements.in",
        "requirements: ./requirements.in",
        "constraints: requirements.in",
    ],
)
def test_a_requirements_in_of_the_projects_own_leaves_its_name_to_it(text: str) -> None:
    plan = plan_of(PLAIN + text)

    assert plan.requirements_in == "docker/requirements.in"


def test_what_was_not_asked_for_is_not_in_the_plan() -> None:
    paths = [file.path for file in plan_of(PLAIN).files]

    assert "compose.yaml" not in paths
    assert {"Dockerfile", ".dockerignore", "requirements.in", "model.py"} <= set(paths)


def test_each_decision_has_a_value_and_a_whole_sentence_as_its_reason() -> None:
    decisions = plan_of(PLAIN).decisions

    assert decisions[1] == Decision(
        "python",
        "3.11",
        "mlpack.yaml says so; its security support lasts until 2027-10-31.",
        facts=("python",),
        settings=("python",),
    )
    for decision in decisions:
        assert decision.value, decision
        assert decision.because.startswith("mlpack.yaml") or decision.because[0].isupper()
        assert decision.because.endswith("."), decision


def test_an_ended_python_is_taken_where_it_is_named_and_the_reason_says_so() -> None:
    decisions = {
        d.what: d for d in plan_of("name: a\nframework: scikit-learn\npython: 3.10").decisions
    }

    assert decisions["python"].because == (
        "mlpack.yaml says so, though its security support ended on 2026-10-31."
    )


def test_the_plan_as_json_holds_what_is_promised() -> None:
    plain = json.loads(json.dumps(plan_of(PLAIN).as_json()))

    assert {
        *("name", "python", "framework", "compute", "serving", "stages", "requirements"),
        *("indexes", "system_packages", "files", "decisions"),
    } <= set(plain)
    assert plain["framework"]["version"] == "1.7.2"
    assert plain["compute"] == {
        "device": "cpu",
        "cuda": "",
        "libraries": "",
        "driver_minimum": "",
        "compute_capabilities": [],
        "gpus": [],
        "driver": "",
    }
    assert [stage["name"] for stage in plain["stages"]] == ["base", "build", "serve"]
    assert "scikit-learn==1.7.2" in plain["requirements"]


def test_a_fact_is_found_by_its_dotted_name() -> None:
    plan = plan_of(PLAIN + "environment: {A: '1'}")

    assert plan.fact("system_packages.run") == ()
    assert plan.fact("serving.port") == 8080
    assert plan.fact("environment.A") == "1"
    with pytest.raises(KeyError):
        plan.fact("system_packages.runn")

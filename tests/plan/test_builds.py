"""Which build of which release is taken: for the device, the CUDA, the driver and the GPUs."""

from __future__ import annotations

import pytest
from made_up import plan_of, refusal_of

from mlpack.plan.model import Compute


@pytest.mark.parametrize(
    ("wishes", "version", "variant", "python"),
    [
        ("framework: flame", "2.3.*", "cpu", "3.14"),
        ("framework: flame\ncompute: cuda", "2.3.*", "cu130", "3.14"),
        ("framework: flame==2.2.*\ncompute: cuda", "2.2.*", "cu130", "3.13"),
        ("framework: flame\ncompute: {driver: 550}", "2.2.*", "cu126", "3.13"),
        ("framework: flame\ncompute: {driver: 550.54.15}", "2.2.*", "cu126", "3.13"),
        ("framework: flame\ncompute: {driver: 580}", "2.3.*", "cu130", "3.14"),
        ("framework: flame\ncompute: {driver: 580.60}", "2.2.*", "cu126", "3.13"),
        ("framework: flame\ncompute: {driver: 525}", "2.2.*", "cu126", "3.13"),
        ("framework: flame\ncompute: {driver: 520}", "2.1.*", "cu118", "3.12"),
        ("framework: flame\ncompute: {cuda: 12}", "2.2.*", "cu126", "3.13"),
        ("framework: flame\ncompute: {cuda: 12.6}", "2.2.*", "cu126", "3.13"),
        ("framework: flame==2.2.*\ncompute: {gpus: [A100, T4]}", "2.2.*", "cu126", "3.13"),
        ("framework: flame==2.2.*\ncompute: {gpus: [L4]}", "2.2.*", "cu130", "3.13"),
        ("framework: flame\ncompute: cuda\nplatforms: [linux/arm64]", "2.2.*", "cu130", "3.13"),
        ("framework: flame\ncompute: {cuda: 12}\npython: 3.11", "2.2.*", "cu126", "3.11"),
        ("framework: kiln", "1.1.*", "cpu", "3.14"),
        ("framework: kiln\ncompute: cuda", "1.1.*", "cuda13", "3.14"),
        ("framework: kiln\npython: 3.12\ncompute: {cuda: 12.6}", "1.0.*", "cuda12", "3.12"),
        ("framework: hearth\ncompute: {driver: 550}", "5.1.*", "cu126", "3.13"),
        ("framework: hearth\ncompute: {driver: 520}", "5.0.*", "cu118", "3.12"),
        ("framework: hearth\npython: 3.10", "4.9.*", "cpu", "3.10"),
    ],
)
def test_the_newest_release_has_the_newest_python_and_its_first_build_that_fits(
    wishes: str, version: str, variant: str, python: str
) -> None:
    plan = plan_of(wishes)

    chosen = (plan.framework.version, plan.framework.variant, plan.python)
    assert chosen == (version, variant, python)


def test_a_gpu_is_called_as_the_catalogue_calls_it_however_it_is_written() -> None:
    compute = plan_of("framework: flame\ncompute: {driver: 550, gpus: [t4, a-100]}").compute

    assert compute == Compute(
        device="cuda",
        cuda="12.6",
        libraries="wheels",
        driver_minimum="525.60.13",
        compute_capabilities=("7.5", "8.0", "9.0"),
        gpus=("T4", "A100"),
        driver="550",
    )


def test_on_a_cpu_nothing_else_is_said_of_compute() -> None:
    assert plan_of("framework: flame").compute == Compute("cpu")


def test_an_older_release_that_surely_serves_a_gpu_is_rather_taken_than_one_in_doubt() -> None:
    plan = plan_of("framework: flame\ncompute: {gpus: [T4]}")

    assert (plan.framework.version, plan.framework.variant) == ("2.2.*", "cu126")
    assert plan.unconfirmed == ()
    assert plan.decisions[0].because.endswith(
        "As far as is known, Flame 2.3 holds no code for T4 (7.5)."
    )


def test_a_framework_computes_with_a_release_of_the_other_that_it_needs() -> None:
    plan = plan_of("framework: hearth==4.9.*\ncompute: cuda")

    assert plan.framework.stands_on == "Flame 2.1.*"
    assert plan.requirement_lines[:2] == ("hearth==4.9.*", "flame==2.1.*")


def test_what_the_projects_files_pin_of_the_framework_beneath_is_heard() -> None:
    plan = plan_of("framework: hearth", "flame==2.1.1")

    assert plan.framework.version == "5.0.*"
    assert plan.requirement_lines[:2] == ("hearth==5.0.*", "flame==2.1.1")


def test_two_frameworks_that_cannot_go_together_are_named_with_what_was_said() -> None:
    refused = refusal_of("framework: hearth==5.1.*", "flame==2.1.1")

    assert refused.setting == "framework"
    assert refused.says == ("Hearth 5.1 needs flame>=2.2, and requirements.txt:3 asks for ==2.1.1.")
    assert refused.choices == ("framework: hearth==5.0.*",)


def test_a_build_that_a_file_pins_is_taken_where_it_fits() -> None:
    plan = plan_of("framework: flame\ncompute: cuda", "flame==2.2.0+cu126")

    assert (plan.framework.version, plan.framework.variant) == ("2.2.0", "cu126")


def test_a_build_that_a_file_pins_is_refused_on_another_device() -> None:
    refused = refusal_of("framework: flame", "flame==2.2.0+cu126")

    assert refused.says == (
        "requirements.txt:3 asks for ==2.2.0+cu126, and what is left of Flame 2.2.0 is cpu."
    )
    assert refused.choices == ("compute: cuda",)


def test_of_two_distributions_with_the_same_files_the_one_that_a_file_names_is_taken() -> None:
    refused = refusal_of("framework: kiln", "kiln-gpu>=1.0")

    assert refused.says == (
        "Kiln is kiln here, and kiln-gpu (requirements.txt:3) beside it would have the same files."
    )
    assert refused.choices == ("compute: cuda",)


def test_a_framework_without_releases_has_no_version_and_no_line() -> None:
    plan = plan_of("framework: plain\nrequirements: [till]")

    assert (plan.framework.version, plan.python) == ("", "3.14")
    assert plan.requirement_lines[-1] == "till"
    assert plan.decisions[0].value == "Plain"


def test_what_a_build_is_routed_to_comes_from_its_index_alone() -> None:
    plan = plan_of("framework: flame\ncompute: {cuda: 12}")
    index = "https://wheels.example.org/cu126"

    assert dict(plan.index.packages) == {"flame": index, "flamevision": index}
    assert plan.indexes == (index,)


def test_another_place_that_was_said_outweighs_the_builds_own() -> None:
    plan = plan_of("framework: flame\ncompute: {cuda: 12}\nindex: {packages: {flame: wheels}}")

    assert plan.index.packages["flame"] == "wheels"
    assert plan.index.packages["flamevision"] == "https://wheels.example.org/cu126"


def test_what_has_no_wheel_is_built() -> None:
    plan = plan_of("framework: kiln\ncompute: {cuda: 12}\nlock: {from_source: [till]}")

    assert plan.lock.from_source == ("kiln-gpu", "till")
    assert plan.system_packages.build == ("build-essential",)


def test_a_variable_of_the_framework_is_set_where_it_is_meant_and_nobody_else_sets_it() -> None:
    on_gpu = plan_of("framework: hearth\ncompute: cuda").variables
    own = plan_of("framework: flame\ncompute: cuda\nenvironment: {FLAME_CACHE: /tmp/own}").variables

    assert [(variable.name, variable.value) for variable in on_gpu] == [
        ("FLAME_CACHE", "/tmp/flame")
    ]
    assert own == ()
    assert plan_of("framework: flame").variables == ()


def test_what_no_service_reads_of_a_framework_is_named_for_those_that_stand_on_it_too() -> None:
    found = [plan_of(f"framework: {n}").framework.unused for n in ("flame", "hearth", "kiln")]

    assert found == [("flame/headers",), ("flame/headers",), ()]


def test_a_variable_of_the_build_stage_is_set_there_alone_whatever_the_container_has() -> None:
    plan = plan_of("framework: kiln\nenvironment: {KILN_FLAGS: own}")

    assert [(variable.name, variable.value) for variable in plan.build_variables] == [
        ("KILN_FLAGS", "-march=generic")
    ]
    assert plan.variables == ()
    assert plan.fact("build_variables") == plan.build_variables
    assert ("build_variables",) in [decision.facts for decision in plan.decisions]

"""The Dockerfile on every base: laws, linters, and what a GPU changes."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest
from bases import BASES, based, on_gpu, on_own_image, with_reasons
from dockerfile_text import FLAGS, instructions
from projects import put
from ruamel.yaml import YAML
from specs import SPECS, project_of
from test_laws import check_every_law
from test_linters import complaints, program

from mlpack.api import Project

matrix = pytest.mark.parametrize("base", BASES)
cases = pytest.mark.parametrize("case", ["least", "everything", "airgap"])


def dockerfile(case: str, base: str) -> str:
    return project(case, base).tree["Dockerfile"].text


def project(case: str, base: str) -> Project:
    return based(project_of(SPECS[case]), BASES[base])


@cases
@matrix
def test_every_law_holds_on_every_base(case: str, base: str) -> None:
    check_every_law(project(case, base))


@cases
@matrix
def test_hadolint_and_shellcheck_are_silent_on_every_base(
    case: str, base: str, tmp_path: Path
) -> None:
    text = dockerfile(case, base)
    (tmp_path / "Dockerfile").write_text(text)
    runs = [FLAGS.sub("", i.text) for i in instructions(text) if i.name == "RUN"]
    scripts = [f"{number}.sh" for number in range(len(runs))]
    for name, run in zip(scripts, runs, strict=True):
        (tmp_path / name).write_text(f"#!/bin/sh\n{run}\n")

    hadolint = [program("hadolint"), "--failure-threshold", "style", "Dockerfile"]

    assert complaints(hadolint, tmp_path) == ""
    assert complaints([program("shellcheck"), "--shell=dash", *scripts], tmp_path) == ""


@cases
def test_a_gpu_changes_nothing_but_the_lines_of_the_gpu(case: str) -> None:
    plain = project_of(SPECS[case])
    with_gpu = based(plain, on_gpu)

    before = {path: file.text for path, file in plain.tree.items()}
    after = {path: file.text for path, file in with_gpu.tree.items()}
    changed = {path for path in after if before[path] != after[path]}
    lines = ndiff(before["Dockerfile"].splitlines(), after["Dockerfile"].splitlines())
    assert changed <= {"Dockerfile", "compose.yaml"}
    assert [line for line in lines if line[0] in "+-?" and line != "+ "] == [
        "+ # NVIDIA's container runtime gives the driver to images that ask for it.",
        "+ ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility \\",
        "+     NVIDIA_VISIBLE_DEVICES=all",
        "+ # One reason RUN for two.",
        '+ ENV XLA_FLAGS="--a=\\"\\$b\\"" \\',
        '+     AUTOGRAPH_VERBOSITY="0"',
        "+ # What it tells at its start is of no use.",
        '+ ENV TF_CPP_MIN_LOG_LEVEL="2"',
    ]


def test_compose_reserves_the_gpu_and_shared_memory_for_it_and_fits_its_schema(
    tmp_path: Path,
) -> None:
    plain = project_of(SPECS["everything"])
    with_gpu = based(plain, on_gpu)
    (tmp_path / "compose.yaml").write_text(with_gpu.tree["compose.yaml"].text)
    schema = ("--builtin-schema", "vendor.compose-spec", "compose.yaml")

    before, after = (
        YAML(typ="safe", pure=True).load(one.tree["compose.yaml"].text)["services"]["serve"]
        for one in (plain, with_gpu)
    )

    devices = [{"driver": "nvidia", "count": "all", "capabilities": ["gpu"]}]
    gpu = {
        "deploy": {"resources": {"reservations": {"devices": devices}}},
        "shm_size": "1gb",
    }
    assert after == before | gpu
    assert complaints([program("check-jsonschema"), *schema], tmp_path) == ""


def test_what_the_person_sets_stands_after_what_mlpack_sets() -> None:
    plain = project_of(f"{SPECS['least']}environment: {{NVIDIA_VISIBLE_DEVICES: '0'}}\n")

    found = instructions(based(plain, on_gpu).tree["Dockerfile"].text)

    said = [dict(i.pairs)["NVIDIA_VISIBLE_DEVICES"] for i in found if "VISIBLE" in i.text]
    assert said == ["all", "0"]


def test_a_package_that_mlpack_added_has_its_reason_above_the_step_that_installs_it() -> None:
    text = based(project_of(SPECS["least"]), with_reasons).tree["Dockerfile"].text

    assert "\n# cmake: For lightgbm.\n# Debian drops" in text
    assert "\n# libgl1: For opencv-python. USER 0 it is it is" in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_layer_adds_to_any_block_on_any_base(tmp_path: Path) -> None:
    named = ("run_packages", "build_packages", "installer", "environment", "command")
    blocks = [f"{{% block {b} %}}{{{{ super() }}}}# team\n{{% endblock %}}" for b in named]
    extended = '{% extends "builtin:project/Dockerfile.j2" %}\n' + "\n".join(blocks)
    put(tmp_path, {"team/layer.toml": 'name = "team"\n', "team/project/Dockerfile.j2": extended})
    layered = project_of(f"{SPECS['least']}templates: [./team]\n", tmp_path)

    for base in BASES.values():
        plain = based(project_of(SPECS["least"]), base).tree["Dockerfile"].text
        text = based(layered, base).tree["Dockerfile"].text

        assert text.count("# team\n") == len(named)
        assert text.replace("# team\n", "") == plain


def test_an_own_image_is_installed_into_as_root_and_starts_the_service_alone() -> None:
    found = instructions(based(project_of(SPECS["least"]), on_own_image).tree["Dockerfile"].text)

    assert [i.words for i in found if i.name == "USER"] == [["0"], ["10001:0"]]
    assert [(i.name, i.words) for i in found if i.name in ("ENTRYPOINT", "CMD")] == [
        ("ENTRYPOINT", []),
        ("CMD", ["python", "-m", "serve"]),
    ]

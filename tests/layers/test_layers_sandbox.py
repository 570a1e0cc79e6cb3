"""A layer is data: what its templates may not do, and that nobody meets a traceback over it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import DIGITS, Said, holds, put

LAYERED = DIGITS + "templates: [./platform]\n"
TEMPLATE = "platform/project/requirements.in.j2"


@pytest.mark.parametrize(
    "text",
    [
        "{{ plan.nme }}",
        "{{ spec.name }}",
        "{{ range(3) }}",
        "{{ lipsum() }}",
        "{{ cycler }}",
        "{{ ().__class__.__mro__ }}",
        "{{ plan.__init__.__globals__ }}",
        "{{ plan.__class__.__mro__[1].__subclasses__() }}",
        '{{ plan["__init__"]["__globals__"] }}',
        '{{ plan | attr("__init__") }}',
        '{{ "{0.__class__}".format(plan) }}',
        '{{ "{0.__init__.__globals__}".format_map({"0": plan}) }}',
        '{{ plan.fact("__init__.__globals__") }}',
        '{{ plan.fact("__init__.__globals__.__builtins__.open")("secret.txt").read() }}',
        '{{ plan.fact("name.__class__.__mro__") }}',
        '{{ plan.environment.update({"a": "b"}) }}',
        '{% set plan.name = "other" %}',
        '{% include "/etc/passwd" %}',
        '{% include "../secret.txt" %}',
        '{% include "project/../../secret.txt" %}',
        '{% include "builtin:../README.md" %}',
        '{% include "other:project/Dockerfile.j2" %}',
        '{% extends "builtin:project/none.j2" %}',
        '{% include "project/requirements.in.j2" %}',
        "{% import 'os' as os %}{{ os.getcwd() }}",
        "{{ 1 / 0 }}",
        "{{ 'a' * 9 }}",
        "{{ 9 ** 9 }}",
        "{{ 'a' | nofilter }}",
        "{% if %}",
        "{{ plan() }}",
    ],
)
def test_a_template_that_reaches_beyond_the_plan_is_refused_in_a_few_lines(
    project: Path, mlpack: Callable[..., Said], text: str
) -> None:
    put(project, {"mlpack.yaml": LAYERED, TEMPLATE: text, "secret.txt": "a secret\n"})
    before = holds(project)

    said = mlpack("generate")

    where, reason, *rest = said.err.splitlines()
    assert (said.code, said.out, rest) == (3, "", [])
    assert not where.startswith(" ")
    assert reason.startswith("    ")
    assert "Traceback" not in said.err
    assert "a secret" not in said.err
    assert holds(project) == before


def test_a_link_that_leads_out_of_the_layer_is_refused(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "secret.txt": "a secret\n"})
    place = project / TEMPLATE
    place.parent.mkdir(parents=True)
    place.symlink_to(project / "secret.txt")

    said = mlpack("generate")

    assert said == Said(
        3, "", "./platform: project/requirements.in.j2\n    This leads out of its layer.\n"
    )


def test_a_link_within_the_layer_is_followed(project: Path, mlpack: Callable[..., Said]) -> None:
    put(project, {"mlpack.yaml": LAYERED, "platform/shared.j2": "shared\n"})
    place = project / TEMPLATE
    place.parent.mkdir(parents=True)
    place.symlink_to(project / "platform/shared.j2")

    said = mlpack("generate")

    assert (said.code, (project / "requirements.in").read_text()) == (0, "shared\n")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "This is not UTF-8 text."),
        (b"a" * (2**20 + 1), "This is larger than a template can be (1 MiB)."),
    ],
    ids=["not text", "too large"],
)
def test_a_template_that_is_no_text_of_a_fair_size_is_refused(
    project: Path, mlpack: Callable[..., Said], data: bytes, says: str
) -> None:
    put(project, {"mlpack.yaml": LAYERED, TEMPLATE: ""})
    (project / TEMPLATE).write_bytes(data)

    said = mlpack("generate")

    assert said == Said(3, "", f"./platform: project/requirements.in.j2\n    {says}\n")


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0,
    reason="root may read everything: run the tests as another user",
)
def test_a_template_that_may_not_be_read_is_refused(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, TEMPLATE: ""})
    (project / TEMPLATE).chmod(0)

    said = mlpack("generate")

    assert said == Said(
        3,
        "",
        "./platform: project/requirements.in.j2\n    This cannot be read: Permission denied.\n",
    )


@pytest.mark.parametrize(
    "path",
    [
        *("../escaped", "/tmp/escaped", "a/../../escaped", r"a\b", "C:x"),
        *("mlpack.yaml", "requirements.lock", "requirements.arm64.lock"),
        *(".mlpack/state.json", ".git/hooks/pre-commit"),
    ],
)
def test_a_layer_writes_inside_the_project_and_not_over_what_is_the_persons_or_mlpacks(
    project: Path, mlpack: Callable[..., Said], path: str
) -> None:
    files = f"[[file]]\npath = '{path}'\ntemplate = 'a.j2'\n"
    put(project, {"mlpack.yaml": LAYERED, "platform/files.toml": files, "platform/a.j2": "a\n"})
    before = holds(project.parent)

    said = mlpack("generate")

    assert said == Said(3, "", f"{path}\n    A layer may not write this file.\n")
    assert holds(project.parent) == before


def test_a_file_that_depends_on_no_fact_of_the_plan_is_refused(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    files = '[[file]]\npath = "a"\ntemplate = "a.j2"\nwhen = "serving.websockets"\n'
    put(project, {"mlpack.yaml": LAYERED, "platform/files.toml": files, "platform/a.j2": "a\n"})

    said = mlpack("generate")

    assert said == Said(
        3, "", "a\n    `when` names serving.websockets, and the Plan has no such fact.\n"
    )

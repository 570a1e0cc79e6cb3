"""Every line of a rendered file is traced to its template's line and to the facts that it reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import put
from specs import SPECS, project_of

from mlpack.api import Project, project_from
from mlpack.layers import built_in
from mlpack.render.trace import TracedLine, trace
from mlpack.spec import read

LAYERED = """\
name: digits
framework: scikit-learn==1.7.*
python: "3.12"
system_packages: [libgomp1, libpq5]
environment: {MODE: fast, PLACE: fast}
templates: [./house]
"""
FILES = '[[file]]\npath = "out.txt"\ntemplate = "out.j2"\nownership = "managed"\n'
PARTS = {
    "macros.j2": "{% macro twice(word) %}\n{{ word }}\n{{ word }}\n{% endmacro %}\n"
    "{% macro framed() %}\n<\n{{ caller() }}>\n{% endmacro %}\n",
    "part.j2": "part {{ package }}\n",
    "parent.j2": "top\n{% block middle %}\nof the parent {{ plan.python }}\n{% endblock %}\nend\n",
}


def made(root: Path, template: str) -> Project:
    parts = {f"house/{name}": text for name, text in {**PARTS, "out.j2": template}.items()}
    put(root, {**parts, "house/files.toml": FILES})
    return project_from(read(LAYERED), root)


def traced(root: Path, template: str) -> tuple[str, tuple[TracedLine, ...]]:
    project = made(root, template)
    text = project.tree["out.txt"].text
    return text, trace(project.plan, project.layers, {"out.txt": text})["out.txt"]


def told(line: TracedLine) -> tuple[str, list[str], list[str]]:
    """The text, where it stands in templates, and what it reads."""
    spots = [f"{s.template.removeprefix('./house:')}:{s.line}" for s in line.spots]
    facts = [("" if fact.is_printed else "if ") + fact.name for fact in line.facts]
    return line.text.rstrip("\n"), spots, facts


@pytest.mark.parametrize("case", SPECS)
def test_every_line_that_prints_no_fact_is_the_very_line_of_the_template_it_names(
    case: str,
) -> None:
    project = project_of(SPECS[case])
    texts = {path: file.text for path, file in project.tree.items()}

    lines = trace(project.plan, project.layers, texts)

    assert {path: "".join(line.text for line in lines[path]) for path in lines} == texts
    for line in (line for path in lines for line in lines[path]):
        (spot,) = line.spots
        source = built_in().read(spot.template.removeprefix("builtin:")).splitlines()
        written = source[spot.line - 1]
        if "{{" in written:
            assert line.text.startswith(written.partition("{{")[0])
        else:
            assert line.text == f"{written}\n"


def test_a_line_names_the_facts_that_it_prints_and_those_that_let_it_stand(tmp_path: Path) -> None:
    template = """\
{{ plan.name }} on {{ plan.serving.port }}{{ plan.base.digest }}
{% if plan.compute.device == "cuda" %}
never
{% elif plan.include | length %}
never either
{% else %}
plain
{% endif %}
{% for package in plan.system_packages.run | sort %}
{{ loop.index }}: {{ package | upper }}
same
{% endfor %}
{% for name, value in plan.environment | dictsort %}
{{ name }}={{ value | shell }}
{% endfor %}
{% for item in ["own", plan.model.path] + plan.platforms | list %}
{{ item }}
{% endfor %}
"""

    _, lines = traced(tmp_path, template)

    run = "plan.system_packages.run"
    assert [told(line) for line in lines] == [
        ("digits on 8080", ["out.j2:1"], ["plan.name", "plan.serving.port", "plan.base.digest"]),
        ("plain", ["out.j2:7"], ["if plan.compute.device", "if plan.include"]),
        ("1: LIBGOMP1", ["out.j2:10"], [f"{run}[0]"]),
        ("same", ["out.j2:11"], [f"if {run}[0]"]),
        ("2: LIBPQ5", ["out.j2:10"], [f"{run}[1]"]),
        ("same", ["out.j2:11"], [f"if {run}[1]"]),
        ("MODE=fast", ["out.j2:14"], ["plan.environment.MODE"]),
        ("PLACE=fast", ["out.j2:14"], ["plan.environment.PLACE"]),
        ("own", ["out.j2:17"], []),
        ("model.joblib", ["out.j2:17"], ["plan.model.path"]),
        ("linux/amd64", ["out.j2:17"], ["plan.platforms[0]"]),
    ]


def test_a_line_is_traced_through_includes_macros_blocks_and_names_of_the_templates_own(
    tmp_path: Path,
) -> None:
    template = """\
{% extends "parent.j2" %}
{% import "macros.j2" as macros %}
{% block middle %}
{{ super() }}
{%- set served = plan.serving %}
{{ served.port }}
{% for package in plan.system_packages.run %}
{% include "part.j2" %}
{% endfor %}
{{ macros.twice(plan.user) }}
{%- call macros.framed() %}
{{ plan.name }}
{% endcall %}
{% with limits = plan.serving.limits %}
{{ limits.rows }}
{% endwith %}
{% set both %}{{ plan.name }} {{ plan.python }}{% endset %}
{{ both | upper }}
{% endblock %}
"""

    _, lines = traced(tmp_path, template)

    assert [told(line) for line in lines] == [
        ("top", ["parent.j2:1"], []),
        ("of the parent 3.12", ["parent.j2:3"], ["plan.python"]),
        ("8080", ["out.j2:6"], ["plan.serving.port"]),
        ("part libgomp1", ["part.j2:1"], ["plan.system_packages.run[0]"]),
        ("part libpq5", ["part.j2:1"], ["plan.system_packages.run[1]"]),
        ("10001:0", ["macros.j2:2"], ["plan.user"]),
        ("10001:0", ["macros.j2:3"], ["plan.user"]),
        ("<", ["macros.j2:6"], []),
        ("digits", ["out.j2:12"], ["plan.name"]),
        (">", ["macros.j2:7"], []),
        ("1000", ["out.j2:15"], ["plan.serving.limits.rows"]),
        ("DIGITS 3.12", ["out.j2:18"], ["plan.name", "plan.python"]),
        ("end", ["parent.j2:5"], []),
    ]


def test_a_fact_comes_with_the_plans_own_reason_for_it(tmp_path: Path) -> None:
    template = (
        "{% for p in plan.requirements %}{% for l in p.lines %}{{ l }}\n{% endfor %}{% endfor %}"
    )

    text, lines = traced(tmp_path, template)

    reasons = {fact.value: fact.because for line in lines for fact in line.facts}
    plan = made(tmp_path, template).plan
    assert text.split("\n") == [*plan.requirement_lines, ""]
    assert reasons == {line: p.because for p in plan.requirements for line in p.lines}


@pytest.mark.parametrize(
    "template",
    [
        '{% filter upper %}{% include "parent.j2" %}{{ plan.name }}{% endfilter %}\n',
        '{% extends "parent.j2" %}{% block middle %}{{ super() | trim | length }}\n{% endblock %}',
        '{% block a %}a{% endblock %}{{ "same" if self.a() == "a" else "other" }}\n',
        '{% from "macros.j2" import twice as again %}{{ again("x") | trim | length }}\n',
        '{% set text %}{% include "parent.j2" %}{% endset %}{{ text | length }}\n',
        '{% set text | trim | length %}{% include "parent.j2" %}{% endset %}{{ text }}\n',
        "  a  {%- if plan.name -%}  b  {%- endif +%}\n  c\n",
        "{% raw %}{{ plan }}{% endraw %} {# a comment\nof two lines #}\nlast, with no line break",
        "{% for a in [[1, [2]]] recursive %}{{ a if a is number else loop(a) }}{% endfor %}\n",
        "{{ nothing | default('x') }}{{ nothing is defined }}{{ plan.nothing | default('y') }}\n",
        "{% autoescape true %}{{ '<' }}{{ self.b() }}{% block b %}<{% endblock %}{% endautoescape %}\n",
        '{% include ["part.j2", "missing.j2"] ignore missing %}{{ 1 + 1 }}{{ "a" ~ plan.name }}\n',
        "{% if plan.name %}{% extends 'parent.j2' %}{% endif %}",
        "{% for x in () %}never{% else %}{{ plan.name }}\n{% endfor %}\r\n\f x\n",
        "{% macro m(x, y=plan.name) %}{{ x }}{{ y }}{{ varargs | length }}{% endmacro %}{{ m(1) }}\n",
        "",
    ],
)
def test_marks_change_nothing_of_the_text_whatever_jinja_does_with_it(
    tmp_path: Path, template: str
) -> None:
    template = template.replace("part.j2", "parent.j2")

    text, lines = traced(tmp_path, template)

    assert "".join(line.text for line in lines) == text
    assert [spot for line in lines for spot in line.spots if not spot.line] == []


def test_a_line_that_cannot_be_traced_names_its_template(tmp_path: Path) -> None:
    template = '{% import "parent.j2" as parent with context %}a\n{{ parent | string | length }}\n'

    text, lines = traced(tmp_path, template)

    assert "".join(line.text for line in lines) == text
    assert [told(line) for line in lines] == [
        ("a", ["out.j2:0"], []),
        (text.splitlines()[1], ["out.j2:0"], []),
    ]

"""Every line of a generated project has an answer: its template, its facts, what is behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from projects import put
from specs import GOLDEN_CASES, SPECS, project_of

from mlpack.api import Project
from mlpack.explain import Answer, Reason, Subject, TemplateLine, Wish, explain_line
from mlpack.explain.generated import answer_of, shown_lines
from mlpack.plan import Decision

SAID = """\
name: digits
framework: scikit-learn==1.7.*
# the team's port
serving: {port: 9000, limits: {rows: 10}}
include: [b.json, a.json]
requirements:
  - pandas>=2
environment:
  MODE: fast
"""


def subject_of(project: Project, *decisions: Decision) -> Subject:
    plan = replace(project.plan, decisions=decisions) if decisions else project.plan
    return Subject(
        root=project.root,
        document=project.document,
        spec=project.spec,
        plan=plan,
        layers=project.layers,
        tree=project.tree,
    )


def said(root: Path, *decisions: Decision) -> Subject:
    put(root, {"mlpack.yaml": SAID})
    return subject_of(project_of(SAID, root), *decisions)


def answers(subject: Subject, path: str) -> Iterator[Answer]:
    for line, shown in enumerate(shown_lines(subject, path), 1):
        yield answer_of(subject, path, line, shown=shown)


def line_with(subject: Subject, path: str, words: str) -> Answer:
    lines = subject.tree[path].text.splitlines()
    (number,) = (n for n, line in enumerate(lines, 1) if words in line)
    return explain_line(subject, path, number)


def wishes_in(answer: Answer) -> dict[str, Wish | None]:
    return {fact.name: fact.wish for fact in answer.facts if fact.is_printed}


@pytest.mark.parametrize("case", GOLDEN_CASES)
def test_every_line_of_every_generated_file_names_a_line_of_a_template_that_can_be_opened(
    case: str,
) -> None:
    subject = subject_of(project_of(SPECS[case]))

    found = [answer for path in subject.tree for answer in answers(subject, path)]

    assert [answer for answer in found if not answer.templates] == []
    texts = {t.file: Path(t.file).read_text().splitlines() for a in found for t in a.templates}
    places = {(t.file, t.line) for answer in found for t in answer.templates}
    assert [(file, line) for file, line in places if not 0 < line <= len(texts[file])] == []


@pytest.mark.parametrize("case", GOLDEN_CASES)
def test_what_a_line_prints_of_the_plan_was_decided_or_said(case: str) -> None:
    subject = subject_of(project_of(SPECS[case]))

    facts = [f for path in subject.tree for answer in answers(subject, path) for f in answer.facts]

    assert [fact.name for fact in facts if fact.value and fact.is_mlpacks_own] == []


def test_of_several_decisions_the_nearest_to_the_fact_and_the_wish_that_it_repeats_count(
    tmp_path: Path,
) -> None:
    text = (
        f"{SAID}index:\n  url: https://example.org/simple\n"
        "  packages: {ruamel.yaml: vendor}\n  find_links: [wheels]\n"
    )
    put(tmp_path, {"mlpack.yaml": text})
    subject = subject_of(
        project_of(text, tmp_path),
        Decision("index", "", "", ("build",), ("index.url", "index.find_links")),
        Decision("route", "", "", ("build",), ("index.packages.ruamel.yaml",)),
        Decision("lock", "", "", ("build.lock",), ()),
    )

    found = {
        words: [(fact.decisions, fact.wish and fact.wish.setting) for fact in answer.facts]
        for words in ("source=requirements.lock", "source=vendor", "source=wheels", "_INDEX_URL")
        for answer in [line_with(subject, "Dockerfile", words)]
    }

    assert {words: facts[0] for words, facts in found.items()} == {
        "source=requirements.lock": (("lock",), None),
        "source=vendor": (("route",), "index.packages.ruamel.yaml"),
        "source=wheels": (("index",), "index.find_links[0]"),
        "_INDEX_URL": (("index",), "index.url"),
    }


def test_a_fact_leads_to_the_decision_that_settles_it_and_on_to_the_wishes_behind_that(
    tmp_path: Path,
) -> None:
    subject = said(
        tmp_path,
        Decision("base image", "slim", "It is small.", ("base.image",), ("framework", "python")),
        Decision("user", "10001:0", "It is not root.", ("user",)),
        Decision("serving", "FastAPI", "So be it.", ("serving",), ("serving.port",)),
    )

    from_line = line_with(subject, "Dockerfile", "FROM python")
    label = line_with(subject, "Dockerfile", "LIMIT_ROWS")

    assert from_line.reasons == (
        Reason(
            "base image",
            "slim",
            "It is small.",
            (
                Wish("framework", "mlpack.yaml:2", "framework: scikit-learn==1.7.*"),
                Wish("python"),
            ),
        ),
    )
    assert [(f.name, f.decisions) for f in from_line.facts] == [
        ("plan.base.image", ("base image",)),
        ("plan.base.digest", ()),
    ]
    assert [reason.what for reason in label.reasons] == ["serving"]


@pytest.mark.parametrize(
    ("path", "words", "wishes"),
    [
        (
            "Dockerfile",
            "ENV PORT=",
            {
                "plan.serving.port": Wish(
                    "serving.port",
                    "mlpack.yaml:4",
                    "serving: {port: 9000, limits: {rows: 10}}",
                )
            },
        ),
        ("Dockerfile", "LIMIT_QUEUE", {"plan.serving.limits.queue": Wish("serving.limits.queue")}),
        ("Dockerfile", "MODEL=", {"plan.model.path": Wish("model")}),
        (
            "Dockerfile",
            "COPY a.json",
            {"plan.include[0]": Wish("include[1]", "mlpack.yaml:5", "include: [b.json, a.json]")},
        ),
        (
            "Dockerfile",
            "ENV MODE",
            {"plan.environment.MODE": Wish("environment.MODE", "mlpack.yaml:9", "MODE: fast")},
        ),
        (
            "requirements.in",
            "pandas",
            {
                "plan.requirements[7].lines[0]": Wish(
                    "requirements[0]", "mlpack.yaml:7", "- pandas>=2"
                )
            },
        ),
        (
            "requirements.in",
            "joblib",
            {
                "plan.requirements[1].lines[0]": Wish(
                    "framework", "mlpack.yaml:2", "framework: scikit-learn==1.7.*"
                )
            },
        ),
        ("Dockerfile", "USER 1", {"plan.user": None}),
    ],
)
def test_a_fact_that_a_setting_is_or_asks_for_leads_to_its_place(
    tmp_path: Path, path: str, words: str, wishes: dict[str, Wish | None]
) -> None:
    subject = said(tmp_path, Decision("none", "", "", ()))

    answer = line_with(subject, path, words)

    assert wishes_in(answer) == wishes


def test_a_file_of_a_framework_a_style_or_an_output_says_what_brought_it(tmp_path: Path) -> None:
    text = SPECS["everything"]
    put(tmp_path, {"mlpack.yaml": text})
    subject = subject_of(project_of(text, tmp_path))

    brought = {
        path: [fact.name for fact in explain_line(subject, path, 1).facts]
        for path in ("serve/app.py", "model.py", "compose.yaml", ".gitignore")
    }

    assert brought == {
        "serve/app.py": ["plan.serving.style"],
        "model.py": ["plan.framework.name"],
        "compose.yaml": ["plan.outputs[0]"],
        ".gitignore": [],
    }


def test_a_line_of_a_layer_names_the_layers_own_file(tmp_path: Path) -> None:
    text = f"{SAID}templates: [./house/]\n"
    child = (
        '{% extends "builtin:project/Dockerfile.j2" %}\n'
        "{% block command %}\n\nCMD {{ plan.name | json }}\n{% endblock %}\n"
    )
    put(tmp_path, {"mlpack.yaml": text, "house/project/Dockerfile.j2": child})
    subject = subject_of(project_of(text, tmp_path))

    own = line_with(subject, "Dockerfile", 'CMD "digits"')
    inherited = line_with(subject, "Dockerfile", "EXPOSE")

    file = "house/project/Dockerfile.j2"
    assert own.templates == (TemplateLine(file, str(tmp_path / file), 4, "command"),)
    assert [template.name for template in inherited.templates] == ["builtin: project/Dockerfile.j2"]

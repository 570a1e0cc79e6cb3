"""A team's folder of templates over the built-in ones."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import CHECKOUT, DIGITS, Said, holds, put, rendered, stamps, verbs_in, verbs_of

from mlpack import __version__

LAYERED = DIGITS + "templates: [./platform]\n"
DOCKERFILE = """\
{% extends "builtin:project/Dockerfile.j2" %}
{% block command %}

CMD ["python", "-m", "serve", {{ plan.name | json }}]
{% endblock %}
"""
RUNBOOK = """\
# {{ plan.name }}

{% for decision in plan.decisions if decision.what == "base image" %}
It runs on {{ decision.value }}, port {{ plan.serving.port }}.
{% endfor %}
"""
FILES = """\
[[file]]
path = "docs/runbook.md"
template = "runbook.md.j2"
ownership = "seeded"

[[file]]
path = "never.txt"
template = "never.txt.j2"
when = "system_packages.run"
"""
LAYER = {
    "platform/files.toml": FILES,
    "platform/runbook.md.j2": RUNBOOK,
    "platform/project/Dockerfile.j2": DOCKERFILE,
}


def test_a_layer_replaces_a_block_of_the_dockerfile_and_adds_a_file(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    before = (project / "Dockerfile").read_text()
    usual = verbs_of(project)
    put(project, {**LAYER, "mlpack.yaml": LAYERED})

    said = mlpack("generate")

    changed = [
        line
        for line in difflib.ndiff(
            before.splitlines(), (project / "Dockerfile").read_text().splitlines()
        )
        if line[0] in "+-"
    ]
    assert (said.code, said.err) == (0, "")
    assert verbs_in(said.out) == usual | {"Dockerfile": "update", "docs/runbook.md": "create"}
    assert changed == [
        '- CMD ["python", "-m", "serve"]',
        '+ CMD ["python", "-m", "serve", "digits"]',
    ]
    assert (project / "docs/runbook.md").read_text() == (
        "# digits\n\nIt runs on python:3.12-slim-trixie, port 8080.\n"
    )


def test_a_second_run_with_a_layer_touches_nothing(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {**LAYER, "mlpack.yaml": LAYERED})
    mlpack("generate")
    before = stamps(project)

    said = mlpack("generate", "--check")

    assert said.code == 0
    assert stamps(project) == before


def test_of_two_layers_the_first_that_has_a_file_wins(project: Path) -> None:
    put(
        project,
        {
            "mlpack.yaml": DIGITS + "templates: [./first, ./second]\n",
            "first/project/requirements.in.j2": "first\n",
            "second/project/requirements.in.j2": "second\n",
            "second/project/dockerignore.j2": "second\n",
        },
    )

    texts = [rendered(project, path) for path in ("requirements.in", ".dockerignore")]

    assert texts == ["first\n", "second\n"]


def test_a_layer_that_is_taken_out_leaves_no_trace(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    before = {p: b for p, b in holds(project).items() if not p.startswith(".mlpack/state")}
    put(project, {**LAYER, "platform/files.toml": FILES.replace("seeded", "managed")})
    put(project, {"mlpack.yaml": LAYERED})
    mlpack("generate")
    put(project, {"mlpack.yaml": DIGITS})

    said = mlpack("generate")

    after = holds(project)
    assert verbs_in(said.out)["docs/runbook.md"] == "remove"
    assert {path: after[path] for path in before} == before
    assert "docs/runbook.md" not in after


def test_a_layer_with_a_framework_of_its_own_makes_it_choosable(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    own = "platform/frameworks/inhouse"
    built_in = CHECKOUT / "templates/frameworks/scikit-learn/versions.toml"
    versions = built_in.read_text().replace('"scikit-learn"', '"inhouse"')
    put(
        project,
        {
            "mlpack.yaml": "name: digits\nframework: inhouse==1.7.*\ntemplates: [./platform]\n",
            f"{own}/framework.toml": (
                'title = "In-house"\nmodel = "model.bin"\ninputs = "numbers"\n'
                '[[file]]\npath = "model.py"\ntemplate = "frameworks/inhouse/model.py.j2"\n'
                'ownership = "seeded"\n'
            ),
            f"{own}/versions.toml": versions,
            f"{own}/variants.toml": (
                'source = "the team"\nas_of = "2026-01-01"\n'
                'variant = [{name = "cpu", device = "cpu", line = "inhouse=={version}", '
                'because = "the model was made with it"}]\n'
            ),
            f"{own}/model.py.j2": "# {{ plan.framework.title }} {{ plan.framework.version }}\n",
        },
    )

    said = mlpack("plan")

    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0].split() == ["framework", "In-house", "1.7.*"]
    assert rendered(project, "model.py") == "# In-house 1.7.*\n"
    assert "inhouse==1.7.*\n" in rendered(project, "requirements.in")


def refusal(source: str, file: str, says: str, hint: str = "") -> Said:
    where = f"{source}: {file}" if source else file
    return Said(3, "", f"{where}\n    {says}\n" + (f"    {hint}\n" if hint else ""))


def test_a_layer_that_wants_a_newer_mlpack_is_refused(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "platform/layer.toml": 'mlpack = "99.1"\n'})

    said = mlpack("generate")

    assert said == Said(
        3,
        "",
        "mlpack.yaml:4:13  templates[0]  This layer needs mlpack 99.1 or newer; "
        f"this is {__version__}. pip install 'mlpack>=99.1'\n",
    )


def test_a_layer_that_is_not_there_is_one_of_the_faults_of_the_spec(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED + "pyton: 3.12\n"})

    said = mlpack("generate")

    assert said == Said(
        3,
        "",
        "mlpack.yaml:4:13  templates[0]  There is no such folder of templates.\n"
        "mlpack.yaml:5:1   pyton         There is no such setting. Did you mean python?\n",
    )


RELEASE = '{distribution = "scikit-learn", version = "1.7", newest = "1.7.2", pythons = ["3.12"], platforms = ["linux/amd64"], glibc = "2.17"}'
SERVING = (
    'title = "Own"\npythons = ["3.12"]\nsource = "s"\nas_of = "2026-01-01"\n'
    "[defaults]\nport = 8080\ndrain_seconds = 1\nbatching = {max_size = 1}\n"
    "limits = {body_bytes = 2048, rows = 1, queue = 1, seconds = 1}\n"
)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("layer.toml", 'mlpack = "new"\n', "new is not a version of mlpack such as 0.1."),
        ("files.toml", '[[file]]\npath = "a"\n', "The key template is missing."),
        ("files.toml", '[[file]]\npath = "a"\ntemplate = "b"\nmod = "0644"\n',
         "There is no key mod. Did you mean mode?"),
        ("files.toml", '[[file]]\npath = "a"\ntemplate = "b"\nmode = 644\n',
         'mode is a file\'s permissions in octal, as in mode = "0755".'),
        ("files.toml", '[[file]]\npath = "a"\ntemplate = "b"\nownership = "mine"\n',
         "ownership is managed or seeded, not mine."),
        ("files.toml", '[[file]]\npath = 1\ntemplate = "b"\n', 'path is text, as in path = "1".'),
        ("files.toml", 'file = "a"\n', "file is a list of tables, as in [[file]]."),
        ("frameworks/scikit-learn/framework.toml", 'title = "x"\n', "The key model is missing."),
        ("frameworks/scikit-learn/framework.toml",
         'title = "x"\nmodel = "m"\ninputs = "numbers"\nwarm_imports = "joblib"\n',
         'warm_imports is a list of texts, as in warm_imports = ["one", "two"].'),
        ("frameworks/scikit-learn/variants.toml",
         'source = "x"\nas_of = "2026-01-01"\nvariant = [{name = "cpu", device = "cpu"}]\n',
         "The key line is missing."),
        ("frameworks/scikit-learn/versions.toml", f"release = [{RELEASE}]\n", "The key source is missing."),
        ("frameworks/scikit-learn/versions.toml",
         f'source = "x"\nas_of = "2026-01-01"\nrelease = [{RELEASE.replace(chr(34) + "1.7" + chr(34), "1.7")}]\n',
         'version is text, as in version = "1.7".'),
        ("serving/fastapi/serving.toml", SERVING.replace("port = 8080\n", ""),
         "The key defaults.port is missing."),
        ("serving/fastapi/serving.toml", SERVING.replace("max_size = 1", ""),
         "The key defaults.batching.max_size is missing."),
        ("serving/fastapi/serving.toml", SERVING.replace("queue = 1", "que = 1"),
         "defaults.limits.que: Extra inputs are not permitted."),
    ],
    ids=lambda value: "",
)  # fmt: skip
def test_a_table_that_is_described_wrongly_is_named_with_its_fault(
    project: Path, mlpack: Callable[..., Said], file: str, text: str, says: str
) -> None:
    put(project, {"mlpack.yaml": LAYERED, f"platform/{file}": text})
    before = holds(project)

    said = mlpack("generate")

    assert said == refusal("./platform", file, says)
    assert holds(project) == before


def test_a_table_that_is_not_toml_is_named_with_its_line(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "platform/files.toml": "a = 1\nb = \n"})

    said = mlpack("generate")

    assert (said.code, said.out) == (3, "")
    # what follows are the words of tomllib, which change with the Python
    assert said.err.startswith("./platform: files.toml\n    This is not TOML: ")
    assert "line 2" in said.err

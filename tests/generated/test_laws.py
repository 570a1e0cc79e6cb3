"""What holds for every generated project, whatever its spec says."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

import pytest
from dockerfile_text import instructions, unquoted
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from specs import SPECS, project_of

from mlpack.api import Project
from mlpack.render.trace import trace
from mlpack.spec import Known, Spec, dump, read, spec_from

printable = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x85"), max_size=20
)
paths = st.from_regex(r"[\w][\w .&%{}()@+,=~^;|<>-]{0,14}[\w]", fullmatch=True).filter(
    lambda path: path not in {"serve", "docker", "tests"} and path.isprintable()
)
folders = paths.filter(lambda path: "," not in path)
specs = st.builds(
    lambda **wishes: dump(Spec.model_validate({k: v for k, v in wishes.items() if v is not None})),
    name=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True),
    framework=st.sampled_from(["scikit-learn", "scikit-learn==1.7.*", "scikit-learn==1.7.2"]),
    python=st.sampled_from([None, "3.11", "3.12"]),
    serving=st.builds(
        lambda inputs, port, rows, seconds: {
            "inputs": inputs,
            "port": port,
            "limits": {"rows": rows, "seconds": seconds},
        },
        st.sampled_from(["numbers", "texts", "arrays", "records"]),
        st.integers(1024, 65535),
        st.integers(1, 10**6),
        st.floats(0.001, 3600, allow_nan=False),
    ),
    model=st.none() | paths,
    include=st.lists(paths, max_size=2),
    requirements=st.sampled_from([[], ["pandas>=2", "scipy[all]==1.*; python_version < '3.12'"]]),
    system_packages=st.sampled_from([{}, {"run": ["libgomp1"]}, {"build": ["gcc", "g++"]}]),
    environment=st.dictionaries(
        st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True), printable, max_size=4
    ),
    outputs=st.sampled_from([[], ["compose"]]),
    index=st.sampled_from([{}, {"wheelhouse": "wheels"}])
    | st.builds(
        lambda folders, **said: {"find_links": folders, **said},
        st.lists(folders, max_size=2),
        url=st.sampled_from([None, "https://example.org/$HOME/simple"]),
        extra=st.sampled_from([[], ["https://example.org/a", "https://example.org/b"]]),
        credentials=st.sampled_from([None, "pypi"]),
        certificates=st.sampled_from([None, "company.pem", "the company/all of it.crt"]),
    ),
    lock=st.sampled_from([{}, {"from_source": ["pandas"]}]),
    platforms=st.sampled_from([["linux/amd64"], ["linux/amd64", "linux/arm64"]]),
)
SECRETS = (".env", "serve/.env.local", "serve/id_rsa", "serve/tls.key", "tls.pem", "mlpack.yaml")
TEMPLATE_WORDS = re.compile(r"\{%|%\}|\{\{|\{#|\bj2\b|jinja(?!2 )", re.IGNORECASE)
cases = pytest.mark.parametrize("case", SPECS)


def check_every_law(project: Project) -> None:
    """Every law at once: a project that hypothesis makes is dear, a look at it is cheap."""
    texts = {path: file.text for path, file in project.tree.items()}
    for path, text in texts.items():
        assert untidy(path, text) == [], path
    dockerfile_says_what_the_plan_says(project)
    dockerignore_lets_through_what_the_dockerfile_takes(project)
    for path, text in texts.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
        if path.endswith(".yaml"):
            YAML(typ="safe", pure=True).load(text)


def untidy(path: str, text: str) -> list[str]:
    """Breaches of the layout law: what every file of a project keeps to."""
    blank = r"\n\n\n\n" if path.endswith(".py") else r"\n\n\n"
    laws = {
        "ends with exactly one line break": text.endswith("\n") and not text.endswith("\n\n"),
        "no blank line at the start": not text.startswith("\n"),
        "no blank at the end of a line": not re.search(r"[ \t]+$", text, re.MULTILINE),
        "paragraphs parted by one blank line": not re.search(blank, text),
        "no carriage return": "\r" not in text,
    }
    return [law for law, kept in laws.items() if not kept]


def dockerfile_says_what_the_plan_says(project: Project) -> None:
    plan = project.plan
    found = instructions(project.tree["Dockerfile"].text)

    assert [i.words for i in found if i.name == "FROM"] == [
        [stage.image, "AS", stage.name] for stage in plan.stages
    ]
    environment = {k: v for i in found if i.name == "ENV" for k, v in i.pairs}
    assert {name: environment[name] for name in plan.environment} == dict(plan.environment)
    labels = {k: v for i in found if i.name == "LABEL" for k, v in i.pairs}
    assert labels.items() >= plan.labels.items()
    assert [i.words for i in found if i.name == "USER"][-1] == [plan.user]
    assert [i.words for i in found if i.name == "EXPOSE"] == [[str(plan.serving.port)]]
    assert copied(project) >= {plan.model.path, *plan.include, "model.py"}
    # nothing that a person gave became an instruction of its own
    assert {i.name for i in found} <= {
        *("FROM", "RUN", "ENV", "LABEL", "WORKDIR", "COPY", "USER", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD", "ARG"),
    }
    assert len([i for i in found if i.name == "CMD"]) == 1


def copied(project: Project) -> set[str]:
    """What the Dockerfile takes from the project's folder."""
    found = instructions(project.tree["Dockerfile"].text)
    plain = [i.words for i in found if i.name == "COPY" and not i.flag("--from")]
    return {source.removeprefix("./").rstrip("/") for words in plain for source in words[:-1]}


def dockerignore_lets_through_what_the_dockerfile_takes(project: Project) -> None:
    lines = project.tree[".dockerignore"].text.splitlines()
    allowed = {line[1:].rstrip("/") for line in lines if line.startswith("!")}

    assert lines[1] == "*"
    assert allowed == copied(project) | mounted(project)
    for path in copied(project) | mounted(project):
        assert is_sent(path, lines)
        assert is_sent(f"{path}/inside.txt", lines)
    for secret in (*SECRETS, *(f"{folder}/tls.pem" for folder in copied(project))):
        assert not is_sent(secret, lines)


def mounted(project: Project) -> set[str]:
    """What the Dockerfile mounts from the project's folder, whatever it is built for."""
    found = re.findall(r'type=bind,source=("[^"]+"|[^,]+),', project.tree["Dockerfile"].text)
    names = {platform.rpartition("/")[2] for platform in project.plan.platforms}
    return {source.strip('"').replace("${TARGETARCH}", name) for source in found for name in names}


def is_sent(path: str, lines: list[str]) -> bool:
    """Whether docker would send `path`: the last line that matches it or a folder above decides."""
    parents = PurePosixPath(path).parents
    places = [path, *(str(parent) for parent in parents if str(parent) != ".")]
    sent = True
    for line in lines:
        pattern = (
            re.escape(line.removeprefix("!")).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        )
        if line and not line.startswith("#") and any(re.fullmatch(pattern, p) for p in places):
            sent = line.startswith("!")
    return sent


# These write about templates themselves.
@pytest.mark.parametrize("case", sorted(set(SPECS) - {"hostile", "hostile-index"}))
def test_no_word_of_a_template_is_left(case: str) -> None:
    for path, file in project_of(SPECS[case]).tree.items():
        assert not TEMPLATE_WORDS.search(file.text), path


@cases
def test_every_law_holds_for_the_specs_that_we_wrote(case: str) -> None:
    check_every_law(project_of(SPECS[case]))


@settings(max_examples=60, deadline=None)
@given(specs)
def test_every_law_holds_for_any_spec(text: str) -> None:
    check_every_law(project_of(text))


@settings(max_examples=20, deadline=None)
@given(specs)
def test_the_same_wishes_give_the_same_bytes(text: str) -> None:
    first, second = project_of(text), project_of(dump(spec_from(read(text), Known())))

    assert first.plan == second.plan
    assert dict(first.tree) == dict(second.tree)


@settings(max_examples=20, deadline=None)
@given(specs)
def test_every_line_of_any_project_is_traced_to_a_line_of_a_template(text: str) -> None:
    project = project_of(text)
    texts = {path: file.text for path, file in project.tree.items()}

    traced = trace(project.plan, project.layers, texts)

    assert {path: "".join(line.text for line in lines) for path, lines in traced.items()} == texts
    lines = [line for lines in traced.values() for line in lines]
    assert [line.text for line in lines if not all(spot.line for spot in line.spots)] == []
    assert [line.text for line in lines if not line.spots] == []


def test_the_unquoting_of_this_test_is_that_of_docker() -> None:
    assert unquoted(r'"a \"b\" \$c \\d"') == r'a "b" $c \d'


def test_a_health_check_and_the_command_are_lists_of_words() -> None:
    found = instructions(project_of(SPECS["digits"]).tree["Dockerfile"].text)

    (command,) = [i for i in found if i.name == "CMD"]
    (check,) = [i for i in found if i.name == "HEALTHCHECK"]
    assert command.words == ["python", "-m", "serve"]
    assert json.loads(check.text[check.text.index("[") :])[0] == "python"


@pytest.mark.parametrize("named", ["requirements.in", "requirements.txt"])
def test_a_requirements_in_of_the_person_s_own_stays_theirs(tmp_path: Path, named: str) -> None:
    (tmp_path / "requirements.in").write_text("pandas>=2\n")
    (tmp_path / "requirements.txt").write_text("-r requirements.in\n")

    project = project_of(f"{SPECS['least']}requirements: {named}\n", tmp_path)

    assert "requirements.in" not in project.tree
    assert "docker/requirements.in" in project.tree
    assert "docker/requirements.in" in mounted(project)
    check_every_law(project)

"""The questions as a pure function of the answers: every walk through them ends in a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import CHECKOUT, put

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible, SpecFaults
from mlpack.layers import open_layers
from mlpack.plan import resolve, supported
from mlpack.spec import dump, read, spec_from
from mlpack.wizard import KEYS, Question, Surroundings, Wizard, label
from mlpack.wizard.questions import Choice

CATALOG = Catalog(open_layers((), Path()))
WIZARD = Wizard(CATALOG, Surroundings("My Model", "3.12"))
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)
MODELS = st.from_regex(r"[a-z]{1,8}/[a-z_]{1,8}\.joblib", fullmatch=True)
FRAMEWORKS = [
    f"{name}{version}"
    for name in CATALOG.framework_names
    for version in ("", *(f"=={r.version}.*" for r in CATALOG.framework(name).releases))
]


def asked(wizard: Wizard, answers: dict[str, str]) -> Question:
    question = wizard.next(answers)
    assert question
    return question


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_walk_ends_in_a_spec_that_resolves_and_says_what_was_answered(
    data: st.DataObject,
) -> None:
    answers: dict[str, str] = {}
    if data.draw(st.booleans(), label="--framework was given"):
        answers["framework"] = data.draw(st.sampled_from(FRAMEWORKS))

    while question := WIZARD.next(answers):
        own = {"name": NAMES, "model": MODELS}.get(question.key, st.just(question.default))
        offered = [choice.value for choice in question.offered]
        answer = data.draw(st.sampled_from(offered) if offered else own, label=question.key)
        assert WIZARD.fault(question.key, answer, answers) == ""
        answers[question.key] = answer

    spec = WIZARD.spec(answers)
    plan = resolve(spec, CATALOG)
    assert set(answers) == set(KEYS)
    assert (plan.name, plan.python, plan.model.path) == (
        answers["name"],
        answers["python"],
        answers["model"],
    )
    assert spec_from(read(dump(spec)), CATALOG.known) == spec


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_default_is_always_an_answer_that_works(data: st.DataObject) -> None:
    answers = {"framework": data.draw(st.sampled_from(FRAMEWORKS))}
    kept = data.draw(st.sets(st.sampled_from([key for key in KEYS if key != "framework"])))

    while question := WIZARD.next(answers):
        if question.choices:
            assert question.default in [choice.value for choice in question.offered]
        assert WIZARD.fault(question.key, question.default, answers) == ""
        answers[question.key] = question.default
        if question.key not in kept and question.choices:
            answers[question.key] = data.draw(st.sampled_from(question.offered)).value

    resolve(WIZARD.spec(answers), CATALOG)


def test_the_questions_come_in_their_order_and_each_says_why() -> None:
    answers: dict[str, str] = {}
    seen = []

    while question := WIZARD.next(answers):
        seen.append(question)
        answers[question.key] = question.default

    assert tuple(question.key for question in seen) == KEYS
    assert all(q.text.endswith("?") and q.why.endswith(".") for q in seen)
    assert answers == {
        "name": "my-model",
        "framework": "scikit-learn",
        "python": "3.12",
        "compute": "cpu",
        "serving": "fastapi",
        "model": "model.joblib",
    }


def test_what_is_answered_already_is_not_asked() -> None:
    answers = dict.fromkeys(KEYS, "x") | {"framework": "scikit-learn"}
    del answers["name"], answers["model"]
    answers |= {"python": "3.12", "compute": "cpu", "serving": "fastapi"}

    first = asked(WIZARD, answers)
    second = asked(WIZARD, answers | {"name": "a"})
    last = WIZARD.next(answers | {"name": "a", "model": "m"})

    assert (first.key, second.key, last) == ("name", "model", None)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_only_pythons_that_the_framework_and_a_supported_base_have_are_offered(
    framework: str,
) -> None:
    question = asked(WIZARD, {"name": "a", "framework": framework})

    name, _, version = framework.partition("==")
    releases = CATALOG.framework(name).releases
    allowed = {p for r in releases if version in ("", f"{r.version}.*") for p in r.pythons}
    bases = {base.python for base in CATALOG.bases}
    styles = {p for n in CATALOG.style_names for p in CATALOG.style(n).pythons}
    there = bases & styles & (allowed if releases else bases)
    expected = [p for p in reversed(supported(CATALOG)) if p in there]
    offered = [choice.value for choice in question.choices]
    # what it stands on may have fewer, and no wheels of either may be all that is supported
    narrows = CATALOG.framework(name).stands_on or not set(offered) & set(supported(CATALOG))
    assert offered
    assert offered == (
        [python for python in expected if python in offered] if narrows else expected
    )


def test_a_device_that_the_framework_cannot_compute_on_says_so() -> None:
    question = asked(WIZARD, {"name": "a", "framework": "scikit-learn", "python": "3.12"})

    assert question.offered == (Choice("cpu", "CPU"),)
    assert question.choices[1:] == (
        Choice("cuda", "NVIDIA GPU (CUDA)", "scikit-learn computes on the CPU only."),
    )


def test_the_newest_python_is_proposed_where_the_running_one_does_not_fit() -> None:
    old = replace(WIZARD, around=Surroundings("a", "3.9"))

    question = asked(old, {"name": "a", "framework": "scikit-learn==1.5.*"})

    assert question.default == "3.13"


def layered(tmp_path: Path) -> Wizard:
    """A wizard that also knows a framework with wheels for Python 3.10 only, by a team's layer."""
    folder = CHECKOUT / "templates/frameworks/scikit-learn"
    texts = {p.name: p.read_text() for p in folder.iterdir() if p.suffix == ".toml"}
    versions = (
        'source = "the team"\nas_of = "2026-01-01"\n'
        'release = [{distribution = "scikit-learn", version = "2.0", newest = "2.0.1", pythons = ["3.10"], '
        'platforms = ["linux/amd64"], glibc = "2.17"}]\n'
    )
    here = "layer/frameworks/antique"
    put(
        tmp_path,
        {
            f"{here}/framework.toml": texts["framework.toml"],
            f"{here}/variants.toml": texts["variants.toml"],
            f"{here}/versions.toml": versions,
        },
    )
    return replace(WIZARD, catalog=Catalog(open_layers(["./layer"], tmp_path)))


def test_a_framework_whose_pythons_are_all_out_of_support_is_not_offered(tmp_path: Path) -> None:
    wizard = layered(tmp_path)

    question = asked(wizard, {"name": "a"})

    offered = [choice.value for choice in question.choices]
    assert "scikit-learn" in offered
    assert "antique" not in offered


def test_answers_are_held_against_every_framework_until_one_is_chosen(tmp_path: Path) -> None:
    wizard = layered(tmp_path)

    wizard.check({"python": "3.14"})
    wizard.check({"framework": "antique", "python": "3.10"})
    with pytest.raises(Incompatible):
        wizard.check({"framework": "antique", "python": "3.14"})
    with pytest.raises(SpecFaults):
        wizard.check({"framework": "antique", "python": "3"})


@pytest.mark.parametrize(
    ("key", "answer", "says"),
    [
        ("name", "digits", ""),
        ("name", "", "A name has small letters, digits and hyphens, starts and ends with a letter "
         "or digit, and is at most 63 long: it names the image and the service."),
        ("model", "models/best.joblib", ""),
        ("model", "/etc/passwd", "/etc/passwd is not a path inside the project, written with / and no .."),
        ("model", "serve/model.joblib", "serve/model.joblib belongs to mlpack."),
        ("framework", "scikit-lern",
         "The catalogue does not know scikit-lern. Did you mean scikit-learn?"),
        ("framework", "scikit-learn==9.*",
         "The catalogue of {day} knows scikit-learn {first} to {last}, not 9.*. "
         "The nearest is {last}."),
        ("python", "3.10.1", "Say 3.10: the base image brings its newest patch release."),
        ("compute", "cuda", "scikit-learn computes on the CPU only."),
    ],
)  # fmt: skip
def test_a_fault_is_said_in_the_words_of_the_spec(key: str, answer: str, says: str) -> None:
    releases = CATALOG.framework("scikit-learn").releases

    fault = WIZARD.fault(key, answer, {"framework": "scikit-learn"})

    first, last = releases[0].version, releases[-1].version
    assert fault == says.format(day=releases[0].origin.as_of, first=first, last=last)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("My Model_2", "my-model-2"),
        ("digits", "digits"),
        ("--x--", "x"),
        ("Prüfung", "pr-fung"),
        ("日本", "service"),
        ("", "service"),
        ("a" * 80, "a" * 63),
        ("a" * 62 + "-b", "a" * 62),
    ],
)
def test_a_folder_lends_its_name(folder: str, name: str) -> None:
    assert label(folder) == name


@given(st.text())
def test_whatever_the_folder_is_called_the_default_name_is_a_name(folder: str) -> None:
    assert WIZARD.fault("name", label(folder), {}) == ""

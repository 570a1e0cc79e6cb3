"""What is known beforehand, found in the folder or said by mlpack.yaml: proposed, and never forced."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpack.catalog import Catalog
from mlpack.detect import Confidence, Detected, Evidence, Guess, Value
from mlpack.errors import Fault, SpecFaults
from mlpack.layers import open_layers
from mlpack.plan import resolve, telling
from mlpack.requirements import NOTHING, Requested
from mlpack.spec import Edit, Spec, dump, edited, read, setting_names, spec_from
from mlpack.wizard import KEYS, Choice, Surroundings, Wizard, begun, with_defaults

CATALOG = Catalog(open_layers((), Path()))
AROUND = Surroundings("churn", "3.12")


def guess(
    setting: str,
    value: Value,
    confidence: Confidence = "certain",
    where: str = "requirements.txt:3",
) -> Guess:
    return Guess(setting, value, confidence, (Evidence(where, str(value)),))


def wizard(*guesses: Guess, others: tuple[Guess, ...] = (), **given: str) -> Wizard:
    return Wizard(CATALOG, AROUND, Detected(guesses, others), given=given)


def test_what_is_certain_is_not_asked_and_what_is_likely_is_proposed_with_its_place() -> None:
    walk = begun(
        wizard(
            guess("framework", "scikit-learn==1.5.2"),
            guess("python", "3.11", "likely", ".python-version:1"),
        )
    )

    name = walk.question
    python = walk.answered("churn").question

    assert name
    assert python
    assert (name.key, python.key, python.default) == ("name", "python", "3.11")
    assert "3.11 (supported until 2027-10-31), from .python-version:1" in [
        choice.label for choice in python.choices
    ]


def test_all_is_asked_where_the_person_wants_it() -> None:
    walk = begun(wizard(guess("name", "a")), asks_all=True)

    assert walk.question
    assert (walk.question.key, walk.question.default) == ("name", "a")


def test_going_back_leads_to_what_was_certain_and_keeps_what_was_answered() -> None:
    walk = begun(wizard(guess("framework", "scikit-learn==1.5.2")))

    python = walk.answered("mine")
    framework = python.back()
    name = framework.back()
    again = name.answered("mine")

    assert [w.question.key for w in (python, framework, name, again) if w.question] == [
        "python",
        "framework",
        "name",
        "python",
    ]
    assert framework.question
    assert framework.question.default == "scikit-learn==1.5.2"
    assert framework.question.choices[0] == Choice(
        "scikit-learn==1.5.2", "scikit-learn 1.5.2, from requirements.txt:3"
    )
    assert name.question
    assert name.question.default == "mine"
    assert not begun(wizard()).can_go_back


def test_what_was_found_and_clashes_is_shown_with_the_reason() -> None:
    walk = begun(wizard(guess("python", "3.14"), name="a", framework="scikit-learn==1.5.*"))

    assert walk.question
    assert walk.question.key == "python"
    assert walk.question.default == "3.12"
    assert walk.question.choices[0] == Choice(
        "3.14",
        "3.14 (supported until 2030-10-31), from requirements.txt:3",
        "scikit-learn 1.5 has no wheels for Python 3.14.",
    )


def test_what_may_be_is_named_beside_and_not_chosen() -> None:
    question = begun(
        wizard(
            guess("framework", "pytorch", "possible", "train.py:3"),
            others=(guess("model", "old.pkl", "likely", "old.pkl"),),
            name="a",
        )
    ).question

    assert question
    labels = {choice.value: choice.label for choice in question.choices}
    assert labels["pytorch"].endswith(", perhaps: from train.py:3")
    model = with_defaults(begun(wizard(others=(guess("model", "old.pkl"),)))).back().question
    assert model
    assert model.why.endswith("There is old.pkl too.")


def test_guesses_that_are_no_questions_go_into_the_spec_where_they_go_with_it() -> None:
    asker = wizard(
        guess("framework", "scikit-learn==1.5.2"),
        guess("requirements", ("pandas>=2",)),
        guess("serving.port", "9000", "likely"),
        guess("environment", {"TZ": "UTC"}),
        guess("system_packages", ("libgomp1",)),
        guess("serving.port.x", "1"),
        guess("include", ("../up",)),
    )

    spec = asker.spec(with_defaults(begun(asker)).answers)

    assert dump(spec) == (
        "# yaml-language-server: $schema=.mlpack/schema.json\n"
        "name: churn\nframework: scikit-learn==1.5.2\n"
        'python: "3.12"\nserving:\n  port: 9000\nmodel: model.joblib\n'
        "requirements:\n  - pandas>=2\nsystem_packages:\n  - libgomp1\nenvironment:\n  TZ: UTC\n"
    )
    assert [(left.guess.setting, left.because) for left in asker.source.left_out] == [
        ("serving.port.x", "There is no setting serving.port.x. Did you mean serving.port?"),
        ("include", "../up is not a path inside the project, written with / and no .."),
    ]


def test_a_detail_that_was_found_gives_way_to_another_answer() -> None:
    asker = wizard(guess("compute.cuda", "12.8", "likely"), name="a", framework="pytorch")
    to_compute = begun(asker).answered("3.12")

    found = asker.content(to_compute.answered("cuda").answers)
    other = asker.content(to_compute.answered("cpu").answers)

    assert (found["compute"], other["compute"]) == ({"cuda": "12.8"}, "cpu")


def test_a_requirements_file_that_cannot_be_read_is_left_out_with_its_fault() -> None:
    fault = Fault(2, 1, "requirements", "-e is for people who develop.", "requirements.txt")

    def requested(spec: Spec) -> Requested:
        if spec.requirements:
            raise SpecFaults("mlpack.yaml", (fault,))
        return NOTHING

    asker = Wizard(
        CATALOG,
        AROUND,
        Detected((guess("requirements", ("requirements.txt",)),)),
        requested=requested,
    )

    assert [left.because for left in asker.source.left_out] == [
        "requirements.txt:2:1 -e is for people who develop."
    ]
    assert with_defaults(begun(asker)).question is None


WRITTEN = """\
# ours
framework: {name: pytorch, version: "2.8.*", extras: [vision]}  # as trained
name: churn
compute: {cuda: "12.8", gpus: [T4]}
serving: {port: 9000}
"""


def over(text: str, **given: str) -> Wizard:
    return Wizard(CATALOG, AROUND, written=read(text).content, given=given)


@pytest.mark.parametrize(
    ("given", "edits"),
    [
        ({}, ()),
        ({"name": "other"}, (Edit("set", "name", "other"),)),
        ({"framework": "pytorch==2.9.*"}, (Edit("set", "framework.version", "2.9.*"),)),
        ({"framework": "pytorch"}, (Edit("unset", "framework.version"),)),
        ({"framework": "xgboost"}, (Edit("set", "framework", "xgboost"),)),
        ({"compute": "cpu"}, (Edit("set", "compute", "cpu"),)),
        ({"compute": "cuda"}, ()),
        ({"python": "3.11"}, (Edit("set", "python", "3.11"),)),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)  # fmt: skip
def test_over_a_mlpack_yaml_only_what_is_answered_otherwise_changes(
    given: dict[str, str], edits: tuple[Edit, ...]
) -> None:
    asker = over(WRITTEN, **given)

    answers = with_defaults(begun(asker)).answers

    assert asker.edits(answers) == edits
    resolve(spec_from(read(edited(WRITTEN, edits)), CATALOG.known), CATALOG)


VALUES: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(
        ["scikit-learn==1.5.2", "pytorch", "nonsense", "3.11", "3.99", "cuda", "cpu", "12.8", "11.8",
         "550", "9000", "80", "texts", "trixie", "", "model.pt2", "../up", "fastapi", "uv", "2"]
    ),
    st.sampled_from([("pandas>=2",), ("T4", "L4"), ("linux/arm64",), ("libgomp1",), ("vision",),
                     ("requirements.txt",), ("-x",), ()]),
    st.sampled_from([{"TZ": "UTC"}, {"torch": "wheels"}, {}, {"a b": "c"}]),
)  # fmt: skip
GUESSES = st.builds(
    guess,
    st.sampled_from([*setting_names(), "environment.TZ", "nothing"]),
    VALUES,
    st.sampled_from(["certain", "likely", "possible"]),
)
LIKELY = st.lists(
    st.one_of(
        st.sampled_from(
            [
                guess("framework", "scikit-learn==1.5.2"),
                guess("framework", "pytorch==2.8.*"),
                guess("python", "3.14"),
                guess("python", "3.10", "likely"),
                guess("compute.cuda", "12.8", "likely"),
                guess("compute.gpus", ("T4",)),
                guess("compute", "cuda"),
                guess("base", "bookworm"),
                guess("platforms", ("linux/arm64",)),
                guess("framework.extras", ("vision",)),
                guess("serving.inputs", "texts"),
            ]
        ),
        GUESSES,
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(LIKELY, LIKELY, st.sampled_from([{}, {"python": "3.12"}, {"compute": "cpu"}]), st.data())
def test_every_walk_ends_in_a_spec_that_resolves_whatever_was_found_and_however_one_goes_back(
    guesses: list[Guess], others: list[Guess], given: dict[str, str], data: st.DataObject
) -> None:
    asker = wizard(*guesses, others=tuple(others), **given)
    walk = begun(asker, asks_all=data.draw(st.booleans()))

    for _ in range(12):
        question = walk.question
        if walk.can_go_back and data.draw(st.integers(0, 3)) == 0:
            walk = walk.back()
        elif question and question.choices:
            walk = walk.answered(data.draw(st.sampled_from(question.offered)).value)
        elif question:
            walk = walk.answered(question.default)
    walk = with_defaults(walk)

    spec = asker.spec(walk.answers)
    plan = resolve(spec, CATALOG)
    assert set(walk.answers) == set(KEYS)
    assert (plan.name, plan.python) == (walk.answers["name"], walk.answers["python"])
    assert plan.compute.device == walk.answers["compute"]
    assert spec_from(read(dump(spec)), CATALOG.known) == spec


def test_the_decisions_that_tell_most_are_those_that_nobody_said_and_that_are_unusual() -> None:
    text = "name: a\nframework: scikit-learn==1.5.*\nserving: {port: 9000}\nbase: bookworm\n"
    plan = resolve(spec_from(read(text), CATALOG.known), CATALOG)
    usual = resolve(spec_from(read("name: a\nframework: scikit-learn\n"), CATALOG.known), CATALOG)

    told = telling(plan, usual, most=3)

    assert len(told) == 3
    assert not any(decision.because.startswith("mlpack.yaml says so") for decision in told)
    assert "python" in [decision.what for decision in told]
    as_usual = {(decision.what, decision.value) for decision in usual.decisions}
    assert (told[0].what, told[0].value) not in as_usual

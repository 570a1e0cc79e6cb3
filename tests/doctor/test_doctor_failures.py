"""The rows of known failures: their form, and that each text of theirs is one that logs have."""

from __future__ import annotations

import re
import string
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from symptoms import SYMPTOMS

from mlpack.catalog.failures import Failure, known_failures
from mlpack.doctor import recognise
from mlpack.doctor.texts import Text

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "docs"))
rule_names = import_module("maker.rules").rule_names
FAILURES = {failure.name: failure for failure in known_failures()}
LINES = [(name, line) for name, lines in SYMPTOMS.items() for line in lines]


@pytest.mark.parametrize(
    ("name", "line"), LINES, ids=[f"{name}: {line[:40]}" for name, line in LINES]
)
def test_a_symptom_is_recognised_as_what_it_is(name: str, line: str) -> None:
    found = recognise(BytesIO(line.encode()))

    assert [one.failure.name for one in found][:1] == [name]


def test_every_failure_that_a_log_can_tell_has_its_symptoms() -> None:
    assert {name for name, failure in FAILURES.items() if failure.match} == set(SYMPTOMS)


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_every_text_of_a_failure_is_one_that_a_log_has(failure: Failure) -> None:
    texts = [Text(failure, text) for text in failure.match]
    lines = [line.encode() for line in SYMPTOMS.get(failure.name, [])]

    unseen = [t.text for t in texts if not any(t.found_in(line, 0, len(line)) for line in lines)]

    assert unseen == []


def test_names_are_sorted_and_each_is_there_once() -> None:
    names = [failure.name for failure in known_failures()]

    assert names == sorted(set(names))


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failure_says_what_it_is_and_what_helps(failure: Failure) -> None:
    names = {name for text in failure.match for name in re.findall(r"<(\w+)>", text)}
    told = {name for _, name, _, _ in string.Formatter().parse(failure.told) if name}

    assert failure.stage in {"build", "run"}
    assert failure.title.endswith(".")
    assert failure.cause.endswith(".")
    assert failure.fix.endswith(".")
    assert failure.source
    assert told <= names
    # short parts would be found in any line
    assert all(len(Text(failure, text).anchor) >= 8 for text in failure.match)


def test_the_rules_that_a_failure_names_are_rules() -> None:
    named = {rule for failure in FAILURES.values() for rule in failure.rules}

    assert named <= rule_names()

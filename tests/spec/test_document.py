"""mlpack.yaml as text: scalars stay as they were written, and what is not YAML has a place."""

from __future__ import annotations

import pytest

from mlpack.errors import Fault, SpecFaults
from mlpack.spec import read


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(SpecFaults) as caught:
        read(text)
    return caught.value.faults


def test_every_scalar_stays_as_it_was_written() -> None:
    text = "python: 3.10\nenvironment:\n  DEBUG: no\n  BUILD: 012\n  DAY: 2026-11-20\n"

    document = read(text)

    assert document.content == {
        "python": "3.10",
        "environment": {"DEBUG": "no", "BUILD": "012", "DAY": "2026-11-20"},
    }


def test_a_key_without_a_value_is_as_if_it_were_left_out() -> None:
    assert read("name: digits\nmodel:\nrequirements: ~\n").content == {"name": "digits"}


def test_quotes_keep_a_word_that_would_be_empty() -> None:
    assert read('environment: {A: "null", B: ""}').content == {
        "environment": {"A": "null", "B": ""}
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\na: 2\n", Fault(2, 1, "a", "This is said twice; the first time is in line 1.")),
        (
            "a:\n  b: 1\n  b: 2\n",
            Fault(3, 3, "a.b", "This is said twice; the first time is in line 2."),
        ),
        (
            "- a\n",
            Fault(
                1,
                1,
                "YAML",
                "The file holds settings, as in `name: digits`; this is something else.",
            ),
        ),
        ("a:\n  - ~\n", Fault(2, 5, "a[0]", "This item is empty.")),
        ("? [a, b]\n: c\n", Fault(1, 3, "spec", "A key is a plain word.")),
        (
            "x: !!python/object:os.system 1\n",
            Fault(
                1,
                4,
                "x",
                "A tag such as tag:yaml.org,2002:python/object:os.system has no meaning here.",
            ),
        ),
        ("a: &x [*x]\n", Fault(1, 4, "a[0][0]", "This nests more than 20 levels deep.")),
        ("a: " + "[" * 5000, Fault(1, 1, "YAML", "This nests more than 20 levels deep.")),
        (
            "a: 1\n---\nb: 2\n",
            Fault(2, 1, "YAML", "This cannot be read as YAML: but found another document."),
        ),
        (
            "a: [\n",
            Fault(
                2,
                1,
                "YAML",
                "This cannot be read as YAML: expected the node content, but found '<stream end>'.",
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, fault: Fault) -> None:
    assert faults_of(text) == (fault,)


def test_aliases_that_unfold_without_end_are_stopped() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]" for p, c in zip("abcdefg", "bcdefgh", strict=True)
    ]

    (fault,) = faults_of("\n".join(lines))

    assert fault.says == "The file unfolds to more than 10000 values."


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert read("").content == {}
    assert read("# only a comment\n").content == {}

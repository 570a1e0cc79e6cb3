"""A Dockerfile as it is parsed: instructions, stages, variables, and the commands of a shell."""

from __future__ import annotations

import pytest

from mlpack.peers.instructions import Instruction, instructions
from mlpack.peers.shell import commands
from mlpack.peers.stages import built_for, final_chain, pairs, stages_of

STAGES = """\
FROM a AS deps
RUN one
FROM b AS tests
COPY --from=deps /x /x
FROM c AS base
FROM base
COPY --from=0 /x /x
"""


def words(script: str) -> list[tuple[str, ...]]:
    return [command.words for command in commands(script)]


def test_lines_are_joined_comments_left_out_and_flags_taken_off() -> None:
    text = "# one\nfrom --platform=linux/arm64 a\n\nRUN x \\\n  # two\n\n  y\n"

    assert instructions(text, "Dockerfile") == [
        Instruction(2, "FROM", ("--platform=linux/arm64",), "a"),
        Instruction(4, "RUN", (), "x    y"),
    ]


def test_a_backslash_is_no_escape_where_another_is_named() -> None:
    text = "# escape=`\nFROM a\nRUN x `\n  y\nWORKDIR C:\\\nUSER z\n"

    found = instructions(text, "Dockerfile")

    assert [(one.name, one.text) for one in found[1:]] == [
        ("RUN", "x    y"),
        ("WORKDIR", "C:\\"),
        ("USER", "z"),
    ]


def test_heredocs_belong_to_their_instruction() -> None:
    text = "FROM a\nRUN <<ONE <<-'TWO'\nx\nONE\n\ty\n\tTWO\nRUN cat <<< z\n"

    found = instructions(text, "Dockerfile")

    assert [(one.line, one.script) for one in found] == [(1, ""), (2, "x\n\ty"), (7, "")]


def test_the_last_stage_counts_with_what_it_stands_on_and_takes_from() -> None:
    stages = stages_of(instructions(STAGES, "Dockerfile"))

    chain = final_chain(stages)

    assert (sorted(chain), built_for(chain, stages)) == ([2, 3], {0})


def test_variables_are_filled_in_as_far_as_they_are_known() -> None:
    text = (
        "ARG V=3.12\nFROM python:${V}-slim\nARG V\nENV A=$V B=${NONE:-b} C=${V:+c}\nRUN $A $B $NO"
    )

    [stage] = stages_of(instructions(text, "Dockerfile"))

    assert stage.image == "python:3.12-slim"
    assert [one.text for one in stage.body[1:]] == ["A=3.12 B=b C=c", "3.12 b $NO"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1 B=2", [("A", "1"), ("B", "2")]),
        ("A one two", [("A", "one two")]),
        ("A=\"one two\" B='3' C=x\\ y", [("A", "one two"), ("B", "3"), ("C", "x y")]),
        ("A", [("A", "")]),
        ("", []),
    ],
)
def test_pairs_are_read_as_docker_reads_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(pairs(text)) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b && c || d; e | f", [("a", "b"), ("c",), ("d",), ("e",), ("f",)]),
        ("A=1 sudo pip install 'x>=2'", [("pip", "install", "x>=2")]),
        ("curl u > file 2>&1", [("curl", "u")]),
        ("pip install x>=2", [("pip", "install", "x")]),
        ("a # b; c\nd", [("a",), ("d",)]),
        ("a 'never closed", [("a", "'never", "closed")]),
        ("", []),
    ],
)
def test_a_script_is_its_simple_commands(script: str, expected: list[tuple[str, ...]]) -> None:
    assert words(script) == expected

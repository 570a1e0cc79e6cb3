"""The reports for CI: each is read back as its reader would, whatever stands in a path or a text."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mlpack.report import Entry, Section
from mlpack.report.github import github
from mlpack.report.junit import junit
from mlpack.report.sarif import sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
FROM_ONE = {"type": "integer", "minimum": 1}


def closed(required: list[str], **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


# What SARIF 2.1.0 says of the objects that are written here, in the words of its own schema.
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"enum": ["2.1.0"]},
    runs={
        "type": "array",
        "items": closed(
            ["tool"],
            tool=closed(
                ["driver"],
                driver=closed(
                    ["name"],
                    name={"type": "string"},
                    version={"type": "string"},
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": closed(
                            ["id"],
                            id={"type": "string"},
                            shortDescription=TEXT,
                            help=TEXT,
                            defaultConfiguration=closed([], level=LEVEL),
                        ),
                    },
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={
                "type": "array",
                "items": closed(
                    ["message"],
                    ruleId={"type": "string"},
                    ruleIndex={"type": "integer", "minimum": -1},
                    level=LEVEL,
                    message=TEXT,
                    locations={
                        "type": "array",
                        "items": closed(
                            [],
                            physicalLocation=closed(
                                ["artifactLocation"],
                                artifactLocation=closed(
                                    [],
                                    uri={"type": "string", "pattern": r"^[!-~]+$"},
                                    uriBaseId={"type": "string"},
                                ),
                                region=closed([], startLine=FROM_ONE, startColumn=FROM_ONE),
                            ),
                        ),
                    },
                ),
            },
        ),
    },
)
LINE_12 = Entry("drifted-file", "error", "a b/Dockerfile", "It differs.", "mlpack generate", 12, 3)
WHOLE_FILE = Entry(
    "ended-python", "warning", "b/mlpack.yaml", "Its support: 100% over,\nsince May."
)
SECTIONS = [
    Section("a b", ("a b/mlpack.yaml", "a b/Dockerfile"), (LINE_12,)),
    Section("b", ("b/mlpack.yaml",), (WHOLE_FILE,)),
]
HOSTILE = st.text(min_size=1, max_size=30) | st.sampled_from(
    [
        "::error::x",
        "a,line=1::b",
        "%0A",
        "\r\n::set-output name=a::b",
        "]]>",
        "<b>",
        "\0\x1b",
        "\ud800",
    ]
)
ENTRIES = st.builds(
    Entry,
    st.from_regex(r"\A[a-z][a-z-]{0,8}\Z"),
    st.sampled_from(["error", "warning"]),
    HOSTILE,
    HOSTILE,
    st.just("") | HOSTILE,
    st.integers(0, 99),
    st.integers(0, 99),
)
HOSTILE_SECTIONS = st.lists(
    st.builds(Section, HOSTILE, st.tuples(HOSTILE), st.lists(ENTRIES, max_size=3).map(tuple)),
    max_size=3,
)


def test_sarif_has_each_rule_once_and_each_entry_at_its_place() -> None:
    run = json.loads(sarif(SECTIONS))["runs"][0]

    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "drifted-file",
            "shortDescription": {"text": "drifted file"},
            "help": {"text": "mlpack generate"},
            "defaultConfiguration": {"level": "error"},
        },
        {
            "id": "ended-python",
            "shortDescription": {"text": "ended python"},
            "help": {"text": "Its support: 100% over,\nsince May."},
            "defaultConfiguration": {"level": "warning"},
        },
    ]
    assert run["results"] == [
        {
            "ruleId": "drifted-file",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "It differs.\nmlpack generate"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "a%20b/Dockerfile", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 12, "startColumn": 3},
                    }
                }
            ],
        },
        {
            "ruleId": "ended-python",
            "ruleIndex": 1,
            "level": "warning",
            "message": {"text": "Its support: 100% over,\nsince May."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "b/mlpack.yaml", "uriBaseId": "%SRCROOT%"}
                    }
                }
            ],
        },
    ]


def test_junit_has_a_suite_a_project_and_a_case_a_file() -> None:
    assert junit(SECTIONS) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="mlpack" tests="3" failures="2" errors="0">\n'
        '  <testsuite name="a b" tests="2" failures="1" errors="0">\n'
        '    <testcase classname="a b" name="a b/mlpack.yaml" />\n'
        '    <testcase classname="a b" name="a b/Dockerfile">\n'
        '      <failure message="It differs." type="drifted-file">'
        "error: a b/Dockerfile:12  [drifted-file]\nIt differs.\nmlpack generate</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="b" tests="1" failures="1" errors="0">\n'
        '    <testcase classname="b" name="b/mlpack.yaml">\n'
        '      <failure message="Its support: 100% over,&#10;since May." type="ended-python">'
        "warning: b/mlpack.yaml  [ended-python]\nIts support: 100% over,\nsince May.</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>"
    )


def test_github_shows_each_entry_at_its_line() -> None:
    assert github(SECTIONS) == (
        "::error file=a b/Dockerfile,line=12,col=3,title=drifted-file::"
        "It differs.%0Amlpack generate\n"
        "::warning file=b/mlpack.yaml,title=ended-python::"
        "Its support: 100%25 over,%0Asince May."
    )


def test_nothing_found_is_an_empty_report() -> None:
    clean = [Section("a", ("a/mlpack.yaml",), ())]

    assert json.loads(sarif(clean))["runs"][0]["results"] == []
    assert Xml.fromstring(junit(clean)).attrib["failures"] == "0"
    assert github(clean) == ""


@given(HOSTILE_SECTIONS)
def test_sarif_keeps_its_schema_whatever_stands_in_a_path_or_a_text(
    sections: list[Section],
) -> None:
    content = json.loads(sarif(sections))

    entries = [entry for section in sections for entry in section.entries]
    Draft202012Validator(SARIF).validate(content)
    results = content["runs"][0]["results"]
    rules = content["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [e.rule for e in entries]
    assert [result["message"]["text"] for result in results] == [e.text for e in entries]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    told = [unquote(place["artifactLocation"]["uri"]) for place in places]
    assert told == [entry.file.encode(errors="replace").decode() for entry in entries]


@given(HOSTILE_SECTIONS)
def test_junit_is_xml_that_counts_its_cases_whatever_stands_in_a_path_or_a_text(
    sections: list[Section],
) -> None:
    root = Xml.fromstring(junit(sections).encode())

    assert [suite.tag for suite in root] == ["testsuite"] * len(sections)
    assert int(root.attrib["tests"]) == len(root.findall("./testsuite/testcase"))
    assert int(root.attrib["failures"]) == len(root.findall("./testsuite/testcase/failure"))
    with_entries = [len({e.file for e in section.entries}) for section in sections]
    assert [int(suite.attrib["failures"]) for suite in root] == with_entries


@given(HOSTILE_SECTIONS)
def test_no_path_and_no_text_makes_a_command_of_its_own_for_github(
    sections: list[Section],
) -> None:
    """Read back as the runner does: a line at a time, properties parted by commas."""
    entries = [entry for section in sections for entry in section.entries]

    commands = [line for line in re.split(r"[\r\n]", github(sections)) if line]

    assert [read_command(line) for line in commands] == [
        (
            entry.severity,
            {
                "file": entry.file,
                **({"line": str(entry.line)} if entry.line else {}),
                **({"col": str(entry.column)} if entry.column else {}),
                "title": entry.rule,
            },
            entry.text,
        )
        for entry in entries
    ]


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    found = re.fullmatch(r"::(\w+) ((?:(?!::).)*)::(.*)", line, re.S)
    assert found, line
    properties = dict(part.split("=", 1) for part in found[2].split(","))
    return found[1], {name: plain(value) for name, value in properties.items()}, plain(found[3])


def plain(text: str) -> str:
    for escaped, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escaped, letter)
    return text

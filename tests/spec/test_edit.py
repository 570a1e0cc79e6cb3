"""A setting changed in the text of mlpack.yaml: all else keeps every byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpack.errors import SpecFaults, UsageError
from mlpack.spec import Edit, Known, edited, read, said, setting_names, spec_from, value_of

TEXT = """\
# The model of the churn team.
name: churn   # also the image
framework: pytorch==2.8.*  # as trained
python: '3.12'

# one card
compute: cuda  # T4
serving:
  # ours
  port: 9000   # free
requirements:
  - pandas>=2  # tables
  # later than 1.26
  - "numpy"
system_packages: [libgomp1, libfoo]  # at run time
environment: {A: b}
"""


def changed(text: str, *edits: Edit) -> tuple[str, str]:
    """The lines that went, and those that came."""
    before, after = text.splitlines(keepends=True), edited(text, edits).splitlines(keepends=True)
    went = "".join(line for line in before if line not in after)
    return went, "".join(line for line in after if line not in before)


@pytest.mark.parametrize(
    ("edit", "went", "came"),
    [
        (Edit("set", "serving.port", "8000"),
         "  port: 9000   # free\n", "  port: 8000   # free\n"),
        (Edit("set", "serving.limits.rows", "100"), "", "  limits: {rows: 100}\n"),
        (Edit("set", "python", "3.13"), "python: '3.12'\n", "python: '3.13'\n"),
        (Edit("set", "framework.version", "2.9.*"),
         "framework: pytorch==2.8.*  # as trained\n", "framework: pytorch==2.9.*  # as trained\n"),
        (Edit("unset", "framework.version"),
         "framework: pytorch==2.8.*  # as trained\n", "framework: pytorch  # as trained\n"),
        (Edit("set", "framework.extras", ["vision"]),
         "framework: pytorch==2.8.*  # as trained\n",
         'framework: {name: pytorch, version: "2.8.*", extras: [vision]}  # as trained\n'),
        (Edit("set", "compute.driver", "550"),
         "compute: cuda  # T4\n", 'compute: {cuda: auto, driver: "550"}  # T4\n'),
        (Edit("set", "compute", "cpu"), "compute: cuda  # T4\n", "compute: cpu  # T4\n"),
        (Edit("add", "requirements", "polars"), "", "  - polars\n"),
        (Edit("remove", "requirements", "pandas"), "  - pandas>=2  # tables\n", "  # tables\n"),
        (Edit("add", "system_packages", "libx"),
         "system_packages: [libgomp1, libfoo]  # at run time\n",
         "system_packages: [libgomp1, libfoo, libx]  # at run time\n"),
        (Edit("remove", "system_packages", "libgomp1"),
         "system_packages: [libgomp1, libfoo]  # at run time\n",
         "system_packages: [libfoo]  # at run time\n"),
        (Edit("set", "system_packages.build", ["gcc"]),
         "system_packages: [libgomp1, libfoo]  # at run time\n",
         "system_packages: {run: [libgomp1, libfoo], build: [gcc]}  # at run time\n"),
        (Edit("set", "environment.TZ", "UTC"),
         "environment: {A: b}\n", "environment: {A: b, TZ: UTC}\n"),
        (Edit("unset", "environment.A"), "environment: {A: b}\n", ""),
        (Edit("unset", "serving.port"),
         "serving:\n  # ours\n  port: 9000   # free\n", "# ours\n# free\n"),
        (Edit("set", "index.packages.torch", "wheels"), "", "index: {packages: {torch: wheels}}\n"),
        (Edit("add", "outputs", "compose"), "", "outputs: [compose]\n"),
        (Edit("set", "name", "churn"), "", ""),
        (Edit("unset", "model"), "", ""),
        (Edit("add", "requirements", "numpy"), "", ""),
    ],
    ids=lambda value: f"{value.verb} {value.setting}" if isinstance(value, Edit) else "",
)  # fmt: skip
def test_one_setting_changes_and_its_comment_stays(edit: Edit, went: str, came: str) -> None:
    assert changed(TEXT, edit) == (went, came)


def test_a_new_setting_stands_where_the_questions_have_it() -> None:
    text = "name: a\nframework: x\nmodel: m\n"

    after = edited(text, [Edit("set", "python", "3.12"), Edit("set", "outputs", ["compose"])])

    assert after == 'name: a\nframework: x\npython: "3.12"\nmodel: m\noutputs: [compose]\n'


def test_a_comment_within_what_is_replaced_stands_above_it() -> None:
    after = edited(TEXT, [Edit("set", "requirements", "requirements.txt")])

    assert after == TEXT.replace(
        'requirements:\n  - pandas>=2  # tables\n  # later than 1.26\n  - "numpy"\n',
        "# tables\n# later than 1.26\nrequirements: requirements.txt\n",
    )


def test_line_ends_and_a_missing_last_one_stay() -> None:
    text = "name: a\r\nframework: x\r\nrequirements:\r\n- b # c"

    after = edited(text, [Edit("add", "requirements", "d"), Edit("set", "python", "3.12")])

    assert after == ('name: a\r\nframework: x\r\npython: "3.12"\r\nrequirements:\r\n- b # c\r\n- d')


@pytest.mark.parametrize(
    ("edit", "error", "says"),
    [
        (Edit("set", "servng.port", "80"), UsageError,
         "There is no setting servng.port. Did you mean serving.port?"),
        (Edit("set", "python.minor", "3"), UsageError,
         "There is no setting python.minor. Did you mean python?"),
        (Edit("add", "python", "3.12"), UsageError, "python is no list."),
        (Edit("remove", "requirements", "scipy"), UsageError,
         "requirements has no scipy. It has pandas>=2 and numpy."),
        (Edit("remove", "outputs", "compose"), UsageError, "outputs has no compose. It is empty."),
        (Edit("set", "serving.port", "80"), SpecFaults,
         "mlpack.yaml:10:9  serving.port  80 is too small: the least is 1024."),
        (Edit("unset", "name"), SpecFaults,
         "mlpack.yaml:1:1  name  This is missing. Names the image and the service; "
         "an RFC 1123 label."),
    ],
    ids=lambda value: f"{value.verb} {value.setting}" if isinstance(value, Edit) else "",
)  # fmt: skip
def test_what_cannot_be_said_is_refused(edit: Edit, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as refused:
        edited(TEXT, [edit])

    assert str(refused.value) == says


def test_a_value_that_another_setting_shares_is_left_to_the_person() -> None:
    text = "name: &it a\nframework: x\nmodel: *it\n"

    with pytest.raises(UsageError) as refused:
        edited(text, [Edit("set", "model", "b")])

    assert str(refused.value) == (
        "This cannot be changed by a program in mlpack.yaml as it is written."
    )


def test_a_short_form_that_cannot_be_read_is_a_fault_of_its_line() -> None:
    with pytest.raises(SpecFaults) as refused:
        edited("name: a\nframework: x\ncompute: gpu\n", [Edit("set", "compute.driver", "550")])

    assert str(refused.value) == (
        "mlpack.yaml:3:10  compute  gpu is none of them: it is cpu or cuda."
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9000", "9000"),
        ('"3.10"', "3.10"),
        ("3.10", "3.10"),
        ("[pandas>=2, numpy]", ["pandas>=2", "numpy"]),
        ('{cuda: "12", gpus: [T4]}', {"cuda": "12", "gpus": ["T4"]}),
    ],
)
def test_a_value_is_read_as_it_would_stand_in_the_file(text: str, value: object) -> None:
    assert value_of(text, "any") == value


@pytest.mark.parametrize("text", ["@x", "a: b", "", "[a", "null", "a\nname: b"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        value_of(text, "any")


PIECES = {
    "name": ["name: a", "name: 'a'"],
    "framework": ["framework: x", "framework: x==1.7.*", "framework: {name: x, extras: [e]}",
                  "framework:\n  # deep\n  name: x\n  version: 1.10"],
    "python": ["python: 3.10", 'python:   "3.12"'],
    "compute": ["compute: cuda", "compute: {cuda: 12, gpus: [T4,L4]}",
                "compute:\n    gpus:\n    - T4   # one\n    # more\n    - L4"],
    "serving": ["serving: fastapi", "serving: {port: 9000,  limits: {rows: 5}}",
                "serving:\n  limits:\n    rows: 5\n\n    queue: 6"],
    "requirements": ["requirements: r.txt", "requirements: [a,b ,  c]", "requirements: []",
                     "requirements:\n- a\n- 'b'\n\n- c", "requirements: [\n  a,  # not lost\n  b\n ]"],
    "environment": ["environment: {A: '# no comment', B: b}", "environment:\n  A: |-\n    text\n  B: b"],
    "system_packages": ["system_packages: [a1, b1]", "system_packages: {build: [gcc]}"],
    "outputs": ["outputs:", "outputs: [compose]"],
}  # fmt: skip
CHANGES = st.sampled_from(
    [
        Edit("set", "name", "b"),
        Edit("set", "framework", "y"),
        Edit("set", "framework.version", "2.1"),
        Edit("set", "framework.extras", ["v"]),
        Edit("unset", "framework.version"),
        Edit("set", "python", "3.13"),
        Edit("unset", "python"),
        Edit("set", "compute", "cpu"),
        Edit("set", "compute.driver", "550"),
        Edit("unset", "compute"),
        Edit("set", "compute.gpus", ["T4"]),
        Edit("set", "serving.port", "8001"),
        Edit("set", "serving.limits.rows", "7"),
        Edit("unset", "serving.limits.rows"),
        Edit("unset", "serving.port"),
        Edit("set", "requirements", ["c", "d"]),
        Edit("set", "requirements", ["a", "c", "e f; python_version<'3'"][:2]),
        Edit("add", "requirements", "z>=1,<2"),
        Edit("unset", "requirements"),
        Edit("set", "environment.A", "it's: # 'quoted' \""),
        Edit("set", "environment", {"B": "b", "C": "1.0"}),
        Edit("unset", "environment.B"),
        Edit("set", "system_packages.run", ["c1"]),
        Edit("add", "system_packages", "d1"),
        Edit("add", "outputs", "compose"),
        Edit("set", "index.packages.torch", "wheels"),
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A mlpack.yaml as people write them: in any order, with comments and blank lines anywhere."""
    keys = draw(st.lists(st.sampled_from(sorted({*PIECES} - {"name", "framework"})), unique=True))
    lines: list[str] = []
    for number, key in enumerate(draw(st.permutations(["name", "framework", *keys]))):
        if draw(st.booleans()):
            lines += ["", f"# above {number}"]
        piece = draw(st.sampled_from(PIECES[key]))
        lines.append(f"{piece}  # behind {number}" if draw(st.booleans()) else piece)
    text = "\n".join([*lines, *draw(st.sampled_from([[""], [], ["", "# end", ""]]))])
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(max_examples=150, deadline=None)
@given(texts(), st.lists(CHANGES, min_size=1, max_size=3))
def test_comments_and_untouched_lines_are_never_lost_and_the_spec_is_the_one_that_was_meant(
    text: str, edits: list[Edit]
) -> None:
    before = read(text)
    after = edited(text, edits)

    touched = {edit.setting.partition(".")[0] for edit in edits}
    others = {key: value for key, value in before.content.items() if key not in touched}
    comments = re.findall(r"# (?:above|behind|deep|one|more|not lost|end)[ \w]*", text)
    spec = spec_from(read(after), Known())
    assert sorted(c for c in comments if c not in after) == []
    assert {key: read(after).content.get(key) for key in others} == others
    assert [line for line in untouched(text, touched) if line not in after.splitlines()] == []
    assert ("\r\n" in text) == ("\r\n" in after)
    assert spec == spec_from(read(edited(after, edits)), Known())
    last = {edit.setting: edit for edit in edits if edit.verb == "set"}
    for setting, edit in last.items():
        if edit is edits[-1]:
            assert said(read(after).content, tuple(setting.split("."))) == edit.value


def untouched(text: str, touched: set[str]) -> list[str]:
    """The lines of the settings that no edit names."""
    lines, is_touched = [], False
    for line in text.splitlines():
        if found := re.match(r"(\w+):", line):
            is_touched = found[1] in touched
        if not is_touched:
            lines.append(line)
    return lines


def test_every_setting_has_a_name() -> None:
    assert {"python", "serving.limits.rows", "index.packages", "system_packages.run"} <= {
        *setting_names()
    }

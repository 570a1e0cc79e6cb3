"""A value that a person gave stays data, wherever it lands."""

from __future__ import annotations

import ast
import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mlpack.render.filters import as_json, comment, dockerfile, mounted, python, shell, yaml

HOSTILE = [
    "",
    " ",
    "\n",
    "a\nRUN id",
    "'",
    '"',
    '"; PATH="/evil',
    "$(id)",
    "$HOME ${HOME}",
    "`id`",
    "ends with \\",
    "\\\\",
    "EOF",
    "<<EOF",
    "# no comment",
    "a: b",
    "- a",
    "{{ plan }}",
    "${{ github.token }}",
    "no",
    "yes",
    "on",
    "null",
    "~",
    "3.10",
    "0x10",
    "012",
    "1e3",
    "2026-11-20",
    ".inf",
    "=",
    "*a",
    "&a",
    "!tag",
    "%TAG",
    "@a",
    "é ü 漢 😀",
    "a\u2028b",
    "a\u2029b",
    "a\u0085b",
    "a\ufeffb",
    "a\x7fb",
    "\t",
    "\r\n",
    "'''",
    '"""',
    "a\\nb",
]
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
)


def parsed_yaml(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


@given(texts)
def test_json_reads_back_as_the_same_text_on_one_line(value: str) -> None:
    text = as_json(value)

    assert json.loads(text) == value
    assert len(text.splitlines()) == 1


@given(texts)
def test_yaml_reads_back_as_the_same_text_on_one_line(value: str) -> None:
    text = yaml(value)

    assert parsed_yaml(f"key: {text}\n") == {"key": value}
    assert parsed_yaml(f"- {text}\n") == [value]
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    "value", ["no", "Yes", "on", "null", "3.10", "012", "1e3", "2026-11-20", "~"]
)
def test_yaml_words_are_quoted_for_readers_of_the_old_yaml_too(value: str) -> None:
    assert yaml(value) == f'"{value}"'


@pytest.mark.parametrize("value", ["digits", "libgomp1", "linux/amd64", "a.b-c_d"])
def test_a_plain_word_stays_plain_in_yaml(value: str) -> None:
    assert yaml(value) == value


@given(texts)
def test_a_python_literal_reads_back_as_the_same_text_on_one_line(value: str) -> None:
    text = python(value)

    assert ast.literal_eval(text) == value
    assert len(text.splitlines()) == 1
    assert text.startswith('"')


@pytest.mark.parametrize("value", [1, 1.5, True, None, ("a", 1), ["b"], {"a": 1}])
def test_a_python_literal_of_anything_else_is_itself(value: object) -> None:
    assert ast.literal_eval(python(value)) == value


@pytest.mark.parametrize("value", [value for value in HOSTILE if "\0" not in value])
def test_a_shell_word_reaches_the_program_as_the_same_text(value: str) -> None:
    script = f"printf '%s|' {shell(value)}"

    said = subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout

    assert said.decode() == value + "|"


@given(texts)
def test_a_dockerfile_value_is_one_quoted_word_or_is_refused(value: str) -> None:
    if "\n" in value or "\r" in value:
        with pytest.raises(ValueError, match="line break"):
            dockerfile(value)
        return

    assert unquoted(dockerfile(value)) == value


def unquoted(word: str) -> str:
    """What BuildKit makes of a double-quoted word: a backslash escapes quotes, dollars and itself."""
    assert word[0] == word[-1] == '"'
    inner, text = iter(word[1:-1]), ""
    for character in inner:
        assert character not in '"$', "a quote or a dollar that is not escaped"
        if character == "\\":
            character = next(inner)
            assert character in '\\"$', "an escape that BuildKit would leave as it is"
        text += character
    return text


@given(texts)
def test_a_comment_stays_a_comment_and_keeps_every_word(value: str) -> None:
    lines = comment(value).splitlines()

    assert all(line.startswith("# ") for line in lines)
    assert " ".join(line.removeprefix("# ") for line in lines).split() == value.split()


def test_a_long_comment_is_broken_between_words() -> None:
    assert comment("word " * 30) == f"# {'word ' * 18}word\n# {'word ' * 10}word"


@pytest.mark.parametrize(
    ("path", "source"),
    [("vendor/wheels", "vendor/wheels"), ("my wheels", '"my wheels"'), ("é&(b)", '"é&(b)"')],
)
def test_a_folder_is_mounted_under_its_own_name(path: str, source: str) -> None:
    assert mounted(path) == source


@pytest.mark.parametrize("path", ["a,target=/etc", 'a"b', "a$b", "a\\b"])
def test_a_path_that_would_end_the_options_of_a_mount_is_never_written(path: str) -> None:
    with pytest.raises(ValueError, match="a mount cannot name"):
        mounted(path)

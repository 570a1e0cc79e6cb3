"""Whatever a file holds: it is read, or refused with its place; nothing of it is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpack.catalog import Catalog
from mlpack.errors import MlpackError, SpecFaults, UsageError
from mlpack.layers import open_layers
from mlpack.peers import Imported, nested, read_peer
from mlpack.spec import Document, spec_from

CATALOG = Catalog(open_layers((), Path()))
NAMES = ("cog.yaml", "bentofile.yaml", "config.yaml", "MLmodel", "Dockerfile")
BOMB = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def read(root: Path, name: str, content: str | bytes) -> Imported:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (root / name).write_bytes(data)
    return read_peer(root / name, root, CATALOG)


def refusal(root: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(MlpackError) as caught:
        read(root, name, content)
    assert isinstance(caught.value, UsageError | SpecFaults)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cog.yaml", "build: [\n", "cog.yaml:2:1  YAML  This cannot be read as YAML: "),
        ("cog.yaml", "a: 1\na: 2\n", "cog.yaml:2:1  a  This is said twice; the first time is in "),
        ("cog.yaml", BOMB, "The file unfolds to more than 10000 values."),
        (
            "cog.yaml",
            "- one\n",
            "cog.yaml:1:1  YAML  The file holds settings, as in `name: digits`",
        ),
        ("MLmodel", "flavors: !!python/object:os.system {}\n", "has no meaning here."),
        ("MLmodel", b"flavors: \xff\n", "MLmodel:1:1  text  This is not UTF-8 text."),
        ("Dockerfile", "FROM a\nRUN b\0\n", "Dockerfile:2:1  text  Holds a control character."),
        ("Dockerfile", "", "Dockerfile:1:1  FROM  There is no FROM"),
        ("Dockerfile", "FROM a\nRUNN b\n", "Dockerfile:2:1  Dockerfile  RUNN is no instruction"),
        ("Dockerfile", "FROM a\nRUN <<END\nls\n", "Dockerfile:2:1  RUN  The heredoc END is opened"),
        ("Dockerfile", "# Made by mlpack from mlpack.yaml\nFROM a\n", "Dockerfile is mlpack's own"),
        ("config.yaml", "theme: dark\n", "config.yaml is nothing that mlpack can import"),
        ("notes.txt", "hello\n", "notes.txt is nothing that mlpack can import"),
        ("cog.yaml", "# " + "x" * 300_000, "cog.yaml is larger than 256 KiB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, name: str, content: str | bytes, says: str
) -> None:
    assert says in refusal(tmp_path, name, content)


def test_every_fault_of_a_dockerfile_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SpecFaults) as caught:
        read(tmp_path, "Dockerfile", "FROM a\nONE x\nCOPPY b c\n")

    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_a_folder_a_missing_file_and_a_strange_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").mkdir()

    for name in ("cog.yaml", "none.yaml", "cog\0.yaml"):
        with pytest.raises(UsageError):
            read_peer(tmp_path / name, tmp_path, CATALOG)


def test_a_name_that_no_disk_would_take_is_no_file(tmp_path: Path) -> None:
    long = "x" * 5000

    imported = read(
        tmp_path, "Dockerfile", f"FROM python:3.12\nCOPY {long} /a\nRUN pip install -r {long}.txt\n"
    )

    assert [one.where for one in imported.left] == ["Dockerfile:3"]


def test_a_dockerfile_of_ten_thousand_lines_is_read(tmp_path: Path) -> None:
    text = "FROM python:3.12\n" + "".join(f"RUN pip install p{n:04}\n" for n in range(10_000))

    imported = read(tmp_path, "Dockerfile", text)

    requirements = imported.carried[-1]
    assert (requirements.setting, len(requirements.value)) == ("requirements", 10_000)


def test_a_stage_that_stands_on_itself_or_goes_round_has_an_end(tmp_path: Path) -> None:
    imported = read(tmp_path, "Dockerfile", "FROM b AS a\nFROM a AS b\nFROM b AS b\nEXPOSE 9000\n")

    assert imported.carried[-1].value == "9000"


def test_variables_that_double_have_an_end(tmp_path: Path) -> None:
    lines = "ENV A=$A$A\n" * 200

    imported = read(tmp_path, "Dockerfile", f"FROM python:3.12\nENV A=xx\n{lines}")

    assert {len(value) for one in imported.carried for value in one.value if one.value} <= {1, 1024}


WORDS = st.sampled_from(
    [
        *("FROM", "python:3.11", "RUN", "COPY", "ENV", "A=1", "ARG", "X=", "EXPOSE", "80", "CMD"),
        *("pip", "install", "torch==2.5.1", "-r", "-e", "-c", "--extra-index-url", "apt-get"),
        *("<<EOF", "EOF", "\n", "\\\n", "$X", "${X:-", "}", "{", "'", '"', "[", "]", ",", ": "),
        *("build:\n", "  gpu: true\n", "  python_packages:\n", "    - ", "flavors:\n", "AS", "0"),
        *("  python_function:\n", "model_name: x\n", "service: a\n", "python:\n", "9" * 50, "&a"),
        *("https://u:p@h/x", "--from=0", "--port", "uvicorn", "&&", ";", "|", ">", "é", "\t"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=100),
    st.lists(WORDS, max_size=40).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
    st.lists(WORDS, max_size=40).map(lambda words: "FROM python:3.12\n" + " ".join(words)),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.text(max_size=12), WORDS, st.integers(), st.none(), st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
KEYS = st.sampled_from(
    [
        *("build", "gpu", "cuda", "python_version", "python_packages", "python_requirements"),
        *("system_packages", "run", "environment", "image", "predict", "concurrency", "service"),
        *("include", "python", "docker", "models", "envs", "conda", "packages", "requirements"),
        *("resources", "accelerator", "base_image", "secrets", "flavors", "python_function"),
        *("env", "mlflow_version", "model_name", "pip_args", "data_dir", "dependencies", "data"),
    ]
)
SHEETS = st.dictionaries(
    KEYS, VALUES | st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES))
)


def holds_together(imported: Imported) -> bool:
    """Whether what was carried is a Spec."""
    said = {one.setting: one.value for one in imported.carried}
    content = nested({"name": "a", "framework": "custom", **said})
    return bool(spec_from(Document("", content), CATALOG.known))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), text=TEXTS)
def test_any_text_is_read_or_refused(tmp_path: Path, name: str, text: str) -> None:
    try:
        imported = read(tmp_path, name, text)
    except (UsageError, SpecFaults):
        return

    assert holds_together(imported)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES[:4]), sheet=SHEETS)
def test_any_values_are_carried_or_left(tmp_path: Path, name: str, sheet: dict[str, Any]) -> None:
    import json

    try:
        imported = read(tmp_path, name, json.dumps(sheet))
    except (UsageError, SpecFaults):
        return

    assert holds_together(imported)

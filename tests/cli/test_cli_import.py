"""`mlpack import`: what it writes, what it shows, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Said, holds, put

COG = """\
build:
  python_version: "3.12"
  python_packages: [scikit-learn==1.7.2, pandas]
predict: predict.py:Predictor
concurrency: {max: 2}
"""
SCHEMA = "# yaml-language-server: $schema=.mlpack/schema.json\n"
SPEC = (
    SCHEMA
    + """\
name: churn
framework: scikit-learn==1.7.2
python: "3.12"
requirements:
  - pandas
"""
)
SHOWN = """\
cog.yaml says:
  framework     scikit-learn==1.7.2  cog.yaml:3
  python        3.12                 cog.yaml:2
  requirements  pandas               cog.yaml:3
  name          churn                not said there

What mlpack.yaml cannot say, and what to do:
  cog.yaml:4  predict: predict.py:Predictor
      mlpack serves it itself: bring what predict.py:Predictor does to load the model into `load` \
of model.py, and what it does with a request into `predict`.

What mlpack does itself:
  cog.yaml:5  concurrency: {max: 2}
      requests that arrive while the model is busy are predicted together.
"""
REFUSED = """\
build:
  python_version: "3.10"
  python_packages: [scikit-learn==1.8.0]
"""


@pytest.fixture
def churn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a cog.yaml."""
    root = tmp_path / "churn"
    put(root, {"cog.yaml": COG})
    monkeypatch.chdir(root)
    return root


def test_a_mlpack_yaml_is_written_and_all_else_is_told(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("import", "cog.yaml")

    assert (churn / "mlpack.yaml").read_text() == SPEC
    assert (said.code, said.out) == (0, "  create    mlpack.yaml\n")
    ending = "\nNext:\n  mlpack generate\n"
    ending += "Then bring your code into `load` and `predict` of model.py.\n"
    assert said.err == SHOWN + ending


def test_what_was_written_generates(churn: Path, mlpack: Callable[..., Said]) -> None:
    mlpack("import", "cog.yaml")

    said = mlpack("generate", "--no-lock")

    assert said.code == 0
    assert "create    Dockerfile" in said.out


def test_stdout_has_the_text_alone_and_nothing_is_written(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("import", "cog.yaml", "--stdout")

    assert (said.code, said.out, said.err) == (0, SPEC, SHOWN)
    assert holds(churn) == {"cog.yaml": COG.encode()}


def test_json_has_every_value(churn: Path, mlpack: Callable[..., Said]) -> None:
    said = mlpack("import", "cog.yaml", "--json", "--stdout")

    answer = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert {key: answer[key] for key in ("file", "supposed", "text")} == {
        "file": "cog.yaml",
        "supposed": {"name": "churn"},
        "text": SPEC,
    }
    assert answer["carried"][1] == {"setting": "python", "value": "3.12", "where": "cog.yaml:2"}
    assert [left["where"] for left in answer["left"]] == ["cog.yaml:4", "cog.yaml:5"]


def test_json_says_what_was_written(churn: Path, mlpack: Callable[..., Said]) -> None:
    said = mlpack("import", "cog.yaml", "--json")

    assert json.loads(said.out)["text"] == SPEC
    assert (churn / "mlpack.yaml").read_text() == SPEC


def test_a_mlpack_yaml_that_is_there_stays(churn: Path, mlpack: Callable[..., Said]) -> None:
    put(churn, {"mlpack.yaml": "name: mine\n"})

    said = mlpack("import", "cog.yaml")

    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "mlpack.yaml is there already.\n"
        "    `mlpack import cog.yaml --stdout` prints what would be in it.\n"
    )
    assert (churn / "mlpack.yaml").read_text() == "name: mine\n"


def test_what_cannot_work_is_refused_at_its_line_with_a_way_out(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    put(churn, {"cog.yaml": REFUSED})

    said = mlpack("import", "cog.yaml")

    assert (said.code, said.out) == (4, "")
    assert said.err.partition("cog.yaml:2  python\n")[2] == (
        "    scikit-learn 1.8.0 has no wheels for Python 3.10. "
        "It has them for 3.11, 3.12, 3.13 and 3.14.\n"
        "    What would work:\n"
        '        python: "3.11"\n'
        "        framework: scikit-learn==1.7.*\n"
        "    Nothing was written. To have it all the same, and change these lines in it:\n"
        "    mlpack import cog.yaml --stdout > mlpack.yaml\n"
    )
    assert holds(churn) == {"cog.yaml": REFUSED.encode()}


def test_what_cannot_work_is_printed_all_the_same(churn: Path, mlpack: Callable[..., Said]) -> None:
    put(churn, {"cog.yaml": REFUSED})

    said = mlpack("import", "cog.yaml", "--stdout")

    text = SCHEMA + 'name: churn\nframework: scikit-learn==1.8.0\npython: "3.10"\n'
    assert (said.code, said.out) == (4, text)


def test_faults_of_the_file_are_told_at_once(churn: Path, mlpack: Callable[..., Said]) -> None:
    put(churn, {"Dockerfile": "FROM a\nONE b\nCOPPY c d\n"})

    said = mlpack("import", "Dockerfile")

    assert (said.code, said.out) == (3, "")
    assert [line.split()[0] for line in said.err.splitlines()] == [
        "Dockerfile:2:1",
        "Dockerfile:3:1",
    ]
    assert not (churn / "mlpack.yaml").exists()


def test_a_file_that_mlpack_would_overwrite_is_moved_first(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    put(churn, {"Dockerfile": "FROM python:3.12-slim\nRUN pip install scikit-learn==1.7.2\n"})

    said = mlpack("import", "Dockerfile")

    assert said.code == 0
    assert "Next:\n  mv Dockerfile Dockerfile.before\n  mlpack generate\n" in said.err


def test_the_project_is_the_file_s_folder_and_of_an_mlmodel_the_one_above(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    model = "flavors:\n  python_function: {loader_module: mlflow.sklearn}\nmlflow_version: 2.18.0\n"
    put(churn, {"api/cog.yaml": COG, "service/model/MLmodel": model})

    one, two = mlpack("import", "api/cog.yaml"), mlpack("import", "service/model/MLmodel")

    assert (one.code, two.code) == (0, 0)
    assert "\nNext:\n  cd " in one.err
    assert (churn / "api/mlpack.yaml").is_file()
    assert (churn / "service/mlpack.yaml").read_text() == (
        SCHEMA + "name: service\nframework: mlflow==2.18.0\nmodel: model\n"
    )


def test_another_folder_is_named(churn: Path, mlpack: Callable[..., Said]) -> None:
    put(churn, {"docker/Dockerfile": "FROM python:3.12-slim\nCOPY src ./src\n"})

    said = mlpack("import", "docker/Dockerfile", ".")

    assert said.code == 0
    assert (churn / "mlpack.yaml").read_text() == (
        SCHEMA + 'name: churn\nframework: custom\npython: "3.12"\ninclude:\n  - src\n'
    )


def test_what_is_no_such_file_says_which_there_are(
    churn: Path, mlpack: Callable[..., Said]
) -> None:
    put(churn, {"notes.md": "hello\n"})

    said, missing = mlpack("import", "notes.md"), mlpack("import", "none.yaml")

    assert (said.code, missing.code) == (2, 2)
    assert said.err == (
        "notes.md is nothing that mlpack can import: that is a cog.yaml, bentofile.yaml, MLmodel, "
        "Dockerfile or config.yaml.\n"
    )
    assert missing.err == "There is no file none.yaml.\n"

"""`mlpack init` without a terminal: from options, from an example, and what it refuses."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import CHECKOUT, Said, holds, mlpack_process, put, verbs_in, verbs_of

from mlpack.write.pending import PENDING_PATH, Step, journal

SCHEMA = "# yaml-language-server: $schema=.mlpack/schema.json\n"
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
EXAMPLE = CHECKOUT / "templates/frameworks/scikit-learn/examples/digits"
NEXT = """
Next:
  cd {folder}
  mlpack lock
  cp YOUR-MODEL model.joblib   # and look at model.py, which loads it
  docker build -t my-model .
  docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
-p 8080:8080 my-model
Then open http://localhost:8080/docs. `mlpack explain` says why it is so.
"""


def test_the_defaults_make_a_whole_project_and_say_what_comes_next(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    root = tmp_path / "My Model_"

    said = mlpack("init", "--yes", "--python", "3.12", "--no-lock", str(root))

    assert (root / "mlpack.yaml").read_text() == (
        f'{SCHEMA}name: my-model\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
    )
    expected = verbs_of(root, managed="create", seeded="create")
    expected |= {"mlpack.yaml": "create", "requirements.lock": "keep"}
    assert (said.code, verbs_in(said.out)) == (0, expected)
    assert said.err == NEXT.format(folder=f"'{root}'")


def test_a_container_that_computes_on_gpus_is_started_with_them(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    options = ["--framework", "pytorch==2.14.*", "--python", "3.12", "--compute", "cuda"]

    said = mlpack("init", "--yes", "--no-lock", "--name", "my-model", *options, str(tmp_path))

    expected = NEXT.format(folder=tmp_path).replace("model.joblib", "model.pt2")
    expected = expected.replace("docker run --rm", "docker run --rm --gpus all")
    driver = "The host needs driver 580.65.06 or newer: `mlpack doctor` there says whether.\n"
    assert said.err == expected.replace("Then open", f"{driver}Then open")


def test_the_python_that_runs_mlpack_is_the_default_where_it_is_supported(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    mlpack("init", "--yes", "--no-lock", "--name", "a", str(tmp_path))

    written = (tmp_path / "mlpack.yaml").read_text()
    python = RUNNING if RUNNING != "3.10" else "3.14"
    assert written == (
        f'{SCHEMA}name: a\nframework: scikit-learn\npython: "{python}"\nmodel: model.joblib\n'
    )


LEAST = {"name": "digits", "framework": "scikit-learn", "python": '"3.12"', "model": "model.joblib"}


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--name", "fraud-2"], {"name": "fraud-2"}),
        (["--framework", "scikit-learn==1.7.*"], {"framework": "scikit-learn==1.7.*"}),
        (["--framework", "scikit-learn == 1.7.2"], {"framework": "scikit-learn==1.7.2"}),
        (["--python", "3.13"], {"python": '"3.13"'}),
        (["--compute", "cpu"], {}),
        (["--serving", "fastapi"], {}),
        (["--model", "models/best.joblib"], {"model": "models/best.joblib"}),
    ],
    ids=lambda value: " ".join(value),
)
def test_every_answer_is_also_an_option(
    tmp_path: Path, mlpack: Callable[..., Said], options: list[str], changed: dict[str, str]
) -> None:
    common = ["init", "--yes", "--no-lock", "--name", "digits", "--python", "3.12", str(tmp_path)]

    said = mlpack(*common, *options)

    wishes = LEAST | changed
    assert said.code == 0
    assert (tmp_path / "mlpack.yaml").read_text() == SCHEMA + "".join(
        f"{key}: {wishes[key]}\n" for key in LEAST
    )


def test_a_spec_that_is_there_is_never_replaced(project: Path, mlpack: Callable[..., Said]) -> None:
    before = holds(project)

    bare = mlpack("init", "--yes")
    example = mlpack("init", "--example", "digits")

    assert bare == Said(
        0,
        "",
        "mlpack.yaml is there already, and nothing was asked to change: nothing was written.\n"
        "`mlpack set KEY VALUE` changes a setting, `mlpack generate` makes the files.\n",
    )
    assert example == Said(
        2, "", "mlpack.yaml is there already.\n    Change it, then run `mlpack generate`.\n"
    )
    assert holds(project) == before


def test_an_init_that_was_killed_half_way_is_completed_before_anything_is_asked(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    text, staged = "framework: scikit-learn\nname: digits\n", ".mlpack/.0123456789abcdef.mlpack-tmp"
    put(tmp_path, {staged: text, PENDING_PATH: journal([Step("mlpack.yaml", staged, "")])})

    said = mlpack("init", "--yes", str(tmp_path))

    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("mlpack.yaml is there already, and nothing was asked to change")
    assert holds(tmp_path) == {"mlpack.yaml": text.encode()}


def test_an_answer_changes_its_line_of_the_spec_that_is_there(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    text = "# ours\nframework: scikit-learn==1.7.*  # as trained\nname: digits\nserving: {port: 9000}\n"
    put(tmp_path, {"mlpack.yaml": text})

    said = mlpack(
        "init", "--yes", "--no-lock", "--python", "3.12", "--framework", "scikit-learn==1.6.*",
        str(tmp_path),
    )  # fmt: skip

    assert said.code == 0
    assert said.out.startswith("  update    mlpack.yaml\n  create    .dockerignore\n")
    assert (tmp_path / "mlpack.yaml").read_text() == (
        "# ours\nframework: scikit-learn==1.6.*  # as trained\nname: digits\n"
        'python: "3.12"\nserving: {port: 9000}\n'
    )


ANSWERS = {"name": "digits", "framework": "scikit-learn==1.7.*", "python": "3.12",
           "compute": "cpu", "serving": "fastapi", "model": "a.joblib"}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [json.dumps(ANSWERS), "".join(f"{key}: {value}\n" for key, value in ANSWERS.items())],
    ids=["JSON", "YAML"],
)
@pytest.mark.parametrize("by", ["file", "stdin"])
def test_the_same_answers_as_options_in_a_file_and_on_stdin_give_the_same_bytes(
    tmp_path: Path,
    mlpack: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    by: str,
) -> None:
    put(tmp_path, {"answers": text})
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    file = str(tmp_path / "answers") if by == "file" else "-"
    options = [word for key, value in ANSWERS.items() for word in (f"--{key}", value)]

    from_file = mlpack("init", "--no-lock", "--answers", file, str(tmp_path / "a"))
    as_options = mlpack("init", "--no-lock", *options, str(tmp_path / "b"))

    assert (from_file.code, as_options.code) == (0, 0)
    assert holds(tmp_path / "a") == holds(tmp_path / "b")


def test_an_option_goes_before_the_file_of_answers(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"answers.yaml": "python: 3.11\nname: digits\n"})
    answers = str(tmp_path / "answers.yaml")

    mlpack("init", "--yes", "--no-lock", "--answers", answers, "--python", "3.12",
           str(tmp_path / "new"))  # fmt: skip

    assert (tmp_path / "new/mlpack.yaml").read_text() == (
        f'{SCHEMA}name: digits\nframework: scikit-learn\npython: "3.12"\nmodel: model.joblib\n'
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pyton: 3.12\n", "answers.yaml\n    Nothing asks for pyton. Did you mean python?\n"),
        ("python: [3.12]\n", "answers.yaml\n    python is one text, as it is with --python.\n"),
        pytest.param(
            "#" * 2**18 + "\n", "answers.yaml\n    These are more than 256 KiB of answers.\n", id="long"
        ),
        ("name: [\n", None),
        ("python: 3.99\n",
         "--python  The catalogue does not know 3.99. There is 3.10, 3.11, 3.12, 3.13, 3.14 and 3.15.\n"),
    ],
)  # fmt: skip
def test_a_file_of_answers_that_cannot_be_is_refused(
    tmp_path: Path,
    mlpack: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    says: str | None,
) -> None:
    put(tmp_path, {"answers.yaml": text})
    monkeypatch.chdir(tmp_path)

    said = mlpack("init", "--yes", "--answers", "answers.yaml", "new")
    missing = mlpack("init", "--yes", "--answers", "nowhere.yaml", "new")

    assert (said.code, missing.code) == (2, 2)
    assert said.err.startswith("answers.yaml:") if says is None else said.err == says
    assert missing.err == "nowhere.yaml\n    It cannot be read: No such file or directory.\n"
    assert not (tmp_path / "new").exists()


def test_a_layer_of_templates_is_written_down_and_used(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    block = "{{% block labels %}}\nLABEL team=x\n{{% endblock %}}\n".replace("{{", "{").replace(
        "}}", "}"
    )
    extends = '{% extends "builtin:project/Dockerfile.j2" %}\n'
    put(tmp_path / "new", {"team/project/Dockerfile.j2": extends + block})

    said = mlpack("init", "--yes", "--no-lock", "--python", "3.12", "--template", "./team",
                  str(tmp_path / "new"))  # fmt: skip

    assert said.code == 0
    assert (tmp_path / "new/mlpack.yaml").read_text().endswith('templates:\n  - "./team"\n')
    assert "\nLABEL team=x\n" in (tmp_path / "new/Dockerfile").read_text()


def test_what_was_found_goes_into_the_spec_and_a_dockerfile_that_is_there_stays(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    found = {
        "Dockerfile": "FROM python:3.11\nEXPOSE 9000\n",
        "requirements.txt": "scikit-learn==1.5.2\npandas>=2\n",
        ".python-version": "3.11\n",
    }
    put(tmp_path / "digits", found)

    said = mlpack("init", "--yes", "--no-lock", str(tmp_path / "digits"))

    written = (tmp_path / "digits/mlpack.yaml").read_text()
    assert said.code == 1
    assert verbs_in(said.out)["Dockerfile"] == "conflict"
    assert re.search(r"^  serving\.port +9000 +from Dockerfile:2$", said.err, re.MULTILINE)
    assert (tmp_path / "digits/Dockerfile").read_text() == found["Dockerfile"]
    assert 'python: "3.11"\n' in written
    assert "requirements:\n  - requirements.txt\n" in written


NAME_RULE = (
    "A name has small letters, digits and hyphens, starts and ends with a letter or digit, and is "
    "at most 63 long: it names the image and the service."
)


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--name", "My Model"], 2, f"--name  {NAME_RULE}\n"),
        (
            ["--python", "3.99", "--name", "A", "--framework", "scikit-lern"],
            2,
            f"--framework  The catalogue does not know scikit-lern. Did you mean scikit-learn?\n"
            f"--name       {NAME_RULE}\n"
            "--python     The catalogue does not know 3.99. There is 3.10, 3.11, 3.12, 3.13, 3.14 and 3.15.\n",
        ),
        (
            ["--serving", "fastpi"],
            2,
            "--serving  The catalogue does not know fastpi. Did you mean fastapi?\n",
        ),
        (["--compute", "gpu"], 2, "--compute  gpu is none of them: it is cpu or cuda.\n"),
        (
            ["--model", "../model.joblib"],
            2,
            "--model  ../model.joblib is not a path inside the project, written with / and no ..\n",
        ),
        (
            ["--framework", "scikit-learn", "--compute", "cuda"],
            4,
            "--compute cuda\n    scikit-learn computes on the CPU only.\n"
            "    What would work:\n        compute: cpu\n",
        ),
        (
            ["--framework", "scikit-learn==1.5.*", "--python", "3.14"],
            4,
            "--python 3.14\n    scikit-learn 1.5 has no wheels for Python 3.14. "
            "It has them for 3.10, 3.11, 3.12 and 3.13.\n    What would work:\n"
            '        python: "3.13"\n        framework: scikit-learn==1.7.*\n',
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_cannot_be_are_refused_at_once_and_nothing_is_written(
    tmp_path: Path, mlpack: Callable[..., Said], options: list[str], code: int, says: str
) -> None:
    said = mlpack("init", "--yes", str(tmp_path / "new"), *options)

    assert said == Said(code, "", says)
    assert not (tmp_path / "new").exists()


def test_a_file_is_no_folder_for_a_project(tmp_path: Path, mlpack: Callable[..., Said]) -> None:
    put(tmp_path, {"taken": "mine\n"})

    said = mlpack("init", "--yes", str(tmp_path / "taken"))

    assert said == Said(2, "", f"{tmp_path / 'taken'} is a file; a project is a folder.\n")
    assert holds(tmp_path) == {"taken": b"mine\n"}


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0,
    reason="root may write everywhere: run the tests as another user",
)
def test_a_folder_that_may_not_be_written_is_refused(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    tmp_path.chmod(0o500)

    said = mlpack("init", "--yes", "--name", "a", str(tmp_path))

    assert (said.code, said.out) == (1, "")
    assert holds(tmp_path) == {}


def test_without_a_terminal_the_options_are_named(tmp_path: Path) -> None:
    python = RUNNING if RUNNING != "3.10" else "3.14"

    said = mlpack_process("init", "--python", python, "new", cwd=tmp_path, env=os.environ)

    assert said == Said(
        2,
        "",
        "There is no terminal to ask questions in.\n"
        "    Still open: --name, --framework, --compute, --serving, --model.\n"
        "    Answered as proposed, by `--yes` or in full:\n"
        f"        mlpack init --name new --framework scikit-learn --python {python} "
        "--compute cpu --serving fastapi --model model.joblib new\n",
    )
    assert holds(tmp_path) == {}


def test_an_unknown_example_is_named_with_its_neighbour(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("init", "--example", "digit", str(tmp_path / "new"))

    assert said == Said(2, "", "There is no example digit. Did you mean digits?\n")
    assert not (tmp_path / "new").exists()


def test_an_example_brings_its_own_answers(tmp_path: Path, mlpack: Callable[..., Said]) -> None:
    said = mlpack(
        "init", "--example", "digits", "--name", "a", "--python", "3.12", str(tmp_path / "new")
    )

    assert said == Said(2, "", "An example brings its own answers: leave out --name or --python.\n")
    assert not (tmp_path / "new").exists()


def test_an_example_is_copied_whole_and_its_lock_is_fresh(
    tmp_path: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "demo"

    said = mlpack("init", "--example", "digits", "--no-lock", str(root))
    monkeypatch.chdir(root)
    check = mlpack("generate", "--check")

    example = holds(EXAMPLE)
    made = holds(root)
    assert (said.code, check.code) == (0, 0)
    assert {path: made[path] for path in example} == example
    assert {"mlpack.yaml", "model.joblib", "requirements.lock", "train.py"} <= set(example)
    assert set(made) - set(example) == {
        *(path for path in verbs_of(root) if path not in example),
        ".mlpack/state.json",
        ".mlpack/lock.json",
    }
    assert verbs_in(check.out) == verbs_of(root)


def test_an_example_never_replaces_a_file_that_differs(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"model.joblib": "mine\n", "train.py": "mine = 1\n"})

    said = mlpack("init", "--example", "digits", str(tmp_path))

    assert said == Said(2, "", f"model.joblib and train.py would be overwritten in {tmp_path}.\n")
    assert holds(tmp_path) == {"model.joblib": b"mine\n", "train.py": b"mine = 1\n"}


def test_an_example_takes_a_file_that_is_the_same(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    train = (EXAMPLE / "train.py").read_bytes()
    (tmp_path / "train.py").write_bytes(train)

    said = mlpack("init", "--example", "digits", "--no-lock", str(tmp_path))

    assert (said.code, (tmp_path / "train.py").read_bytes()) == (0, train)

"""Why a file differs: mlpack.yaml, a file that it names, the lock, a template, or a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from projects import DIGITS, Said, holds, locks_of, put, stamps

from mlpack import api
from mlpack.lock import Pin, fingerprint
from mlpack.lock.text import written
from mlpack.write.state import pack

LAYERED = DIGITS + "templates: [./team]\n"
BLOCK = '{% extends "builtin:project/Dockerfile.j2" %}\n{% block labels %}\n{{ super() }}\nLABEL a="b"\n{% endblock %}\n'
ROW = '[[file]]\npath = "NOTES.txt"\ntemplate = "notes.j2"\n'


def causes(mlpack: Callable[..., Said], *options: str) -> dict[str, list[str]]:
    said = mlpack("generate", "--json", *(options or ("--dry-run", "--no-lock")))
    return {row["path"]: row["causes"] for row in json.loads(said.out)["files"] if row["causes"]}


def test_of_a_project_that_was_never_generated_nothing_has_changed(
    tmp_path: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS, "Dockerfile": "mine\n"})
    monkeypatch.chdir(tmp_path)

    assert causes(mlpack) == {}


def test_a_change_of_the_spec_and_an_edit_are_told_apart(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\noutputs: [compose]\n"})
    put(project, {"serve/app.py": (project / "serve/app.py").read_text() + "# mine\n"})
    text = (project / "Dockerfile").read_text()
    put(project, {"Dockerfile": text + "# mine\n"})

    assert causes(mlpack) == {
        "Dockerfile": ["spec", "edit"],
        "compose.yaml": ["spec"],
        "serve/app.py": ["edit"],
        "serve/health.py": ["spec"],
        "serve/settings.py": ["spec"],
    }


def test_a_template_that_changed_is_told_apart_from_the_spec_per_file(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "team/files.toml": ROW, "team/notes.j2": "1\n"})
    assert causes(mlpack) == {"NOTES.txt": ["spec"]}
    mlpack("generate")
    put(project, {"team/project/Dockerfile.j2": BLOCK, "team/notes.j2": "2\n"})
    put(project, {"mlpack.yaml": LAYERED + "serving: {port: 9000}\n"})

    found = causes(mlpack)

    assert found == {
        "Dockerfile": ["mlpack", "spec"],
        "NOTES.txt": ["mlpack"],
        "serve/health.py": ["spec"],
        "serve/settings.py": ["spec"],
    }


def test_a_path_that_a_layer_renames_is_moved_and_told_as_the_templates(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "team/files.toml": ROW, "team/notes.j2": "1\n2\n3\n"})
    mlpack("generate")
    put(project, {"NOTES.txt": "mine\n2\n3\n", "team/notes.j2": "1\n2\nthree\n"})
    put(project, {"team/files.toml": ROW.replace("NOTES", "docs/NOTES") + 'was = ["NOTES.txt"]\n'})

    found = causes(mlpack)
    said = mlpack("generate")

    assert found == {"NOTES.txt": ["mlpack", "edit"], "docs/NOTES.txt": ["mlpack", "edit"]}
    rows = [line for line in said.out.splitlines() if " move " in line]
    assert rows == [
        "  move      NOTES.txt                 to docs/NOTES.txt",
        "  move      docs/NOTES.txt            from NOTES.txt, with your edits",
    ]
    assert holds(project)["docs/NOTES.txt"] == b"mine\n2\nthree\n"


@pytest.mark.parametrize("path", ["../x", ".git/hooks/pre-commit", "a/.GIT/config", "mlpack.yaml"])
def test_a_layer_may_not_say_that_a_file_was_where_it_may_not_write(
    project: Path, mlpack: Callable[..., Said], path: str
) -> None:
    put(project, {"mlpack.yaml": LAYERED, "team/notes.j2": "1\n"})
    put(project, {"team/files.toml": f"{ROW}was = ['{path}']\n"})

    said = mlpack("generate", "--check")

    assert said == Said(3, "", f"{path}\n    A layer may not write this file.\n")


def test_a_lock_and_a_file_of_requirements_are_causes_of_their_own(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "requirements: requirements.txt\n"})
    put(project, {"requirements.txt": "pandas>=2\n"})
    put(project, locks_of(api.open_project(project)))
    mlpack("generate")
    put(project, {"requirements.txt": "pandas>=2\nlightgbm\n"})
    of_a_file = causes(mlpack)
    mlpack("generate", "--no-lock")
    put(project, locks_of(api.open_project(project)))
    put(project, {"requirements.lock": _with_system_library(project)})

    of_the_lock = causes(mlpack)

    assert of_a_file["requirements.in"] == ["requirements"]
    assert {cause for found in of_a_file.values() for cause in found} == {"requirements"}
    assert of_the_lock == {"Dockerfile": ["lock"]}


def _with_system_library(project: Path) -> str:
    """The lock with more packages, and Debian packages that those need at run time."""
    opened = api.open_project(project)
    (inputs,) = api.lock_inputs(opened).values()
    names = [*opened.pins, "soundfile", "psycopg2", "opencv-python", "mysqlclient", "pyodbc"]
    pins = [Pin(n, "1.0", (f"sha256:{sha256(n.encode()).hexdigest()}",)) for n in sorted(names)]
    return written(
        pins, target=inputs.target, backend="pip-tools 7.6.2", fingerprint=fingerprint(inputs)
    )


def test_a_spec_that_this_mlpack_cannot_read_any_more_is_told_as_mlpacks_change(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    state = json.loads((project / ".mlpack/state.json").read_text())
    state["inputs"]["mlpack.yaml"] = pack("no_such_setting: 1\n").packed
    put(project, {".mlpack/state.json": json.dumps(state)})

    assert set(map(tuple, causes(mlpack).values())) == {("mlpack",)}


def test_of_a_file_whose_last_version_is_not_known_no_cause_is_told(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    state = json.loads((project / ".mlpack/state.json").read_text())
    state["files"]["Dockerfile"] = "damaged"
    put(project, {".mlpack/state.json": json.dumps(state)})
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    put(project, {"Dockerfile": "# mine\n"})

    assert causes(mlpack) == {"serve/health.py": ["spec"], "serve/settings.py": ["spec"]}


def test_the_words_stand_in_the_note_and_above_a_diff(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    put(project, {"Dockerfile": (project / "Dockerfile").read_text() + "# mine\n"})

    check = mlpack("generate", "--check")
    diff = mlpack("generate", "--diff")

    row = "  merge     Dockerfile                mlpack.yaml changed; you edited it"
    assert row in check.out.splitlines()
    assert diff.out.splitlines()[0] == "Dockerfile: merge: mlpack.yaml changed; you edited it"


def test_a_comment_in_the_spec_leaves_the_state_alone(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": f"# a comment\n{DIGITS}"})
    before = stamps(project)

    said = mlpack("generate")

    assert said.code == 0
    assert stamps(project) == before


def test_a_conflict_is_listed_by_file_and_line(project: Path, mlpack: Callable[..., Said]) -> None:
    text = (project / "Dockerfile").read_text()
    line = text[: text.index("EXPOSE")].count("\n") + 1
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    put(project, {"Dockerfile": text.replace("EXPOSE 8080\n", "EXPOSE 8081\n")})
    mine = holds(project)["Dockerfile"]

    look = mlpack("generate", "--check", "--conflicts", "rej")
    said = mlpack("generate", "--conflicts", "rej")
    wrong = mlpack("generate", "--conflicts", "none")

    assert (look.code, look.err) == (said.code, said.err)
    assert (said.code, said.err) == (1, f"In conflict:\n  Dockerfile:{line}\n")
    assert holds(project)["Dockerfile"] == mine
    assert "+EXPOSE 9000" in holds(project)["Dockerfile.rej"].decode()
    assert wrong.code == 2

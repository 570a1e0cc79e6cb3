"""`mlpack explain` about a file and about a line of one, as a person asks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import DIGITS, Said, holds, put

from mlpack.cli.question import Question, asked

LOCK = """\
# 4 packages for Python 3.12 on linux/amd64 with glibc 2.41, each file known by its hash.
# Renew with `mlpack lock`; made by uv 0.13.8.
# inputs: sha256:{zeros}
# pins: sha256:{zeros}

numpy==2.1.0 \\
    --hash=sha256:{zeros} \\
    --hash=sha256:{ones}
    # via scipy
scikit-learn==1.7.2 \\
    --hash=sha256:{zeros}
    # via requirements.in
scipy==1.15.0 \\
    --hash=sha256:{ones}
    # via scikit-learn
threadpoolctl==3.6.0 \\
    --hash=sha256:{ones}
    # via
    #   scikit-learn
    #   scipy
""".format(zeros="0" * 64, ones="1" * 64)


def changed(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text()
    assert text.count(old) == 1
    put(project, {path: text.replace(old, new)})


def line_of(project: Path, path: str, words: str) -> int:
    lines = (project / path).read_text().splitlines()
    (number,) = (n for n, line in enumerate(lines, 1) if words in line)
    return number


def says(mlpack: Callable[..., Said], place: str) -> list[str]:
    said = mlpack("explain", place, "--json")
    assert (said.code, said.err) == (0, "")
    return list(json.loads(said.out)["says"])


def test_a_line_is_shown_with_its_template_its_facts_and_its_wishes(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "environment: {MODE: fast}\n"})
    mlpack("generate", "--no-lock")
    number = line_of(project, "Dockerfile", "ENV MODE=")

    said = mlpack("explain", f"Dockerfile:{number}")

    head, rows, *_ = said.out.split("\n\n")
    assert (said.code, said.err) == (0, "")
    assert head == f'Dockerfile:{number}\n    ENV MODE="fast"'
    assert [row.split(maxsplit=1) for row in rows.splitlines()][1:3] == [
        ["prints", "plan.environment.MODE = fast"],
        ["mlpack.yaml:4", "environment: {MODE: fast}"],
    ]
    assert rows.startswith("  template  builtin: project/Dockerfile.j2:")


def test_as_json_a_line_has_the_same_answer(project: Path, mlpack: Callable[..., Said]) -> None:
    number = line_of(project, "Dockerfile", "ENV PORT=")

    said = mlpack("explain", f"Dockerfile:{number}", "--json")

    answer = json.loads(said.out)
    (template,) = answer["templates"]
    (fact,) = answer["facts"]
    written = Path(template["file"]).read_text().splitlines()[template["line"] - 1]
    assert (said.code, said.err) == (0, "")
    assert written == "ENV PORT={{ plan.serving.port }} \\"
    assert (answer["path"], answer["line"]) == ("Dockerfile", number)
    assert answer["text"] == "ENV PORT=8080 \\"
    assert (template["name"], template["block"]) == (
        "builtin: project/Dockerfile.j2",
        "environment",
    )
    assert (fact["name"], fact["value"], fact["is_printed"]) == ("plan.serving.port", 8080, True)
    assert [reason["what"] for reason in answer["reasons"]] == fact["decisions"]


def test_no_answer_about_a_line_is_wider_than_a_hundred_columns_but_for_the_line_itself(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    count = (project / "Dockerfile").read_text().count("\n")

    answers = [mlpack("explain", f"Dockerfile:{n}").out.splitlines() for n in range(1, count + 1)]

    assert [line for lines in answers for line in lines[2:] if len(line) > 100] == []


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_line_that_a_person_added_or_changed_is_known_as_theirs(
    project: Path, mlpack: Callable[..., Said], ends: str
) -> None:
    changed(project, "Dockerfile", "STOPSIGNAL SIGTERM\n", "STOPSIGNAL SIGINT\nRUN true\n")
    text = (project / "Dockerfile").read_text()
    put(project, {"Dockerfile": text.replace("\n", ends)})
    number = line_of(project, "Dockerfile", "STOPSIGNAL")

    changed_line = says(mlpack, f"Dockerfile:{number}")
    added = says(mlpack, f"Dockerfile:{number + 1}")
    after = says(mlpack, f"Dockerfile:{number + 2}")

    assert changed_line == [
        "You changed this line; mlpack keeps it. Its own is: STOPSIGNAL SIGTERM"
    ]
    assert added == ["You wrote this line; mlpack keeps it."]
    assert after == []


def test_a_line_that_mlpack_would_now_write_otherwise_is_not_taken_for_a_persons(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"mlpack.yaml": DIGITS + "serving: {port: 9000}\n"})
    number = line_of(project, "Dockerfile", "EXPOSE")

    found = says(mlpack, f"Dockerfile:{number}")

    assert found == [
        "mlpack wrote this line once; `mlpack generate` now changes it. Its own is: EXPOSE 9000"
    ]


def test_a_file_that_is_written_once_is_said_to_be_the_persons(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    assert says(mlpack, "model.py:1") == [
        "model.py was written once, and is yours since: mlpack leaves it alone."
    ]


def test_a_file_that_is_not_written_yet_is_explained_as_it_will_be(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS})

    found = says(mlpack, f"{tmp_path}/Dockerfile:1")

    assert found == ["It is not written yet: `mlpack generate` writes it."]
    assert [*holds(tmp_path)] == ["mlpack.yaml"]


def test_a_line_of_the_lock_says_which_package_it_is_who_asked_for_it_and_for_what_it_is(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"requirements.lock": LOCK})

    said = {number: says(mlpack, f"requirements.lock:{number}") for number in (3, 5, 8, 10, 18)}

    pinned = "Pinned for Python 3.12 on linux/amd64 with glibc 2.41."
    assert said == {
        3: ["What the lock was made from: by it mlpack knows a lock that is out of date."],
        5: [],
        8: [
            "The hash of a file of numpy 2.1.0: no other file may be installed.",
            "Asked for by scipy.",
            "scipy is asked for by scikit-learn.",
            pinned,
        ],
        10: [
            "scikit-learn 1.7.2, with the hash of each file of it that may be installed.",
            "Asked for by requirements.in.",
            pinned,
        ],
        18: [
            "threadpoolctl 3.6.0, with the hash of each file of it that may be installed.",
            "Asked for by scikit-learn and scipy.",
            pinned,
        ],
    }


def test_a_package_of_the_lock_leads_to_the_line_and_the_wish_that_ask_for_it(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"requirements.lock": LOCK})

    answer = json.loads(mlpack("explain", "requirements.lock:6", "--json").out)

    first = answer["facts"][0]
    assert (first["name"], first["value"]) == (
        "plan.requirements[0].lines[0]",
        "scikit-learn==1.7.*",
    )
    assert first["wish"]["place"] == "mlpack.yaml:2"


def test_a_lock_that_is_not_there_or_is_damaged_says_what_to_do(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    put(project, {"requirements.lock": "nonsense\n"})
    damaged = mlpack("explain", "requirements.lock:1")
    (project / "requirements.lock").unlink()
    missing = mlpack("explain", "requirements.lock:1")

    assert damaged.code == 5
    assert damaged.err.startswith("requirements.lock:1\n    The lock is damaged:")
    assert missing == Said(
        2, "", "requirements.lock is not there yet.\n    `mlpack lock` makes it.\n"
    )


def test_a_line_of_mlpack_yaml_says_what_follows_from_it(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    text = DIGITS + "# a port\nserving:\n  port: 9000\n  limits: {rows: 10}\n"
    put(project, {"mlpack.yaml": text})
    mlpack("generate", "--no-lock")

    found = {n: says(mlpack, f"mlpack.yaml:{n}") for n in (4, 5, 6, 7)}
    answer = json.loads(mlpack("explain", "mlpack.yaml:6", "--json").out)

    port, exposed = (line_of(project, "Dockerfile", w) for w in ("ENV PORT", "EXPOSE"))
    assert found == {
        4: ["It says nothing to mlpack."],
        5: ["It says serving."],
        6: ["It says serving.port."],
        7: ["It says serving.limits."],
    }
    assert f"Dockerfile:{port}, {exposed}" in answer["leads_to"]


@pytest.mark.parametrize("path", ["Dockerfile", "requirements.lock", "mlpack.yaml", "model.py"])
def test_a_whole_file_is_explained_part_by_part(
    project: Path, mlpack: Callable[..., Said], path: str
) -> None:
    lines = (project / path).read_text().splitlines()

    said, as_json = mlpack("explain", path), mlpack("explain", path, "--json")

    overview = json.loads(as_json.out)
    places = [(part["first"], part["last"]) for part in overview["parts"]]
    assert (said.code, said.err, as_json.code, as_json.err) == (0, "", 0, "")
    assert said.out.splitlines()[0].startswith(path)
    assert max(map(len, said.out.splitlines())) <= 100
    assert overview["path"] == path
    assert [part["text"] for part in overview["parts"][1:]] == [
        line.replace("==", " ").removesuffix(" \\") if path.endswith("lock") else line
        for line in (lines[first - 1] for first, _ in places[1:])
    ]
    assert places == sorted(places)
    assert places[-1][1] <= len(lines)


def test_a_persons_paragraph_stands_out_in_the_whole(
    project: Path, mlpack: Callable[..., Said]
) -> None:
    changed(project, "Dockerfile", "STOPSIGNAL SIGTERM\n", "RUN true\n\nSTOPSIGNAL SIGTERM\n")
    number = line_of(project, "Dockerfile", "RUN true")

    parts = json.loads(mlpack("explain", "Dockerfile", "--json").out)["parts"]

    (own,) = (part for part in parts if part["first"] == number)
    assert own == {
        "first": number,
        "last": number,
        "text": "RUN true",
        "because": ["You wrote this line; mlpack keeps it."],
    }


def test_a_file_may_be_named_from_anywhere_and_with_a_column(
    project: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = mlpack("explain", "serve/app.py:1")
    monkeypatch.chdir(project / "serve")
    inside = mlpack("explain", "app.py:1:7")
    monkeypatch.chdir(project.parent)
    outside = mlpack("explain", f"{project.name}/serve/app.py:1")

    assert here.code == 0
    assert here == inside == outside


def test_the_colon_of_a_drive_begins_no_line_number(project: Path) -> None:
    there = project.as_posix()

    assert asked("C:\\digits\\Dockerfile:12").line == 12
    assert asked("C:\\digits\\Dockerfile").line is None
    assert asked(f"{there}/Dockerfile:12") == Question(project, "Dockerfile", 12)
    assert asked(there) == Question(project)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (
            "Dockerfil:3",
            "Dockerfil is none of the files that mlpack makes or reads. Did you mean Dockerfile?\n",
        ),
        (
            "app.py",
            "app.py is none of the files that mlpack makes or reads. Did you mean serve/app.py?\n",
        ),
        (
            "zzz",
            "zzz is none of the files that mlpack makes or reads.\n    `mlpack plan` lists them.\n",
        ),
        ("mlpack.yaml:0", "mlpack.yaml has 3 lines; there is no line 0.\n"),
        ("mlpack.yaml:4", "mlpack.yaml has 3 lines; there is no line 4.\n"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    project: Path, mlpack: Callable[..., Said], what: str, says: str
) -> None:
    assert mlpack("explain", what) == Said(2, "", says)


def test_a_file_without_a_project_around_it_is_refused(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    put(tmp_path, {"Dockerfile": "FROM scratch\n"})

    said = mlpack("explain", f"{tmp_path}/Dockerfile:1")

    assert said.code == 2
    assert said.err.splitlines()[0] == (
        f"There is no project around {tmp_path}/Dockerfile: no folder above it has a mlpack.yaml."
    )

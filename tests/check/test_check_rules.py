"""Each rule of `mlpack check`: a project that breaks it, and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from projects import DIGITS, locks_of, made_project, put

from mlpack import api
from mlpack.check import Finding, Subject
from mlpack.check.rules import (
    RULES,
    drifted_files,
    ended_python,
    large_include,
    missing_include,
    missing_model,
    secret_in_environment,
    stale_lock,
    unconfirmed,
    unconfirmed_base,
)

END = date(2028, 10, 31)
"""Of Python 3.12's security support; PEP 693."""


def subject(root: Path, today: date = date(2026, 11, 20)) -> Subject:
    project = api.open_project(root)
    return Subject(
        root=root,
        plan=project.plan,
        catalog=project.catalog,
        changes=api.preview(project).changes,
        locks=api.lock_states(project),
        today=today,
    )


def test_a_sound_project_breaks_no_rule(project: Path) -> None:
    whole = subject(project)

    assert [finding for rule in RULES for finding in rule(whole)] == []


Break = Callable[[Path], None]
MANY_MIB = "x" * (10 * 2**20 + 1)
FOUND: dict[str, tuple[Callable, Break, list[Finding]]] = {
    "the model is not there": (
        missing_model,
        lambda root: (root / "model.joblib").unlink(),
        [
            Finding(
                "missing-model",
                "error",
                "model.joblib",
                "The model is not there, and the image cannot be built without it.",
                "Put it there, or change `model:`.",
            )
        ],
    ),
    "a part that is included is not there": (
        missing_include,
        lambda root: put(
            root, {"mlpack.yaml": DIGITS + "include: [none, there]\n", "there/a.py": ""}
        ),
        [
            Finding(
                "missing-include",
                "error",
                "none",
                "mlpack.yaml includes it, and it is not there.",
                "Make it, or change `include:`.",
            )
        ],
    ),
    "much data lies among the code": (
        large_include,
        lambda root: put(
            root,
            {
                "mlpack.yaml": DIGITS + "include: [code, words.txt]\n",
                "code/vectors.bin": MANY_MIB,
                "code/a.py": "",
                "words.txt": "small\n",
            },
        ),
        [
            Finding(
                "large-include",
                "warning",
                "code/vectors.bin",
                "It is over 10 MiB and lies among the code, so each change sends it again.",
                "Name it under `model:`, or keep it out of `include:`.",
            )
        ],
    ),
    "there is no lock": (
        stale_lock,
        lambda root: (root / "requirements.lock").unlink(),
        [
            Finding(
                "stale-lock",
                "error",
                "requirements.lock",
                "The image cannot be built from it as mlpack.yaml asks: it is not there yet; `mlpack lock` makes it.",
                "mlpack lock",
            )
        ],
    ),
    "the lock is for other wishes": (
        stale_lock,
        lambda root: put(root, {"mlpack.yaml": DIGITS.replace("3.12", "3.13")}),
        [
            Finding(
                "stale-lock",
                "error",
                "requirements.lock",
                "The image cannot be built from it as mlpack.yaml asks: it is for Python "
                "3.12 on linux/amd64; `mlpack lock` renews it.",
                "mlpack lock",
            )
        ],
    ),
    "a file is not what the spec asks for": (
        drifted_files,
        lambda root: put(root, {"mlpack.yaml": DIGITS + "outputs: [compose]\n"}),
        [
            Finding(
                "drifted-file",
                "warning",
                "compose.yaml",
                "It is not what mlpack.yaml asks for.",
                "mlpack generate",
            )
        ],
    ),
    "an edit is in conflict": (
        drifted_files,
        lambda root: put(
            root, {"Dockerfile": "<<<<<<< yours\na\n=======\nb\n>>>>>>> mlpack now\n"}
        ),
        [
            Finding(
                "conflict",
                "error",
                "Dockerfile",
                "conflict markers still stand, the first in line 1",
                "mlpack generate --diff",
            )
        ],
    ),
    "a secret would stand in the image": (
        secret_in_environment,
        lambda root: put(
            root,
            {
                "mlpack.yaml": DIGITS
                + "environment: {DB_PASSWORD: x, hf_token: x, TOKENIZERS: x, LEVEL: x}\n"
            },
        ),
        [
            Finding(
                "secret-in-environment",
                "error",
                "mlpack.yaml",
                f"{name} would stand in the image, where everybody who has it can read it.",
                f"Take it out, and pass it when the container runs: docker run -e {name} ...",
            )
            for name in ("DB_PASSWORD", "hf_token")
        ],
    ),
}


@pytest.mark.parametrize(("rule", "breaks", "found"), FOUND.values(), ids=FOUND)
def test_a_rule_finds_what_breaks_it(
    project: Path, rule: Callable, breaks: Break, found: list[Finding]
) -> None:
    breaks(project)

    assert list(rule(subject(project))) == found


def test_a_model_may_be_a_folder(tmp_path: Path) -> None:
    root = made_project(tmp_path, DIGITS + "model: weights\n")
    put(root, {"weights/part-1.bin": "x"})

    assert list(missing_model(subject(root))) == []


@pytest.mark.parametrize(
    ("days_left", "says"),
    [
        (181, ""),
        (180, ""),
        (179, f"The security support of Python 3.12 ends on {END}."),
        (0, f"The security support of Python 3.12 ends on {END}."),
        (-1, f"The security support of Python 3.12 ended on {END}."),
    ],
)
def test_the_end_of_a_pythons_support_is_said_half_a_year_ahead(
    project: Path, days_left: int, says: str
) -> None:
    found = list(ended_python(subject(project, today=END - timedelta(days=days_left))))

    mend = "Move to a newer one: change `python:`, train the model again."
    assert found == [Finding("ended-python", "warning", "mlpack.yaml", says, mend)] * bool(says)


def test_all_that_the_choice_rests_on_and_nobody_could_confirm_is_said_once(project: Path) -> None:
    put(
        project,
        {
            "mlpack.yaml": "name: a\nframework: pytorch==2.14.*\npython: '3.12'\n"
            "compute: {cuda: auto, gpus: [GTX 1660, Jetson AGX Orin]}\n"
        },
    )
    whole = subject(project)

    found = [finding for rule in RULES for finding in rule(whole)]

    assert [finding for finding in found if finding.rule.startswith("unconfirmed")] == [
        Finding(
            "unconfirmed",
            "warning",
            "mlpack.yaml",
            f"{fact.what}. Not confirmed: {fact.says} ({fact.as_of}).",
            "Build the image and try it, before you rely on it.",
        )
        for fact in whole.plan.unconfirmed
    ]
    assert whole.plan.unconfirmed


def test_a_base_that_nobody_could_confirm_is_named(project: Path) -> None:
    confirmed = subject(project)
    bases = {base.image: base for base in confirmed.catalog.bases}
    unsure = next(base for base in bases.values() if base.unconfirmed)
    plan = replace(confirmed.plan, base=replace(confirmed.plan.base, image=unsure.image))

    assert list(unconfirmed_base(confirmed)) == []
    assert list(unconfirmed_base(replace(confirmed, plan=plan))) == [
        Finding(
            "unconfirmed-base",
            "warning",
            unsure.image,
            f"It could not be checked {unsure.unconfirmed} ({unsure.origin.as_of}).",
            f"docker pull {unsure.image}",
        )
    ]


def test_every_rule_is_broken_by_a_project_here() -> None:
    tested = {rule for rule, _, _ in FOUND.values()} | {
        ended_python,
        unconfirmed,
        unconfirmed_base,
    }

    assert {rule for rule in RULES if rule.__module__ == "mlpack.check.rules"} == tested


def test_a_lock_that_is_made_again_is_fresh(project: Path) -> None:
    put(project, {"mlpack.yaml": DIGITS.replace("3.12", "3.13")})
    put(project, locks_of(api.open_project(project)))

    assert list(stale_lock(subject(project))) == []

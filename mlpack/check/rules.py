"""Rules that need nothing but the project: one function a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mlpack.check.cuda import CUDA
from mlpack.check.finding import Finding
from mlpack.check.image import IMAGE
from mlpack.check.packages import PACKAGES
from mlpack.check.sources import (
    extra_index,
    missing_certificates,
    missing_folder,
    missing_wheels,
    private_key_in_certificates,
)
from mlpack.check.subject import Subject
from mlpack.write import drifted

_SECRET_NAME = re.compile(r"(PASS(WORD|WD)?|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$")
_LARGE = 10 * 2**20
_SOON = timedelta(days=180)


def missing_model(subject: Subject) -> Iterator[Finding]:
    path = subject.plan.model.path
    if not (subject.root / path).exists():
        says = "The model is not there, and the image cannot be built without it."
        yield Finding("missing-model", "error", path, says, "Put it there, or change `model:`.")


def missing_include(subject: Subject) -> Iterator[Finding]:
    for path in subject.plan.include:
        if not (subject.root / path).exists():
            says = "mlpack.yaml includes it, and it is not there."
            yield Finding("missing-include", "error", path, says, "Make it, or change `include:`.")


def large_include(subject: Subject) -> Iterator[Finding]:
    for name in subject.plan.include:
        place = subject.root / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and file.stat().st_size > _LARGE:
                says = "It is over 10 MiB and lies among the code, so each change sends it again."
                mend = "Name it under `model:`, or keep it out of `include:`."
                where = file.relative_to(subject.root).as_posix()
                yield Finding("large-include", "warning", where, says, mend)


def stale_lock(subject: Subject) -> Iterator[Finding]:
    for lock in subject.locks:
        if lock.verb != "same":
            says = f"The image cannot be built from it as mlpack.yaml asks: {lock.note}."
            yield Finding("stale-lock", "error", lock.path, says, "mlpack lock")


def drifted_files(subject: Subject) -> Iterator[Finding]:
    managed = [change for change in subject.changes if change.verb != "keep"]
    if managed and all(change.verb == "create" for change in managed):
        says = "Nothing has been generated yet."
        yield Finding("drifted-file", "warning", "mlpack.yaml", says, "mlpack generate")
        return
    for change in subject.changes:
        if change.verb == "conflict":
            says = change.note or "Your edit and mlpack's new version do not fit together."
            yield Finding("conflict", "error", change.path, says, "mlpack generate --diff")
        elif drifted([change]):
            says = "It is not what mlpack.yaml asks for."
            yield Finding("drifted-file", "warning", change.path, says, "mlpack generate")


def ended_python(subject: Subject) -> Iterator[Finding]:
    version = subject.plan.python
    row = next(row for row in subject.catalog.pythons if row.version == version)
    left = date.fromisoformat(row.end_of_life) - subject.today
    mend = "Move to a newer one: change `python:`, train the model again."
    if left < timedelta(0):
        says = f"The security support of Python {version} ended on {row.end_of_life}."
        yield Finding("ended-python", "warning", "mlpack.yaml", says, mend)
    elif left < _SOON:
        says = f"The security support of Python {version} ends on {row.end_of_life}."
        yield Finding("ended-python", "warning", "mlpack.yaml", says, mend)


def unconfirmed(subject: Subject) -> Iterator[Finding]:
    """All that the choice rests on; of Python's own images see `unconfirmed_base`."""
    for fact in subject.plan.unconfirmed:
        says = f"{fact.what}. Not confirmed: {fact.says} ({fact.as_of})."
        mend = "Build the image and try it, before you rely on it."
        yield Finding("unconfirmed", "warning", "mlpack.yaml", says, mend)


def unconfirmed_base(subject: Subject) -> Iterator[Finding]:
    for base in subject.catalog.bases:
        if base.image == subject.plan.base.image and base.unconfirmed:
            says = f"It could not be checked {base.unconfirmed} ({base.origin.as_of})."
            mend = f"docker pull {base.image}"
            yield Finding("unconfirmed-base", "warning", base.image, says, mend)


def secret_in_environment(subject: Subject) -> Iterator[Finding]:
    for name in subject.plan.environment:
        if _SECRET_NAME.search(name.upper()):
            says = f"{name} would stand in the image, where everybody who has it can read it."
            mend = f"Take it out, and pass it when the container runs: docker run -e {name} ..."
            yield Finding("secret-in-environment", "error", "mlpack.yaml", says, mend)


RULES = (
    missing_model,
    missing_include,
    large_include,
    stale_lock,
    drifted_files,
    ended_python,
    unconfirmed,
    unconfirmed_base,
    secret_in_environment,
    missing_folder,
    missing_wheels,
    missing_certificates,
    private_key_in_certificates,
    extra_index,
    *PACKAGES,
    *CUDA,
    *IMAGE,
)

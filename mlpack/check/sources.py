"""Rules about where packages come from: folders, a wheelhouse, certificates, further indexes."""

from __future__ import annotations

from collections.abc import Iterator

from mlpack.check.finding import Finding
from mlpack.check.subject import Subject
from mlpack.wording import all_of

_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_KEY = "PRIVATE KEY-----"


def missing_folder(subject: Subject) -> Iterator[Finding]:
    for mount in subject.plan.build.mounts:
        if not (subject.root / mount.source).is_dir():
            says = "mlpack.yaml names it as a folder of wheels, and there is no such folder."
            mend = "Make it, or change `index:`; a wheelhouse is made by `mlpack lock`."
            yield Finding("missing-folder", "error", mount.source, says, mend)


def missing_wheels(subject: Subject) -> Iterator[Finding]:
    wheelhouse, missing = subject.plan.build.wheelhouse, subject.missing_wheels
    if missing and (subject.root / wheelhouse).is_dir():
        says = f"The image is built from it alone, and it lacks {all_of(missing)}."
        yield Finding("missing-wheels", "error", wheelhouse, says, "mlpack lock")


def missing_certificates(subject: Subject) -> Iterator[Finding]:
    path = subject.plan.index.certificates
    if not path:
        return
    if not (subject.root / path).is_file():
        says = "mlpack.yaml names it as the file of your certificate authorities: it is not there."
        mend = "Put it there, or change `index:`."
        yield Finding("missing-certificates", "error", path, says, mend)
    elif _CERTIFICATE not in _text(subject):
        says = f"It holds no certificate in the form that begins with {_CERTIFICATE}."
        mend = f"Keep what this prints: openssl x509 -inform der -in {path}"
        yield Finding("unreadable-certificates", "error", path, says, mend)


def private_key_in_certificates(subject: Subject) -> Iterator[Finding]:
    path = subject.plan.index.certificates
    if path and _KEY in _text(subject):
        says = "A private key stands in it, for all who have the project or build the image."
        mend = "Leave only the certificates in it, and make a new key: this one is no secret now."
        yield Finding("private-key-in-certificates", "error", path, says, mend)


def extra_index(subject: Subject) -> Iterator[Finding]:
    for url in subject.plan.index.extra[:1]:
        says = (
            "With index.extra each package may come from each index: a stranger's, by the name of "
            "one of yours, may get into the lock."
        )
        mend = f"Name your packages instead: packages: {{corp-*: {url}}}"
        yield Finding("extra-index", "warning", "mlpack.yaml", says, mend)


def _text(subject: Subject) -> str:
    """What the file of certificates says, as far as it is text; empty where there is none."""
    file = subject.root / subject.plan.index.certificates
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

"""The rules about where packages come from: projects that break each, and one that breaks none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from projects import DIGITS, put
from specs import project_of

from mlpack.check import RULES, Finding, Subject
from mlpack.check.sources import (
    extra_index,
    missing_certificates,
    missing_folder,
    missing_wheels,
    private_key_in_certificates,
)

INDEX = """\
index:
  packages: {corp-*: "https://corp.example.org/simple", torch: vendor}
  find_links: [wheels]
  certificates: company.pem
"""
WHEELHOUSE = DIGITS + "index: {wheelhouse: wheels}\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n"


def subject(text: str, root: Path, missing: tuple[str, ...] = ()) -> Subject:
    project = project_of(text, root)
    return Subject(
        root=root,
        plan=project.plan,
        catalog=project.catalog,
        changes=(),
        locks=(),
        today=date(2026, 11, 20),
        missing_wheels=missing,
    )


def test_a_project_with_all_that_its_index_names_breaks_no_rule(tmp_path: Path) -> None:
    files = ("vendor/a.whl", "wheels/b.whl", "model.joblib")
    put(tmp_path, {"company.pem": CERTIFICATE, **dict.fromkeys(files, "")})
    whole = subject(DIGITS + INDEX, tmp_path)

    assert [finding for rule in RULES for finding in rule(whole)] == []


def test_each_folder_of_wheels_that_is_not_there_is_found(tmp_path: Path) -> None:
    put(tmp_path, {"wheels": "a file"})

    found = list(missing_folder(subject(DIGITS + INDEX, tmp_path)))

    says = "mlpack.yaml names it as a folder of wheels, and there is no such folder."
    mend = "Make it, or change `index:`; a wheelhouse is made by `mlpack lock`."
    assert found == [
        Finding("missing-folder", "error", name, says, mend) for name in ("vendor", "wheels")
    ]


def test_what_a_wheelhouse_lacks_is_found(tmp_path: Path) -> None:
    put(tmp_path, {"wheels/a.whl": ""})

    found = list(missing_wheels(subject(WHEELHOUSE, tmp_path, ("numpy", "uv"))))

    assert found == [
        Finding(
            "missing-wheels",
            "error",
            "wheels",
            "The image is built from it alone, and it lacks numpy and uv.",
            "mlpack lock",
        )
    ]


def test_a_wheelhouse_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    whole = subject(WHEELHOUSE, tmp_path, ("numpy",))

    found = [*missing_folder(whole), *missing_wheels(whole)]

    assert [finding.rule for finding in found] == ["missing-folder"]


@pytest.mark.parametrize(
    ("files", "rule", "says", "mend"),
    [
        (
            {},
            "missing-certificates",
            "mlpack.yaml names it as the file of your certificate authorities: it is not there.",
            "Put it there, or change `index:`.",
        ),
        (
            {"company.pem": "\0\1"},
            "unreadable-certificates",
            "It holds no certificate in the form that begins with -----BEGIN CERTIFICATE-----.",
            "Keep what this prints: openssl x509 -inform der -in company.pem",
        ),
    ],
)
def test_certificates_that_cannot_be_read_are_found(
    tmp_path: Path, files: dict[str, str], rule: str, says: str, mend: str
) -> None:
    put(tmp_path, files)

    found = list(missing_certificates(subject(DIGITS + INDEX, tmp_path)))

    assert found == [Finding(rule, "error", "company.pem", says, mend)]


def test_a_private_key_beside_the_certificates_is_found(tmp_path: Path) -> None:
    put(tmp_path, {"company.pem": CERTIFICATE + KEY})

    found = list(private_key_in_certificates(subject(DIGITS + INDEX, tmp_path)))

    assert found == [
        Finding(
            "private-key-in-certificates",
            "error",
            "company.pem",
            "A private key stands in it, for all who have the project or build the image.",
            "Leave only the certificates in it, and make a new key: this one is no secret now.",
        )
    ]


def test_a_further_index_is_warned_of_once_with_what_is_safer(tmp_path: Path) -> None:
    urls = "[https://corp.example.org/simple, https://more.example.org/simple]"

    found = list(extra_index(subject(DIGITS + f"index: {{extra: {urls}}}\n", tmp_path)))

    assert found == [
        Finding(
            "extra-index",
            "warning",
            "mlpack.yaml",
            "With index.extra each package may come from each index: a stranger's, by the name of "
            "one of yours, may get into the lock.",
            "Name your packages instead: packages: {corp-*: https://corp.example.org/simple}",
        )
    ]


def test_every_rule_about_sources_is_broken_by_a_project_here() -> None:
    tested = {
        extra_index,
        missing_certificates,
        missing_folder,
        missing_wheels,
        private_key_in_certificates,
    }

    assert {rule for rule in RULES if rule.__module__ == "mlpack.check.sources"} == tested

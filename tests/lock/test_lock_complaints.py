"""pip's words and what a person hears instead.

The refusals of a connection and the lists of versions are what pip 23.2.1 and 26.3 printed, made
shorter; those of certificates, full disks and failing servers are written after pip's source.
"""

from __future__ import annotations

import pytest

from mlpack.lock import Target
from mlpack.lock.complaint import Complaint
from mlpack.lock.complaints import said_plainly

TARGET = Target("3.11", "linux/amd64")

NOTHING = (
    "  ERROR: Could not find a version that satisfies the requirement numpy (from versions: none)\n"
)
REFUSED = (
    "  WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) "
    "after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection."
    "HTTPConnection object at 0x7f3a2f4c4950>: Failed to establish a new connection: "
    "[Errno 111] Connection refused')': /simple/numpy/\n"
)
NO_NAME = REFUSED.replace("[Errno 111] Connection refused", "[Errno -2] Name or service not known")
UNTRUSTED = (
    "  WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) "
    "after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: "
    "CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate "
    "chain (_ssl.c:1006)'))': /simple/numpy/\n"
)
VERSIONS = (
    "  ERROR: Could not find a version that satisfies the requirement scikit-learn==1.0.2 "
    "(from versions: 1.1.3, 1.2.0rc1, 1.2.0, 1.8.0rc1, 1.8.0, 1.9.0rc1, 1.9.0, 1.9.1)\n"
)


@pytest.mark.parametrize("log", [REFUSED + NOTHING, NO_NAME + NOTHING])
def test_a_broken_connection_is_no_network(log: str) -> None:
    refused = said_plainly(Complaint(log, TARGET, causes=(("numpy", ""),)))

    assert refused.says == (
        "The package index could not be reached. requirements.lock is left as it was."
    )


@pytest.mark.parametrize("fault", ["ConnectionError", "ConnectionFailedError", "ReadTimeout"])
def test_an_index_that_gives_no_answer_is_no_network(fault: str) -> None:
    refused = said_plainly(Complaint(NOTHING, TARGET, (("numpy", ""),), answers=(fault,)))

    assert refused.says.startswith("The package index could not be reached.")


def test_an_index_out_of_reach_is_not_taken_for_one_that_lacks_the_package() -> None:
    refused = said_plainly(
        Complaint(NOTHING, TARGET, (("numpy", ""),), answers=(404, "ConnectionError"))
    )

    assert refused.says.startswith("The package index could not be reached.")


def test_a_certificate_that_is_not_trusted_is_said_to_be_so() -> None:
    refused = said_plainly(
        Complaint(UNTRUSTED + NOTHING, TARGET, (("numpy", ""),), answers=("SSLError",))
    )

    assert refused.says.startswith("The package index's certificate is not one that this machine")
    assert "index: {certificates: company-ca.pem}" in refused.hint
    assert "global.cert" in refused.hint


def test_the_versions_that_pip_saw_are_the_ones_that_are_offered() -> None:
    files = (
        ("scikit_learn-1.0.2-cp310-cp310-manylinux_2_17_x86_64.whl", ">=3.7"),
        ("scikit_learn-1.9.1-cp311-cp311-manylinux_2_17_x86_64.whl", ">=3.11"),
    )

    refused = said_plainly(
        Complaint(VERSIONS, TARGET, (("scikit-learn==1.0.2", ""),), files, (200,))
    )

    assert refused.says == "scikit-learn==1.0.2 has no wheel for Python 3.11 on linux/amd64."
    assert refused.hint == "Python 3.11 on linux/amd64 has wheels of 1.1.3 and 1.9.1."


def test_a_package_for_other_pythons_only_names_them() -> None:
    files = tuple((f"old-1.0-cp{n}-cp{n}-manylinux_2_17_x86_64.whl", "") for n in (39, 310))

    refused = said_plainly(Complaint(NOTHING, TARGET, (("old", ""),), files, (200,)))

    assert refused.says == "old has no wheel for Python 3.11 on linux/amd64."
    assert refused.hint == "old has wheels for 3.9 and 3.10; set python: to one of them."


def test_a_full_disk_is_said_to_be_full() -> None:
    log = "OSError: [Errno 28] No space left on device: '/root/.cache/pip-tools/x'\n"

    refused = said_plainly(Complaint(log, TARGET))

    assert refused.says == "The disk is full. requirements.lock is left as it was."


def test_what_was_not_foreseen_is_one_line_without_credentials() -> None:
    log = (
        'Traceback (most recent call last):\n  File "x.py", line 1\n'
        "NetworkConnectionError: 500 Server Error for url: https://me:secret@a.example/simple/x\n"
    )

    refused = said_plainly(Complaint(log, TARGET))

    assert refused.says == (
        "pip-tools stopped: 500 Server Error for url: https://a.example/simple/x "
        "requirements.lock is left as it was."
    )
    assert "pip install --upgrade pip pip-tools" in refused.hint

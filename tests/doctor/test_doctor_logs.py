"""Logs as they are: real ones from builds and runs, and what a stream of bytes may bring along."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path

import pytest

from mlpack.doctor import recognise

LOGS = Path(__file__).parent / "logs"
GOMP = "OSError: libgomp.so.1: cannot open shared object file: No such file or directory"
FILLING = "#12 3.456 Downloading some_package-1.2.3-cp312-cp312-manylinux_2_28_x86_64.whl (12 MB)\n"


def found_in(log: bytes, device: str = "") -> list[tuple[str, int, str]]:
    return [(f.failure.name, f.line, f.text) for f in recognise(BytesIO(log), device=device)]


@pytest.mark.parametrize(
    ("log", "name", "line", "text", "told"),
    [
        ("disk-full", "disk-full", 3, "OSError: [Errno 28] No space left on device", ""),
        (
            "getpwuid",
            "getpwuid",
            6,
            "KeyError: 'getpwuid(): uid not found: 10001'",
            "It is user 10001.",
        ),
        (
            "hash-pip",
            "hash-mismatch",
            27,
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.",
            "",
        ),
        (
            "hash-uv",
            "hash-mismatch",
            38,
            "cause: Hash mismatch for `six==1.17.0`",
            "It is six==1.17.0.",
        ),
        ("libgomp", "libgomp", 48, GOMP, ""),
        (
            "no-compiler",
            "no-compiler",
            82,
            "error: [Errno 2] No such file or directory: 'g++'",
            "",
        ),
        (
            "no-gpu-runtime",
            "no-gpu-runtime",
            1,
            'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]]',
            "",
        ),
        (
            "no-match-pip",
            "python-too-new",
            19,
            "ERROR: No matching distribution found for tensorflow==2.15.0",
            "",
        ),
        (
            "no-match-uv",
            "python-too-new",
            30,
            "cause: Because tensorflow==2.15.0 has no wheels with a matching Python ABI tag (e.g., `cp312`) and you require tensorflow==2.15.0, we can conclude that your requirements are unsatisfiable.",
            "",
        ),
        (
            "no-runtime",
            "no-gpu-runtime",
            1,
            "docker: Error response from daemon: unknown or invalid runtime name: nvidia",
            "",
        ),
        (
            "no-such-host",
            "no-such-host",
            8,
            'ERROR: failed to do request: Head "https://registry-1.docker.io/v2/library/python/manifests/3.14-slim": dial tcp: lookup registry-1.docker.io on 192.0.2.53:53: no such host',
            "",
        ),
        (
            "no-wheel-uv",
            "glibc-too-old",
            30,
            "cause: Because psycopg2==2.9.10 has no usable wheels and you require psycopg2==2.9.10, we can conclude that your requirements are unsatisfiable.",
            "",
        ),
        (
            "numba",
            "numba-cache",
            16,
            "RuntimeError: cannot cache function 'f': no locator available for file '/usr/local/lib/python3.12/site-packages/cachedmod.py'",
            "The function is f.",
        ),
        (
            "opencv",
            "opencv-libgl",
            39,
            "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
            "",
        ),
        ("pep668", "pep668", 119, "error: externally-managed-environment", ""),
        ("pg-config", "pg-config", 48, "Error: pg_config executable not found.", ""),
        (
            "read-only",
            "read-only",
            3,
            "OSError: [Errno 30] Read-only file system: '/x'",
            "It is /x.",
        ),
    ],
)
def test_a_real_log_is_recognised_with_its_line(
    log: str, name: str, line: int, text: str, told: str
) -> None:
    with (LOGS / f"{log}.log").open("rb") as file:
        found = recognise(file)

    assert [(f.failure.name, f.line, f.text, f.told) for f in found] == [(name, line, text, told)]


def test_every_real_log_is_held_to_what_it_says() -> None:
    tested = test_a_real_log_is_recognised_with_its_line.pytestmark[0].args[1]

    assert {case[0] for case in tested} == {path.stem for path in LOGS.iterdir()}


def test_a_log_without_a_known_failure_says_nothing() -> None:
    assert found_in(b"") == []
    assert found_in(FILLING.encode() * 10) == []


@pytest.mark.parametrize(
    ("number", "cuda"), [("11040", "11.4"), ("12040", "12.4"), ("13000", "13.0"), ("12090", "12.9")]
)
def test_the_driver_s_number_for_cuda_is_said_as_people_do(number: str, cuda: str) -> None:
    log = f"The NVIDIA driver on your system is too old (found version {number}). Please update"

    found = recognise(BytesIO(log.encode()))

    assert [one.told for one in found] == [f"The driver can run CUDA {cuda} and older."]


def test_what_says_most_comes_first_and_each_failure_once() -> None:
    log = (
        f"{GOMP}\n{GOMP}\nNo space left on device\n"
        "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE\n"
        "Hash mismatch for `six==1.17.0`\n"
    )

    assert [(name, line) for name, line, _ in found_in(log.encode())] == [
        ("hash-mismatch", 4),
        ("libgomp", 1),
        ("disk-full", 3),
    ]


def test_a_cause_is_told_before_what_pip_says_at_its_end() -> None:
    log = (
        b"WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError("
        b"SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
        b"unable to get local issuer certificate (_ssl.c:1006)'))': /simple/six/\n"
        b"ERROR: Could not find a version that satisfies the requirement six (from versions: none)\n"
        b"ERROR: No matching distribution found for six\n"
    )

    assert [name for name, _, _ in found_in(log)] == ["certificates", "glibc-too-old"]


def test_of_two_failures_in_the_same_words_the_clearer_one_is_meant() -> None:
    tensorflow = b"ERROR: No matching distribution found for tensorflow==2.15.0\n"
    other = b"ERROR: No matching distribution found for open3d==0.20.0\n"

    assert [name for name, _, _ in found_in(tensorflow)] == ["python-too-new"]
    assert [name for name, _, _ in found_in(other)] == ["glibc-too-old"]


def test_a_text_that_is_usual_on_a_device_is_none_there() -> None:
    log = b"#9 4.1 Downloading nvidia_cudnn_cu13-9.20.0.48-py3-none-manylinux_2_27_x86_64.whl\n"

    assert [name for name, _, _ in found_in(log)] == ["torch-cuda-in-cpu-image"]
    assert [name for name, _, _ in found_in(log, "cpu")] == ["torch-cuda-in-cpu-image"]
    assert found_in(log, "cuda") == []


@pytest.mark.parametrize(
    "log",
    [
        f"{GOMP}\r\n".encode(),
        f"\x1b[31m{GOMP}\x1b[0m\n".encode(),
        f"OSError: libgomp.so.1: \x1b[1mcannot open\x1b[0m{GOMP[34:]}\n".encode(),
        f"#7 12.34 {GOMP}\n".encode(),
        f"12.34 {GOMP}\n".encode(),
        f"10%\r20%\r{GOMP}\r30%".encode(),
        f"\ufeff{GOMP}".encode(),
        f"\ufeff{GOMP}\n".encode("utf-16-le"),
        f"\ufeff{GOMP}\n".encode("utf-16-be"),
    ],
    ids=["crlf", "colour", "colour within", "build", "summary", "progress", "bom", "le", "be"],
)
def test_a_line_is_the_same_however_it_was_written(log: bytes) -> None:
    assert found_in(log) == [("libgomp", 1, GOMP)]


def test_quotes_that_a_json_log_escapes_are_quotes() -> None:
    says = 'could not select device driver "" with capabilities: [[gpu]]'
    twice = json.dumps(json.dumps({"log": says}))

    assert [name for name, _, _ in found_in(twice.encode())] == ["no-gpu-runtime"]


def test_a_very_long_line_is_shown_around_what_was_found() -> None:
    log = b"x" * 3_000_000 + GOMP.encode() + b"y" * 3_000_000

    [(name, line, text)] = found_in(log)

    assert (name, line) == ("libgomp", 1)
    assert "libgomp.so.1: cannot open shared object file" in text
    assert text.startswith("… x")
    assert text.endswith("y …")
    assert len(text) < 310


def test_bytes_that_are_no_text_are_no_obstacle() -> None:
    junk = os.urandom(100_000).replace(b"\n", b"\0")
    log = junk + b"\n\xff\xfe " + GOMP.encode() + b" \xe9\n" + junk

    [(name, line, text)] = found_in(log)

    assert (name, line) == ("libgomp", 2)
    assert text.isprintable()


@pytest.mark.parametrize("before", range(2**20 - 120, 2**20 + 20, 7))
def test_a_text_is_found_across_the_pieces_that_a_log_is_read_in(before: int) -> None:
    lines = before // len(FILLING)
    log = FILLING * lines + "x" * (before - lines * len(FILLING)) + "\n" + GOMP + "\n" + FILLING

    assert found_in(log.encode()) == [("libgomp", lines + 2, GOMP)]


@pytest.mark.parametrize("before", range(2**20 - 12, 2**20 + 4))
def test_a_colour_that_two_pieces_share_is_taken_out(before: int) -> None:
    log = "x" * before + "\x1b[1;31m\n" + GOMP.replace("open", "op\x1b[0men") + "\n"

    assert found_in(log.encode()) == [("libgomp", 2, GOMP)]


def test_a_large_log_is_counted_through_to_its_last_line() -> None:
    lines = 200_000
    log = FILLING.encode() * lines + GOMP.encode()

    assert found_in(log) == [("libgomp", lines + 1, GOMP)]


@pytest.mark.parametrize(
    "word",
    [
        b"No matching distribution found for ",
        b"is not compatible with the current PyTorch installation",
        b"manifest for nvidia/cuda:",
        b"with error: ",
        b"\x1b[",
        b'\\"',
    ],
)
def test_a_log_that_says_one_thing_over_and_over_ends(word: bytes) -> None:
    recognise(BytesIO(word * (4 * 2**20 // len(word))))

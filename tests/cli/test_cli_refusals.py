"""What mlpack refuses: where, what is so, what would work, and with which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import CHECKOUT, DIGITS, Said, holds, mlpack_process, put

FAULTY = """\
name: Digits
framework: scikit-lern==1.7.*
python: 3.12.1
serving:
  prot: 80
  limits: {rows: none}
"""
FAULTS = """\
mlpack.yaml:1:7   name                 A name has small letters, digits and hyphens, starts and ends with a letter or digit, and is at most 63 long: it names the image and the service.
mlpack.yaml:2:12  framework            The catalogue does not know scikit-lern. Did you mean scikit-learn?
mlpack.yaml:3:9   python               Say 3.12: the base image brings its newest patch release.
mlpack.yaml:5:3   serving.prot         There is no such setting. Did you mean port?
mlpack.yaml:6:18  serving.limits.rows  none is not a whole number.
"""
PYTHON_TOO_NEW = """\
mlpack.yaml:3:9  python
    scikit-learn 1.5 has no wheels for Python 3.14. It has them for 3.10, 3.11, 3.12 and 3.13.
    What would work:
        python: "3.13"
"""


@pytest.mark.parametrize("command", ["generate", "plan", "explain", "check", "lock"])
def test_every_fault_of_a_spec_is_said_at_once_and_nothing_is_written(
    tmp_path: Path, mlpack: Callable[..., Said], command: str
) -> None:
    put(tmp_path, {"mlpack.yaml": FAULTY})

    said = mlpack(command, str(tmp_path))

    assert said == Said(3, "", FAULTS)
    assert holds(tmp_path) == {"mlpack.yaml": FAULTY.encode()}


def test_wishes_that_cannot_work_together_are_refused_with_what_would(
    tmp_path: Path, mlpack: Callable[..., Said]
) -> None:
    spec = 'name: digits\nframework: scikit-learn==1.5.*\npython: "3.14"\n'
    put(tmp_path, {"mlpack.yaml": spec})

    said = mlpack("generate", str(tmp_path))
    choices = [line.strip() for line in said.err.splitlines()[3:]]

    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(PYTHON_TOO_NEW)
    assert holds(tmp_path) == {"mlpack.yaml": spec.encode()}
    for choice in choices:
        key = choice.partition(":")[0]
        lines = [choice if line.startswith(f"{key}:") else line for line in spec.splitlines()]
        put(tmp_path, {"mlpack.yaml": "\n".join(lines)})
        assert mlpack("plan", str(tmp_path)).code == 0


@pytest.mark.parametrize("command", ["generate", "plan", "explain", "check", "lock"])
def test_without_a_spec_the_way_to_one_is_said(
    tmp_path: Path, mlpack: Callable[..., Said], command: str
) -> None:
    said = mlpack(command, str(tmp_path))

    assert said == Said(
        2,
        "",
        f"There is no mlpack.yaml in {tmp_path}.\n"
        "    `mlpack init` asks a few questions and writes one.\n",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"name: \xff\n", "mlpack.yaml:1:1  spec  This is not UTF-8 text.\n"),
        (
            b"- a\n",
            "mlpack.yaml:1:1  YAML  The file holds settings, as in `name: digits`; "
            "this is something else.\n",
        ),
    ],
)
def test_a_spec_that_is_no_spec_is_refused(
    tmp_path: Path, mlpack: Callable[..., Said], text: bytes, says: str
) -> None:
    (tmp_path / "mlpack.yaml").write_bytes(text)

    said = mlpack("generate", str(tmp_path))

    assert said == Said(3, "", says)


HELP = "`mlpack --help` lists the commands; `mlpack COMMAND --help` its options.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["genrate"], "No such command 'genrate'."),
        (["generate", "--chek"], "No such option: --chek"),
        (["plan", "a", "b"], "Got unexpected extra argument"),
    ],
)
def test_a_command_line_that_asks_for_what_is_not_there_is_refused(
    mlpack: Callable[..., Said], arguments: list[str], says: str
) -> None:
    said = mlpack(*arguments)

    # the words after the first are the parser's own, and change with its version
    assert (said.code, said.out, said.err[: len(says)]) == (2, "", says)
    assert said.err.endswith(HELP)


def test_an_unknown_framework_of_the_catalogue_is_named_with_its_neighbour(
    mlpack: Callable[..., Said],
) -> None:
    said = mlpack("catalog", "scikit-lern")

    assert said == Said(
        2, "", "The catalogue has no framework scikit-lern. Did you mean scikit-learn?\n"
    )


def run_with_a_command(body: str, cwd: Path) -> Said:
    """mlpack with one more command, `extra`, that does `body`."""
    script = (
        "import signal, sys\n"
        "from mlpack.cli.app import app, run\n"
        f"@app.command()\ndef extra():\n    {body}\n"
        "sys.exit(run(['extra']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "TMPDIR": str(cwd)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_a_bug_is_one_line_and_a_log_to_paste(tmp_path: Path) -> None:
    said = run_with_a_command("raise ZeroDivisionError('inner words')", tmp_path)

    (log,) = tmp_path.iterdir()
    assert said == Said(
        70, "", f"This is a bug in mlpack (ZeroDivisionError). Please paste {log}.\n"
    )
    first, blank, *trace = log.read_text().splitlines()
    assert first.startswith("mlpack ")
    assert blank == ""
    assert (trace[0], trace[-1]) == (
        "Traceback (most recent call last):",
        "ZeroDivisionError: inner words",
    )


def test_ctrl_c_leaves_with_130_and_without_a_traceback(tmp_path: Path) -> None:
    # a shell starts what runs in its background with Ctrl-C ignored
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    said = run_with_a_command(f"{heard}; signal.raise_signal(signal.SIGINT)", tmp_path)

    assert said == Said(130, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_left_is_no_failure(tmp_path: Path) -> None:
    put(tmp_path, {"mlpack.yaml": DIGITS})
    read, write = os.pipe()
    os.close(read)

    generated = mlpack_process("generate", "--no-lock", cwd=tmp_path, env=os.environ, stdout=write)
    shown = mlpack_process("schema", cwd=tmp_path, env=os.environ, stdout=write)

    os.close(write)
    assert (generated, shown) == (Said(0, "", ""), Said(0, "", ""))
    assert (tmp_path / "Dockerfile").is_file()


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell: run it on Linux or macOS")
def test_an_answer_can_go_through_head_or_to_nowhere(tmp_path: Path) -> None:
    command = f"{sys.executable} -m mlpack catalog"

    done = subprocess.run(
        ["sh", "-c", f"{command} | head -1; {command} >&-; echo $?"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == ("frameworks\n0\n", "")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--check", "--upgrade"], "--check has no use for --upgrade."),
        (["--check", "--wheelhouse", "wheels"], "--check has no use for --wheelhouse."),
        (["--verify", "--offline"], "--verify has no use for --offline."),
        (["--verify", "--upgrade-package", "numpy"], "--verify has no use for --upgrade-package."),
        (["--diff", "--wheelhouse", "wheels"], "--diff has no use for --wheelhouse."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_option_of_lock_that_would_do_nothing_is_refused(
    project: Path, mlpack: Callable[..., Said], options: list[str], says: str
) -> None:
    assert mlpack("lock", *options) == Said(2, "", f"{says}\n    Leave one of them out.\n")

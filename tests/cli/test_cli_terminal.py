"""What a terminal adds: bold places, unless NO_COLOR says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from projects import CHECKOUT, put

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a pseudo-terminal: run it on Linux or macOS"
)
REFUSAL = (
    "{before}mlpack.yaml:3:10  compute{after}\r\n    scikit-learn computes on the CPU only.\r\n"
    "    What would work:\r\n        compute: cpu\r\n"
)


@pytest.mark.parametrize(
    ("more", "before", "after"),
    [
        ({}, "\x1b[1m", "\x1b[0m"),
        ({"NO_COLOR": "1"}, "", ""),
        ({"TERM": "dumb"}, "", ""),
    ],
)
def test_a_place_is_bold_unless_the_person_or_the_terminal_wants_none(
    tmp_path: Path, more: dict[str, str], before: str, after: str
) -> None:
    import pexpect

    put(tmp_path, {"mlpack.yaml": "name: digits\nframework: scikit-learn\ncompute: cuda\n"})
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}

    shown, code = pexpect.run(
        f"{sys.executable} -m mlpack plan",
        cwd=str(tmp_path),
        env={**plain, "TERM": "xterm-256color", "PYTHONPATH": str(CHECKOUT), **more},
        withexitstatus=True,
        timeout=60,
    )

    assert (code, shown.decode()) == (4, REFUSAL.format(before=before, after=after))

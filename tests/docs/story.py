"""A page's runnable blocks as one shell session, and what it printed held against what is shown."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pages import ROOT, Block, blocks_of

LEVELS = ("", "network", "engine")
SECONDS = 1200
_SPLIT = "\x1e"
_TELL = f"printf '{_SPLIT}%s{_SPLIT}' $?\n"


@dataclass(frozen=True)
class Step:
    """A command; `shown` is None where the page does not say what it prints."""

    place: str
    command: str
    shown: str | None = None


def levels_of(page: str) -> list[str]:
    """What the page's blocks ask for beyond a shell, the least first."""
    asked = {block.object for block in blocks_of(page) if block.verb == "run"}
    return [level for level in LEVELS if level in asked]


def steps_of(page: str, level: str) -> list[Step]:
    most = LEVELS.index(level)
    blocks = [b for b in blocks_of(page) if b.verb == "file" or _is_on(b, most)]
    return [step for block in blocks for step in _steps(block)]


def _is_on(block: Block, most: int) -> bool:
    return block.verb == "run" and LEVELS.index(block.object) <= most


def _steps(block: Block) -> Iterator[Step]:
    place = f"{block.page}:{block.line}"
    if block.verb == "file":
        folder = os.path.dirname(block.object) or "."  # noqa: PTH120 - a path in the shell's words
        text = f"mkdir -p {folder} && cat > {block.object} <<'END OF FILE'\n{block.text}END OF FILE"
        yield Step(place, text)
    elif block.kind == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
            lines = part.splitlines()
            last = next(i for i, line in enumerate(lines) if not line.endswith("\\"))
            command, shown = lines[: last + 1], lines[last + 1 :]
            yield Step(place, "\n".join(command), "\n".join(shown))
    else:
        yield Step(place, block.text.rstrip("\n"))


def play(steps: Sequence[Step], folder: Path) -> list[str]:
    """What went otherwise than the page says: nothing, if all is well."""
    port = str(_free_port())
    script = "".join(f"{_at(step.command, port)}\n{_TELL}" for step in steps)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": _path_with_mlpack(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    told = done.stdout.split(_SPLIT)
    results = dict(enumerate(zip(told[0::2], told[1::2], strict=False)))
    outcomes = ((step, *results.get(i, ("", "no code"))) for i, step in enumerate(steps))
    return [fault for step, said, code in outcomes if (fault := _fault(step, said, code, port))]


def _fault(step: Step, said: str, code: str, port: str) -> str:
    said = said.replace(f"localhost:{port}", "localhost:8080").strip("\n")
    lines = "".join(f"{line.rstrip()}\n" for line in said.splitlines())
    if code != "0":
        return f"{step.place}\n$ {step.command}\nleft with {code} and said:\n{said}"
    if step.shown is None or re.fullmatch(_pattern(step.shown), lines):
        return ""
    return f"{step.place}\n$ {step.command}\nsaid:\n{said}\nand the page shows:\n{step.shown}"


def _pattern(shown: str) -> str:
    """A line of three dots stands for any lines."""
    lines = (
        "(?:.*\n)*" if line == "..." else f"{re.escape(line)}\n" for line in shown.splitlines()
    )
    return "".join(lines)


def _at(command: str, port: str) -> str:
    """The port that the pages use may be taken on the machine that runs the tests."""
    return command.replace("-p 8080:8080", f"-p {port}:8080").replace(
        "localhost:8080", f"localhost:{port}"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def _path_with_mlpack(folder: Path) -> str:
    """PATH with a `mlpack` that is this checkout, whether or not it is installed."""
    shelf = folder.parent / f"{folder.name}-bin"
    shelf.mkdir(exist_ok=True)
    command = shelf / "mlpack"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m mlpack "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return f"{shelf}{os.pathsep}{os.environ['PATH']}"

"""Runs of mlpack that are killed: `python victims.py FOLDER KILLS` answers with what they left.

One process imports mlpack, and each run is a fork of it with a group of its own: so a run is a real
one, and two hundred of them take seconds.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from projects import DIGITS, made_project

from mlpack.cli.app import run
from mlpack.write import alone

CHANGED = DIGITS + "serving: {port: 9000}\noutputs: [compose]\n"
# The journal stands until the last file is in its place.
JOURNAL = ".mlpack/pending.json"


def tree(root: Path) -> dict[str, bytes]:
    """What a person finds: all but finished files that wait, and the journal that names them."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.endswith(".mlpack-tmp") and name != JOURNAL
    }


def leftovers(root: Path) -> list[str]:
    files = [path.name for path in root.rglob("*") if path.is_file()]
    return [name for name in files if name.endswith(".mlpack-tmp") or name == "pending.json"]


def quietly(arguments: Sequence[str]) -> int:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run(list(arguments))


def killed(arguments: Sequence[str], seconds: float) -> None:
    """Start a run, and kill its group after `seconds`."""
    victim = os.fork()
    if not victim:
        os.setpgid(0, 0)
        quietly(arguments)
        os._exit(0)
    with contextlib.suppress(OSError):  # it may have done so, or be done, itself
        os.setpgid(victim, victim)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(victim, signal.SIGKILL)
    os.waitpid(victim, 0)


def campaign(
    fresh: Callable[[], Path], command: Callable[[Path], list[str]], kills: int
) -> Counter[str]:
    """How often the killed runs left the old tree and the new one; anything else is `mixed`."""
    old = tree(fresh())
    root = fresh()
    begun = time.monotonic()
    assert quietly(command(root)) == 0
    whole, new = time.monotonic() - begun, tree(root)
    moments, found = random.Random(5), Counter[str]()
    for _ in range(kills):
        root = fresh()
        killed(command(root), moments.uniform(0, whole * 1.1))
        with alone(root):  # whoever still puts files into their places is done
            left = tree(root)
        found["old" if left == old else "new" if left == new else "mixed"] += 1
        quietly(["plan", str(root)])
        found["old or new after the next run" if tree(root) in (old, new) else "mixed later"] += 1
        if left == new and tree(root) != new:
            found["taken back"] += 1
        found["leftovers"] += len(leftovers(root))
    return found


def main(folder: Path, kills: int) -> None:
    made_project(folder / "made")
    (folder / "made/mlpack.yaml").write_text(CHANGED)

    def project() -> Path:
        shutil.rmtree(folder / "project", ignore_errors=True)
        return Path(shutil.copytree(folder / "made", folder / "project"))

    def nothing() -> Path:
        shutil.rmtree(folder / "new", ignore_errors=True)
        return folder / "new"

    generated = campaign(project, lambda root: ["generate", str(root)], kills)
    begun = campaign(nothing, lambda root: ["init", "--example", "digits", str(root)], kills)
    print(json.dumps([generated, begun]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

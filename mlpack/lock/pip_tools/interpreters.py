"""The Pythons on this machine, and which of them runs pip for a target.

One that fits has the target's X.Y, is CPython on Linux, and has its architecture: what pip may ask
its own Python is the target's then. Where there is none, as on a laptop with another system, it is
the one that runs mlpack. The lock is the same: cross.py gives pip the target either way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mlpack.errors import LockFailed
from mlpack.lock.distributions import number
from mlpack.lock.model import Target
from mlpack.lock.wheels import machine

_ASK = """
import json, platform, sys, sysconfig
wide = sys.maxsize > 2**32 and not sysconfig.get_config_var("Py_GIL_DISABLED")
print(json.dumps({"python": "%d.%d" % sys.version_info[:2], "full": platform.python_version(),
    "system": sys.platform if wide else "other", "machine": platform.machine(),
    "kind": sys.implementation.name, "glibc": dict([platform.libc_ver()]).get("glibc", "")}))
"""
_SECONDS_TO_ANSWER = 15

# What runs pip-tools and click, in the versions that mlpack itself asks for.
_OLDEST = (3, 10)


@dataclass(frozen=True)
class Interpreter:
    """`python` is X.Y, `full` X.Y.Z; `glibc` is empty where there is none."""

    path: str
    python: str
    full: str
    system: str
    machine: str
    kind: str
    glibc: str

    def fits(self, target: Target) -> bool:
        here = (self.python, self.kind, self.system, self.machine)
        wanted = (target.python, "cpython", "linux", machine(target))
        return here == wanted and bool(self.glibc) and number(self.python) >= _OLDEST


@dataclass(frozen=True)
class Places:
    """Where Pythons may be: the one that runs mlpack, then folders with a `python3.X` in them."""

    own: str
    folders: tuple[Path, ...]

    def candidates(self, python: str) -> Iterator[str]:
        """Paths that may be Python X.Y, the likeliest first; `3.*` for any."""
        yield self.own
        for folder in self.folders:
            yield from map(str, sorted(folder.glob(f"python{python}")))


def places_here() -> Places:
    """PATH, then where pyenv, uv and conda keep theirs."""
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv/python")
    condas = [home / name for name in ("miniconda3", "miniforge3", "mambaforge", "anaconda3")]
    on_path = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    kept = [*pyenv.glob("versions/*/bin"), *uv.glob("*/bin")]
    for conda in condas:
        kept += [conda / "bin", *conda.glob("envs/*/bin")]
    return Places(sys.executable, (*on_path, *sorted(kept)))


def find(target: Target, places: Places) -> Interpreter:
    """The first Python that fits the target, or else the one that runs mlpack.

    Raises:
        LockFailed: that one does not answer.
    """
    for interpreter in _asked(places.candidates(target.python)):
        if interpreter.fits(target):
            return interpreter
    if own := ask(places.own):
        return own
    said = f"The Python that runs mlpack, {places.own or 'which has no path'}, cannot be started."
    raise LockFailed(said, hint="Install mlpack with a Python of its own: `pipx install mlpack`.")


def _asked(paths: Iterable[str]) -> Iterator[Interpreter]:
    for path in dict.fromkeys(paths):
        if found := ask(path):
            yield found


@cache
def ask(path: str) -> Interpreter | None:
    """What an interpreter says of itself; None where it does not answer, as a shim of pyenv's."""
    try:
        said = subprocess.run(
            [path, "-I", "-S", "-c", _ASK],
            capture_output=True,
            timeout=_SECONDS_TO_ANSWER,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return Interpreter(path=path, **json.loads(said.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None

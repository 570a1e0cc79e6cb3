"""The Pythons on this machine, and which of them stands for the image's.

One that fits has the target's X.Y, is CPython on Linux with glibc, and has its architecture. What
still differs from the image's is the patch release (`python_full_version` in a marker, rare) and
glibc: wheels for a newer glibc than the host's are passed over, and where the host's is the newer
one, a wheel may be chosen that an older image cannot take. A lock holds the hashes of all wheels of
a version, so this matters only where a version has none for an older glibc; the build then stops
with pip's message and nothing wrong is ever installed. `Interpreter.glibc` passes the fact on.
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
from mlpack.wording import any_of

MACHINES = {"linux/amd64": "x86_64", "linux/arm64": "aarch64"}

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
        return self.python == target.python and self._could_fit(target)

    def _could_fit(self, target: Target) -> bool:
        here = (self.kind, self.system, self.machine)
        wanted = ("cpython", "linux", MACHINES.get(target.platform))
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
    """The first Python that stands for the target's.

    Raises:
        LockFailed: there is none on this machine; the hint says what would do.
    """
    for interpreter in _asked(places.candidates(target.python)):
        if interpreter.fits(target):
            return interpreter
    raise _none_fits(target, places)


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


def _none_fits(target: Target, places: Places) -> LockFailed:
    others = [found for found in _asked(places.candidates("3.*[0-9]")) if found._could_fit(target)]
    pythons = sorted({found.python for found in others}, key=number)
    ways = [f"Install Python {target.python} here"] if _is_native(target, places) else []
    if pythons:
        ways.append(f"set python: to {any_of(pythons)}")
    ways.append(f"run `{_docker(target)}`")
    missing = f"There is no CPython {target.python} for {target.platform} on this machine"
    said = f"{missing}, and a lock made by another one would hold the wrong wheels."
    hint = any_of(ways)
    return LockFailed(said, where=f"python: {target.python}", hint=f"{hint[0].upper()}{hint[1:]}.")


def _is_native(target: Target, places: Places) -> bool:
    own = ask(places.own)
    return own is not None and (own.system, own.machine) == ("linux", MACHINES.get(target.platform))


def _docker(target: Target) -> str:
    run = f'docker run --rm --platform {target.platform} -v "$PWD":/w -w /w'
    return f"{run} python:{target.python}-slim sh -c 'pip install mlpack && mlpack lock'"

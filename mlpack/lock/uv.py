"""The backend that uv is: `uv pip compile` for the target, without an interpreter of its X.Y."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack import toml
from mlpack.errors import LockFailed
from mlpack.lock.complaints import extra_that_is_not_there
from mlpack.lock.cross import Aim
from mlpack.lock.model import Order, Pin, Progress, Target
from mlpack.lock.reach import reach
from mlpack.lock.text import entries_in, pin_text
from mlpack.lock.uv_complaints import said_plainly
from mlpack.lock.wheels import machine, minor, platform_tags

WISHES = "requirements.in"
PINS = "requirements.lock"
FILES = "pylock.toml"

_ANYWHERE = (
    "--no-config",
    "--no-python-downloads",
    "--no-progress",
    "--color=never",
)
_LOCK = (
    "--only-binary=:all:",
    "--generate-hashes",
    "--no-header",
    "--no-strip-extras",
    f"--output-file={PINS}",
    WISHES,
)
_NAME_FILES = ("--no-deps", "--offline", "--format=pylock.toml", f"--output-file={FILES}", PINS)


def found() -> str:
    """uv's path: of mlpack's own environment, else of PATH; empty where there is none."""
    try:
        return str(import_module("uv").find_uv_bin())
    except (ImportError, FileNotFoundError):
        return shutil.which("uv") or ""


@dataclass(frozen=True)
class Uv:
    """`path` is empty where there is no uv."""

    path: str = field(default_factory=found)

    def version(self) -> str:
        said = self._run(["--version"], {}, ".").stdout
        return " ".join(said.split()[:2])

    def resolve(self, order: Order, progress: Progress) -> tuple[Pin, ...]:
        progress(f"Locking for {order.target} with {self.version()}")
        with TemporaryDirectory(prefix="mlpack-lock-") as folder:
            _lay_out(Path(folder), order)
            compile_ = self._compiler(order, folder)
            renewed = [f"--upgrade-package={name}" for name in order.upgrade_packages]
            said = compile_([*renewed, *_LOCK])
            if missing := extra_that_is_not_there(said, order.requirements):
                raise missing
            text = Path(folder, PINS).read_text("utf-8")
            pins = _merged(text.replace(f"-r {WISHES}", WISHES))
            # uv lists the hashes of source archives among the wheels', and none is asked for.
            compile_(_NAME_FILES)
            sources = _sources(Path(folder, FILES).read_text("utf-8"))
        return tuple(_as_pip_tools_has_it(pin, order, sources) for pin in pins)

    def _compiler(self, order: Order, folder: str) -> Callable[[Sequence[str]], str]:
        """`uv pip compile` for the order's target; what it gives is what uv said of it."""
        for_target = [
            f"--python={sys.executable}",
            f"--python-version={_aim(order.target).full}",
            f"--python-platform={self._platform(order.target)}",
        ]
        way = reach(order.lines)

        def compiled(options: Sequence[str]) -> str:
            command = ["pip", "compile", *_ANYWHERE, *for_target, *way.flags, *options]
            said = self._run(command, way.variables, folder)
            if said.returncode:
                raise said_plainly(said.stderr, order.target)
            return said.stderr

        return compiled

    def _platform(self, target: Target) -> str:
        """uv's word for the target: of the glibcs that this uv has a name for, the newest in it."""
        words = self._run(["help", "pip", "compile"], {}, ".").stdout
        known = {int(found) for found in re.findall(rf"{machine(target)}-manylinux_2_(\d+)", words)}
        fitting = [number for number in known if number <= minor(target.glibc)]
        if not fitting:
            said = f"{self.version()} cannot lock for {target} with glibc {target.glibc}."
            raise LockFailed(said, hint="Take `lock: {backend: pip-tools}`, or another base image.")
        return f"{machine(target)}-manylinux_2_{max(fitting)}"

    def _run(
        self, arguments: Sequence[str], reach: Mapping[str, str], folder: str
    ) -> subprocess.CompletedProcess[str]:
        if not self.path:
            raise LockFailed("There is no uv to lock with.", hint="pip install 'mlpack[uv]'")
        return subprocess.run(
            [self.path, *arguments],
            cwd=folder,
            env=dict(reach) or None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )


def _lay_out(folder: Path, order: Order) -> None:
    (folder / WISHES).write_text("".join(f"{line}\n" for line in order.requirements), "utf-8")
    if order.kept:
        (folder / PINS).write_text(pin_text(order.kept), "utf-8")


def _aim(target: Target) -> Aim:
    return Aim(target.python, machine(target), platform_tags(target))


def _merged(text: str) -> tuple[Pin, ...]:
    """A package that is asked for with extras and without has two lines of uv's, and is one."""
    pins: dict[str, Pin] = {}
    for _, pin in entries_in(text):
        first = pins.get(pin.name, pin)
        extras = tuple(sorted({*first.extras, *pin.extras}))
        pins[pin.name] = replace(pin, extras=extras, via=tuple(sorted({*first.via, *pin.via})))
    return tuple(pins.values())


def _sources(pylock: str) -> frozenset[str]:
    packages = toml.loads(pylock).get("packages", [])
    archives = [package["sdist"]["hashes"] for package in packages if "sdist" in package]
    return frozenset(f"sha256:{hashes['sha256']}" for hashes in archives if "sha256" in hashes)


def _as_pip_tools_has_it(pin: Pin, order: Order, sources: frozenset[str]) -> Pin:
    """Wheels' hashes alone, and the marker that the person wrote."""
    marker = pin.marker
    for wish in map(Requirement, order.requirements):
        holds = wish.marker and wish.marker.evaluate(dict(_aim(order.target).markers))
        if holds and canonicalize_name(wish.name) == pin.name:
            marker = str(wish.marker)
    hashes = tuple(value for value in pin.hashes if value not in sources)
    return replace(pin, hashes=hashes, marker=marker)

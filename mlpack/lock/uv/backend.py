"""The backend that uv is: `uv pip compile` for the target, without an interpreter of its X.Y."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.compiled import pins_in
from mlpack.lock.complaints import extra_that_is_not_there
from mlpack.lock.model import Order, Pin, Progress, Target
from mlpack.lock.pip_tools.backend import aim
from mlpack.lock.pip_tools.interpreters import find, places_here
from mlpack.lock.uv.complaints import said_plainly, what_was_left_out
from mlpack.lock.uv.project import (
    PINS,
    PROJECT,
    PROJECT_FILE,
    WISHES,
    asked,
    credentials,
    lay_out,
    names_asked,
)
from mlpack.lock.uv.reach import Reach, reach
from mlpack.lock.uv.rounds import Round, Rounds, Run, Said
from mlpack.lock.wheels import machine, minor
from mlpack.plan import Index

_ALWAYS = (
    "--no-config",
    "--no-python-downloads",
    "--no-progress",
    "--color=never",
    "--only-binary=:all:",
    "--no-header",
    "--no-strip-extras",
)


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
            reached = reach(order, Path(folder))
            run = self._runner(order, reached, Path(folder))
            said = Rounds(run, order, reached.sources).settled()
        if said.status:
            raise said_plainly(said.log, order)
        if fault := what_was_left_out(said, order):
            raise fault
        if missing := extra_that_is_not_there(said.log, order.lines):
            raise missing
        return said.pins

    def _runner(self, order: Order, reached: Reach, folder: Path) -> Run:
        options = [*self._options(order), *reached.flags]
        wishes = tuple(asked(order).values())
        variables = {**reached.variables, **credentials(reached.sources)}

        def run(now: Round) -> Said:
            files = lay_out(folder, order, reached.sources, now.placed)
            exceptions = _from_source(now, order, reached.sources)
            command = ["pip", "compile", *options, *exceptions, *files]
            said = self._run(command, variables, str(folder))
            text = "" if said.returncode else (folder / PINS).read_text("utf-8")
            pins = tuple(_as_pip_tools_has_it(pin, wishes) for pin in pins_in(text))
            return Said(now, said.returncode, said.stderr, pins)

        return run

    def _options(self, order: Order) -> list[str]:
        """Of every round of an order."""
        python = find(order.target, places_here()).path if order.from_source else sys.executable
        options = [
            *_ALWAYS,
            f"--python={python}",
            f"--python-version={aim(order.target).full}",
            f"--python-platform={self._platform(order.target)}",
            *(f"--upgrade-package={name}" for name in order.upgrade_packages),
        ]
        if order.exclude_newer:
            options.append(f"--exclude-newer={order.uploaded_before}")
        return options

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
        self, arguments: Sequence[str], variables: Mapping[str, str], folder: str
    ) -> subprocess.CompletedProcess[str]:
        if not self.path:
            raise LockFailed("There is no uv to lock with.", hint="pip install 'mlpack[uv]'")
        return subprocess.run(
            [self.path, *arguments],
            cwd=folder,
            env=dict(variables) or None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )


def _from_source(now: Round, order: Order, sources: Index) -> list[str]:
    """uv builds what it is told to take no wheel of, though nothing else may be built.

    A build runs the code of what is built, so it has to be the one from the right place.
    """
    sure = now.placed | names_asked(order)
    built = [name for name in sorted(now.built) if name in sure or not sources.place_of(name)]
    return [f"--no-binary={name}" for name in built]


def _as_pip_tools_has_it(pin: Pin, wishes: Sequence[Requirement]) -> Pin:
    """The marker that the person wrote, and of the files that asked for it just the wishes."""
    own_wishes = [wish for wish in wishes if canonicalize_name(wish.name) == pin.name]
    markers = [str(wish.marker) for wish in own_wishes if wish.marker]
    own = (f"-r {WISHES}", f"{PROJECT} ({PROJECT_FILE})")
    askers = {who for who in pin.via if who not in own and not who.startswith("-c ")}
    via = tuple(sorted({*askers, WISHES} if own_wishes else askers))
    return replace(pin, marker=markers[-1] if markers else pin.marker, via=via)

"""The backend that pip-tools is: run under a Python that fits the target, or under mlpack's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version as installed
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from mlpack.errors import LockFailed
from mlpack.lock import cross, runner
from mlpack.lock.complaints import Complaint, extra_that_is_not_there, said_plainly
from mlpack.lock.interpreters import Interpreter, Places, find, places_here
from mlpack.lock.model import Order, Pin, Progress, Target
from mlpack.lock.requirements import seen_from_anywhere
from mlpack.lock.text import pin_text, pins_in
from mlpack.lock.wheels import machine, platform_tags
from mlpack.wording import all_of

# pip-tools and all that it imports; pure Python, so any interpreter can use ours.
_MODULES = (
    "build",
    "click",
    "packaging",
    "pip",
    "piptools",
    "pyproject_hooks",
    "tomli",
    "typing_extensions",
)
_OPTIONS = (
    "--no-config",
    "--generate-hashes",
    "--allow-unsafe",
    "--no-strip-extras",
    "--no-header",
    "--no-emit-options",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--newline=LF",
)


@dataclass(frozen=True)
class Report:
    """What came of one run of the runner: its exit status, the facts that it said, pip's log."""

    status: int
    facts: dict[str, Any]
    log: str


@dataclass(frozen=True)
class PipTools:
    """`places` are where Pythons are looked for."""

    places: Places = field(default_factory=places_here)

    def version(self) -> str:
        return f"pip-tools {installed('pip-tools')}"

    def resolve(self, order: Order, progress: Progress) -> tuple[Pin, ...]:
        python = find(order.target, self.places)
        progress(f"Locking for {order.target} with {_named(python, order)}")
        with TemporaryDirectory(prefix="mlpack-lock-") as folder:
            _lay_out(Path(folder), order)
            report = _run(python, folder, progress)
            if report.status:
                raise _refusal(report, order)
            if missing := extra_that_is_not_there(report.log, order.requirements):
                raise missing
            text = Path(folder, runner.PINS).read_text("utf-8")
        return tuple(pins_in(text.replace(f"-r {runner.WISHES}", runner.WISHES)))


def _named(python: Interpreter, order: Order) -> str:
    """The Python that pip runs under, and where it is another than the target's, its system."""
    name = f"pip-tools under Python {python.full}"
    return name if python.fits(order.target) else f"{name} on {python.system}/{python.machine}"


def _lay_out(folder: Path, order: Order) -> None:
    """The files that the runner works on; the folder's other names show up nowhere."""
    upgrades = [f"--upgrade-package={name}" for name in order.upgrade_packages]
    request = {
        "modules": _modules(),
        "options": [*_OPTIONS, *upgrades],
        "target": _aim(order.target),
    }
    wishes = "".join(f"{_seen_from_here(line)}\n" for line in order.lines)
    (folder / runner.REQUEST).write_text(json.dumps(request), "utf-8")
    (folder / runner.WISHES).write_text(wishes, "utf-8")
    if order.kept:
        (folder / runner.PINS).write_text(pin_text(order.kept), "utf-8")


def _seen_from_here(line: str) -> str:
    """A folder of wheels is named from where mlpack runs; pip looks from the file that it reads."""
    option, _, where = line.partition(" ")
    return f"{option} {seen_from_anywhere(where)}" if option == "--find-links" else line


def _aim(target: Target) -> dict[str, object]:
    return {
        "python": target.python,
        "machine": machine(target),
        "platforms": platform_tags(target),
    }


def _modules() -> dict[str, str]:
    """Each module's name and the folder to find it in."""
    places = {"cross": str(Path(cross.__file__).parent)}
    for name in _MODULES:
        spec = find_spec(name)
        if spec and spec.origin:
            file = Path(spec.origin)
            places[name] = str(file.parents[1] if file.name == "__init__.py" else file.parent)
    return places


def _run(python: Interpreter, folder: str, progress: Progress) -> Report:
    command = [python.path, "-I", *_bytecode_aside(python), runner.__file__]
    with (
        TemporaryFile("w+", encoding="utf-8", errors="replace") as log,
        subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as running,
    ):
        facts = dict(_heard(running.stdout or (), progress))
        status = running.wait()
        log.seek(0)
        return Report(status, facts, log.read())


def _bytecode_aside(python: Interpreter) -> list[str]:
    """Another Python's bytecode of our modules goes to a cache of its own, not beside them."""
    if python.path == sys.executable:
        return []
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return ["-X", f"pycache_prefix={caches / 'mlpack' / 'bytecode'}"]


def _heard(lines: Iterable[str], progress: Progress) -> Iterator[tuple[str, Any]]:
    for line in lines:
        kind, word = json.loads(line)
        if kind == "hashing":
            progress(f"Reading the hashes of {word}")
        else:
            yield kind, word


def _refusal(report: Report, order: Order) -> LockFailed:
    facts = report.facts
    if report.status == runner.TOO_NEW:
        found = f"pip-tools {installed('pip-tools')} with pip {installed('pip')}"
        said = f"{found} is newer than mlpack knows: {all_of(facts['unexpected'])} changed."
        return LockFailed(said, hint="pip install 'pip-tools>=7.5,<8' 'pip<27'")
    return said_plainly(
        Complaint(
            report.log,
            order.target,
            causes=tuple((wish, asker) for wish, asker in facts.get("causes", ())),
            files=tuple((name, pythons) for name, pythons in facts.get("files", ())),
            answers=tuple(facts.get("answers", ())),
            pinned=tuple(pin.name for pin in order.kept),
        )
    )

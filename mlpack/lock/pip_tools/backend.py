"""The backend that pip-tools is: run under a Python that fits the target, or under mlpack's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version as installed
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

from mlpack.errors import LockFailed
from mlpack.lock.compiled import pins_in
from mlpack.lock.complaint import CONSTRAINT, Complaint, name_of
from mlpack.lock.complaints import extra_that_is_not_there, is_not_built, said_plainly
from mlpack.lock.model import Order, Pin, Progress, Target
from mlpack.lock.pip_tools import cross, runner
from mlpack.lock.pip_tools.interpreters import Interpreter, Places, find, places_here
from mlpack.lock.wheels import machine, platform_tags
from mlpack.plan import index
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
# What stands beside the runner, and the one thought of mlpack's that it shares.
_OURS = ("building", "cross", "evidence", "pages", "routes")
_OPTIONS = (
    "--no-config",
    "--allow-unsafe",
    "--no-strip-extras",
    "--no-header",
    "--no-emit-options",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--newline=LF",
)
_KNOWS_UPLOADS = Version("26.0")


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
        _hold_certificates(order.sources.certificates)
        python = find(order.target, self.places)
        options = [*_OPTIONS, *_options(order)]
        progress(f"Locking for {order.target} with {_named(python, order)}")
        with TemporaryDirectory(prefix="mlpack-lock-") as folder:
            lay_out(Path(folder), order, options)
            report = _run(python, folder, _Ears(progress, python, order.target))
            if report.status:
                raise refusal_of(report, order)
            if missing := extra_that_is_not_there(report.log, order.lines):
                raise missing
            text = Path(folder, runner.PINS).read_text("utf-8")
        return tuple(map(_as_asked, pins_in(text)))


def _as_asked(pin: Pin) -> Pin:
    """Constraints asked for nothing, and what the wishes stand in is called what it is called."""
    askers = {who.removeprefix("-r ") for who in pin.via if not who.startswith("-c ")}
    return replace(pin, via=tuple(sorted(askers)))


def _hold_certificates(file: str) -> None:
    """What pip says of a bad one is a traceback, or that it trusts nobody."""
    try:
        if not file or b"-----BEGIN CERTIFICATE-----" in Path(file).read_bytes():
            return
        said = f"{Path(file).name} holds no certificate in PEM."
    except OSError as fault:
        said = f"{Path(file).name} cannot be read: {fault.strerror}."
    hint = "Name a file with your company's authorities, each between BEGIN and END CERTIFICATE."
    raise LockFailed(said, where="index.certificates", hint=hint)


def _options(order: Order) -> Iterator[str]:
    yield from (f"--upgrade-package={name}" for name in order.upgrade_packages)
    if order.exclude_newer:
        if Version(installed("pip")) < _KNOWS_UPLOADS:
            raise LockFailed(
                f"pip {installed('pip')} cannot leave out what was uploaded after a day; "
                f"pip {_KNOWS_UPLOADS.major} can, and uv.",
                where="lock.exclude_newer",
                hint="`pip install --upgrade pip` where mlpack is installed, or lock with uv: "
                "lock: {backend: uv}.",
            )
        yield f"--pip-args=--uploaded-prior-to={order.uploaded_before}"


def _named(python: Interpreter, order: Order) -> str:
    """The Python that pip runs under, and where it is another than the target's, its system."""
    name = f"pip-tools under Python {python.full}"
    return name if python.fits(order.target) else f"{name} on {python.system}/{python.machine}"


def lay_out(folder: Path, order: Order, options: list[str]) -> None:
    """The files that the runner works on; the folder's other names show up nowhere."""
    request = {
        "modules": _modules(),
        "options": options,
        "target": asdict(aim(order.target)),
        "sources": asdict(order.sources),
        "offline": order.offline,
        "from_source": order.from_source,
        "kept": {pin.name: f"{pin.name}=={pin.version}" for pin in order.kept if not pin.url},
    }
    (folder / runner.REQUEST).write_text(json.dumps(request), "utf-8")
    (folder / runner.WISHES).write_text("".join(f"{line}\n" for line in order.lines), "utf-8")
    held = "".join(f"{wish}\n" for wish, _ in _constraints(order))
    (folder / runner.CONSTRAINTS).write_text(held, "utf-8")


def _constraints(order: Order) -> Iterator[tuple[Requirement, str]]:
    """Those that hold for the target, each as it was written as well.

    pip-tools would write a constraint's marker to the pin, and pip takes no extras there.
    """
    environment = aim(order.target).markers
    for line in order.constraints:
        wish = Requirement(line)
        if wish.marker is None or wish.marker.evaluate(dict(environment)):
            wish.marker, wish.extras = None, set()
            yield wish, line


def aim(target: Target) -> cross.Aim:
    """The target in pip's words."""
    return cross.Aim(target.python, machine(target), platform_tags(target))


def _modules() -> dict[str, str]:
    """Each module's name and the folder to find it in."""
    places = dict.fromkeys(_OURS, str(Path(runner.__file__).parent))
    places["index"] = str(Path(index.__file__).parent)
    for name in _MODULES:
        spec = find_spec(name)
        if spec and spec.origin:
            file = Path(spec.origin)
            places[name] = str(file.parents[1] if file.name == "__init__.py" else file.parent)
    return places


@dataclass(frozen=True)
class _Ears:
    """Who listens to a run, and what there is to know to say it in words."""

    progress: Progress
    python: Interpreter
    target: Target

    def hear(self, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
        for line in lines:
            kind, word = json.loads(line)
            if kind == "building":
                self.progress(f"Running the build of {word} {self._where}")
            yield kind, word

    @property
    def _where(self) -> str:
        own = f"under Python {self.python.full}, to know what it needs"
        if self.python.fits(self.target):
            return own
        return f"{own}; that may not be what it needs with {self.target}"


def _run(python: Interpreter, folder: str, ears: _Ears) -> Report:
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
        facts = dict(ears.hear(running.stdout or ()))
        status = running.wait()
        log.seek(0)
        return Report(status, facts, log.read())


def _bytecode_aside(python: Interpreter) -> list[str]:
    """Another Python's bytecode of our modules goes to a cache of its own, not beside them."""
    if python.path == sys.executable:
        return []
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return ["-X", f"pycache_prefix={caches / 'mlpack' / 'bytecode'}"]


def refusal_of(report: Report, order: Order) -> LockFailed:
    facts = report.facts
    if report.status == runner.TOO_NEW:
        found = f"pip-tools {installed('pip-tools')} with pip {installed('pip')}"
        said = f"{found} is newer than mlpack knows: {all_of(facts['unexpected'])} changed."
        return LockFailed(said, hint="pip install 'pip-tools>=7.5,<8' 'pip<27'")
    causes = tuple((wish, asker) for wish, asker in facts.get("causes", ()))
    name = name_of(causes[0][0]) if causes else ""
    complaint = Complaint(
        report.log,
        order.target,
        causes=(*causes, *_held(causes, order)),
        files=tuple((name, pythons) for name, pythons in facts.get("files", ())),
        answers=tuple(facts.get("answers", ())),
        pinned=tuple(pin.name for pin in order.kept),
        askers=order.askers,
        place=order.sources.place_of(name),
        newer=tuple(facts.get("newer", ())),
        may_be_built=order.may_be_built(name),
    )
    if "unbuilt" in facts and report.status == runner.FAILED:
        return is_not_built(facts["unbuilt"], complaint)
    return said_plainly(complaint)


def _held(causes: Iterable[tuple[str, str]], order: Order) -> Iterator[tuple[str, str]]:
    """The constraints on what a conflict is about and on those that ask for it.

    pip holds them against what it finds, so they are none of its causes.
    """
    named = {name_of(word) for cause in causes for word in cause if word}
    for wish, line in _constraints(order):
        if name_of(wish.name) in named:
            yield line, CONSTRAINT

"""The ways to the pins of requirements: by a backend from here, and by an image's own Python.

Pins are by package, as `2.5.5` or `0.54.0 [standard] ; sys_platform == "linux"`.
"""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from containers import docker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock import Inputs, Target, make, read
from mlpack.lock.pip_tools.backend import PipTools
from mlpack.lock.uv.backend import Uv
from mlpack.plan import Index, Paragraph

Pins = Mapping[str, str]

REFUSED = "refused"
NO_LOCK: Pins = {"all of them": REFUSED}

_NATIVE = (
    "pip-compile --quiet --no-config --no-header --no-annotate --allow-unsafe --no-strip-extras "
    "--no-emit-options --no-emit-index-url --no-emit-find-links --pip-args=--only-binary=:all: "
    "--output-file=- -"
)
_FOLDER = "/tmp/installed"


@dataclass(frozen=True)
class Made:
    """A lock's pins and its text, which is empty where it was refused."""

    pins: Pins
    text: str = ""


def made(lines: Sequence[str], target: Target, backend: str) -> Made:
    """mlpack's own lock."""
    try:
        text = make(_inputs(lines, target, backend))
    except LockFailed as refusal:
        # One that names no place is about the network, a disk or a tool: not an answer.
        if not refusal.where:
            raise
        return Made(NO_LOCK)
    pins = {p.name: spelled(p.version, p.extras, p.marker) for p in read(text).pins}
    return Made(pins, text)


def _inputs(lines: Sequence[str], target: Target, backend: str) -> Inputs:
    """What pip is told by options of a requirements file, mlpack is told under `index:`."""
    wishes = tuple(line for line in lines if not line.startswith("--"))
    said = [line.split() for line in lines if line.startswith("--")]
    places = {
        kind: tuple(place for option, place in said if option == f"--{kind}")
        for kind in ("find-links", "extra-index-url")
    }
    index = Index(find_links=places["find-links"], extra=places["extra-index-url"])
    paragraph = Paragraph("a service", wishes, "mlpack.yaml")
    return Inputs((paragraph,), target, backend, index=index)


def spelled(version: str, extras: Iterable[str], marker: object) -> str:
    names = ",".join(sorted(set(map(canonicalize_name, extras))))
    return version + (f" [{names}]" if names else "") + (f" ; {marker}" if marker else "")


def table(found: Mapping[str, Pins]) -> str:
    """The packages that not every way pins alike, a column a way; empty where there are none."""
    names = sorted({name for pins in found.values() for name in pins})
    rows = [[name, *(pins.get(name, "-") for pins in found.values())] for name in names]
    apart = [row for row in rows if len(set(row[1:])) > 1]
    lines = [["", *found], *apart] if apart else []
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)


@dataclass(frozen=True)
class Workbench:
    """A running container of an image, with pip-tools and uv beside the image's own Python."""

    image: str
    name: str

    def pins(self, wishes: Sequence[str]) -> Pins:
        """What plain pip-compile says there."""
        done = self._run(_NATIVE, "".join(f"{line}\n" for line in wishes))
        if done.returncode:
            assert "No matching distribution" in done.stderr, done.stderr
            return NO_LOCK
        lines = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
        return {
            canonicalize_name(pin.name): spelled(str(pin.specifier)[2:], pin.extras, pin.marker)
            for pin in map(Requirement, lines)
        }

    def fault_of_installing(self, lock: str, options: Sequence[str]) -> str:
        """What uv says against a lock: a hash, a wheel, something that it lacks. Empty for none."""
        sync = f"uv pip sync --quiet --no-cache --require-hashes --no-build {' '.join(options)} -"
        try:
            for command in (f"uv venv --quiet {_FOLDER}", sync, "uv pip check"):
                done = self._run(command, lock)
                if done.returncode:
                    return f"{command}\n{done.stdout}{done.stderr}"
            return ""
        finally:
            self._run(f"rm -rf {_FOLDER}", "")

    def _run(self, command: str, text: str) -> subprocess.CompletedProcess[str]:
        inside = ["docker", "exec", "--interactive", "--env", f"VIRTUAL_ENV={_FOLDER}", self.name]
        return subprocess.run(
            [*inside, *command.split()], input=text, capture_output=True, text=True, check=False
        )


@contextmanager
def workbench(image: str, folder: str) -> Iterator[Workbench]:
    """On the network of this machine, so that an index of the tests' own is reached.

    `folder`, where there is one, is seen there by the same name. What is downloaded and installed is
    held in memory: a disk would fill with gigabytes, and be slower.
    """
    name = f"mlpack-test-{uuid.uuid4().hex[:8]}"
    seen = ["--volume", f"{folder}:{folder}:ro"] if folder else []
    start = ["--detach", "--init", "--network", "host", "--tmpfs", "/tmp:exec", "--name", name]
    docker("run", *start, *seen, image, "sleep", "infinity")
    tools = [backend.version().replace(" ", "==") for backend in (PipTools(), Uv())]
    try:
        docker("exec", name, "pip", "install", "--quiet", "--root-user-action=ignore", *tools)
        yield Workbench(image, name)
    finally:
        docker("rm", "--force", "--volumes", name, ok=False)

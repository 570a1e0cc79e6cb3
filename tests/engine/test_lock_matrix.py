"""Locks of real requirements for every Python, made by one that is none of them.

Both backends are held to what the image's own Python resolves with plain pip-tools, and their lock
is installed in the image. All of it takes a quarter of an hour; `-k spacy-3.12` is one cell.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from local_index import served
from lock_ways import Made, Pins, Workbench, made, table, workbench
from requirement_sets import PYTHONS, SETS, private_index

from mlpack.lock import Target

pytestmark = pytest.mark.engine

AMD64, ARM64 = "linux/amd64", "linux/arm64"
GLIBC = "2.41"
BACKENDS = ("pip-tools", "uv")


@dataclass(frozen=True)
class Cell:
    """One set for one Python; `native` is None where there is no image to ask."""

    lines: tuple[str, ...]
    amd64: dict[str, Made]
    arm64: dict[str, Made]
    native: Pins | None


@pytest.fixture(scope="module", autouse=True)
def _this_python_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each lock is made from here, whatever other Pythons there are."""
    folder = tmp_path_factory.mktemp("programs")
    for program in ("docker", "uv"):
        if path := shutil.which(program):
            (folder / program).symlink_to(path)
    with pytest.MonkeyPatch.context() as machine:
        for name in ("PATH", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
            machine.setenv(name, str(folder))
        yield


@pytest.fixture(scope="module")
def workers() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as workers:
        yield workers


@pytest.fixture(scope="module")
def machine() -> Iterator[dict[str, str]]:
    """What the braces in the requirement sets stand for; empty where it is not to be had."""
    wheels = [wheel for folder in folders_of_wheels() for wheel in folder.glob("torch-*+cpu-*.whl")]
    torch = wheels[0].name.split("-")[1] if wheels else ""
    with served(private_index()) as index:
        yield {
            "index": index.url,
            "torch": torch,
            "wheels": str(wheels[0].parent) if wheels else "",
        }


def folders_of_wheels() -> list[Path]:
    """Where pip on this machine looks for wheels beside its index."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    named = " ".join(re.findall(r"find-links='([^']*)'", said))
    return [Path(folder) for folder in dict.fromkeys(named.split()) if Path(folder).is_dir()]


@pytest.fixture(scope="module", params=PYTHONS)
def python(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def benches(machine: dict[str, str]) -> Iterator[Callable[[str], Workbench | None]]:
    """One for each Python, kept to the end: pytest takes the cells in an order of its own."""
    with ExitStack() as stack:

        @cache
        def bench(python: str) -> Workbench | None:
            image = f"python:{python}-slim-trixie"
            if not is_done("image", "inspect", image) and not is_done("pull", image):
                return None
            return stack.enter_context(workbench(image, machine["wheels"]))

        yield bench


@pytest.fixture(scope="module")
def bench(python: str, benches: Callable[[str], Workbench | None]) -> Workbench | None:
    return benches(python)


def is_done(*words: str) -> bool:
    return not subprocess.run(["docker", *words], capture_output=True, check=False).returncode


@pytest.fixture(scope="module", params=SETS, ids=lambda wishes: wishes.name)
def cell(
    request: pytest.FixtureRequest,
    python: str,
    bench: Workbench | None,
    machine: dict[str, str],
    workers: Executor,
) -> Cell:
    """Resolved in every way there is, two at a time."""
    wishes = request.param
    if wishes.lacks(machine):
        pytest.skip(
            "no folder with a CPU wheel of torch; name one: pip config set global.find-links FOLDER"
        )
    lines = wishes.on(machine)
    native = workers.submit(bench.pins, lines) if bench else None
    ways = [(backend, platform) for backend in BACKENDS for platform in (AMD64, ARM64)]
    asked = {
        (backend, platform): workers.submit(made, lines, Target(python, platform, GLIBC), backend)
        for backend, platform in ways
    }
    amd64, arm64 = (
        {backend: asked[backend, platform].result() for backend in BACKENDS}
        for platform in (AMD64, ARM64)
    )
    return Cell(lines, amd64, arm64, native.result() if native else None)


def test_both_backends_pin_as_the_images_own_python_does(
    cell: Cell, bench: Workbench | None, python: str
) -> None:
    found = {backend: lock.pins for backend, lock in cell.amd64.items()}
    if cell.native is not None and bench:
        found[bench.image] = cell.native

    apart = table(found)
    assert not apart, f"{' '.join(cell.lines)}\n{apart}"
    if not bench:
        pytest.skip(f"the backends agree; no image to ask: docker pull python:{python}-slim-trixie")


def test_both_backends_pin_alike_for_arm64(cell: Cell) -> None:
    found = {backend: lock.pins for backend, lock in cell.arm64.items()}

    apart = table(found)
    assert not apart, f"{' '.join(cell.lines)}\n{apart}"


def test_the_lock_installs_in_its_image_by_its_hashes_and_lacks_nothing(
    cell: Cell, bench: Workbench | None, python: str
) -> None:
    lock = cell.amd64["pip-tools"].text
    if not lock:
        pytest.skip("every way refuses: there is no lock to install")
    if not bench:
        pytest.skip(f"no image to install in: docker pull python:{python}-slim-trixie")

    places = [word for line in cell.lines if line.startswith("--") for word in line.split()]
    fault = bench.fault_of_installing(lock, places)

    assert not fault, fault

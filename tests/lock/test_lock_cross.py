"""Locks for targets that no Python here is: another X.Y, another architecture, another glibc."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pip
import pytest
from local_index import Index
from orders import HERE, OWN, PLATFORM, on_linux, pins, refusal

from mlpack.errors import LockFailed
from mlpack.lock import Pin, Target
from mlpack.lock.model import Order, ignore
from mlpack.lock.pip_tools import runner
from mlpack.lock.pip_tools.backend import PipTools, Report, lay_out, refusal_of
from mlpack.lock.pip_tools.interpreters import Places, ask, places_here
from mlpack.lock.wheels import MACHINES, machine

pytestmark = on_linux

NOWHERE = Target("3.99", PLATFORM, "2.36")
ELSEWHERE = next(name for name in MACHINES if name != PLATFORM)


def pythons(but: str = "") -> list[str]:
    """One interpreter of each X.Y on this machine that can run pip-tools, this one first."""
    found = filter(None, map(ask, places_here().candidates("3.*[0-9]")))
    able = [python for python in found if python.fits(Target(python.python, PLATFORM))]
    first = {python.python: python.path for python in reversed(able)}
    return [path for python, path in sorted(first.items()) if python != but]


def name(python: str) -> str:
    own = ask(python)
    return own.python if own else python


def pins_by(python: str, target: Target, *lines: str) -> tuple[Pin, ...]:
    """Made by just this interpreter."""
    return PipTools(Places(python, ())).resolve(Order(lines, target), ignore)


def versions(target: Target, *lines: str, by: str = sys.executable) -> dict[str, str]:
    return {pin.name: pin.version for pin in pins_by(by, target, *lines)}


def add_choices(index: Index, target: Target) -> None:
    """A package whose right version only the target knows, and a need that only it has."""
    tag, arch = f"cp{target.python.replace('.', '')}", machine(target)
    is_target = f'python_version == "{target.python}" and platform_machine == "{arch}"'
    first = f'python_full_version == "{target.python}.0" and sys_platform == "linux"'
    right = f"{tag}-{tag}-manylinux_2_17_{arch}"
    index.add("fast", "1.0")
    index.add("fast", "2.0", f"shop; {is_target}", f"till<2; {first}", tag=right)
    index.add("fast", "3.0", tag=f"cp398-cp398-manylinux_2_17_{arch}")
    index.add("fast", "4.0", pythons=">=3.100")
    index.add("fast", "5.0", tag=f"{tag}-{tag}-macosx_11_0_arm64")
    index.add("fast", "6.0", tag=f"{tag}-{tag}-manylinux_2_39_{arch}")


@pytest.mark.parametrize("python", pythons(but=HERE.python), ids=name)
def test_a_lock_by_another_python_is_the_one_that_the_targets_own_makes(
    index: Index, python: str
) -> None:
    own = ask(python)
    assert own is not None
    target = Target(own.python, PLATFORM, "2.36")
    add_choices(index, target)

    native = pins_by(python, target, "fast")

    assert native == (
        Pin("fast", "2.0", (), via=("requirements.in",)),
        Pin("shop", "2.0", (), via=("fast",)),
        Pin("till", "1.5", (), via=("fast", "shop")),
    )
    assert pins_by(sys.executable, target, "fast") == native


@pytest.mark.parametrize("python", pythons(), ids=name)
def test_any_python_locks_for_one_that_is_not_here(index: Index, python: str) -> None:
    target = Target("3.99", ELSEWHERE, "2.36")
    add_choices(index, target)

    found = versions(target, "fast", by=python)

    assert found == {"fast": "2.0", "shop": "2.0", "till": "1.5"}


LAPTOP = """\
#!{python} -I
import json, platform, runpy, sys, sysconfig, urllib.request

if "-c" in sys.argv:
    print(json.dumps({itself!r}))
    raise SystemExit
sysconfig.get_config_vars()
sys.platform = "darwin"
sysconfig.get_platform = lambda: "macosx-14.0-arm64"
platform.system = lambda: "Darwin"
platform.machine = lambda: "arm64"
platform.mac_ver = lambda *_: ("14.5", ("", "", ""), "arm64")
platform.libc_ver = lambda *_: ("", "")
sys.argv = sys.argv[-1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_laptop_with_another_system_makes_the_same_lock(index: Index, tmp_path: Path) -> None:
    add_choices(index, NOWHERE)
    here = {"python": "3.98", "full": "3.98.0", "kind": "cpython", "glibc": ""}
    itself = {**here, "system": "darwin", "machine": "arm64"}
    laptop = tmp_path / "python3.98"
    laptop.write_text(LAPTOP.format(python=sys.executable, itself=itself))
    laptop.chmod(0o755)

    assert pins_by(str(laptop), NOWHERE, "fast") == pins_by(sys.executable, NOWHERE, "fast")


def test_a_python_that_is_not_the_targets_is_named_with_its_system(index: Index) -> None:
    heard: list[str] = []

    pins("till", target=NOWHERE, progress=heard.append)

    assert OWN is not None
    assert heard == [
        f"Locking for Python 3.99 on {PLATFORM} with pip-tools under Python {OWN.full} "
        f"on linux/{OWN.machine}"
    ]


@pytest.mark.parametrize("target", [HERE.python, "3.99"])
def test_a_wheel_for_a_newer_glibc_than_the_images_is_not_chosen(index: Index, target: str) -> None:
    arch = MACHINES[PLATFORM]
    index.add("fast", "1.0", tag=f"py3-none-manylinux_2_17_{arch}")
    index.add("fast", "2.0", tag=f"py3-none-manylinux_2_31_{arch}")

    assert versions(Target(target, PLATFORM, "2.28"), "fast") == {"fast": "1.0"}
    assert versions(Target(target, PLATFORM, "2.31"), "fast") == {"fast": "2.0"}


def test_a_version_for_a_newer_glibc_only_says_which(index: Index) -> None:
    index.add("till", "9.0", tag=f"py3-none-manylinux_2_39_{MACHINES[PLATFORM]}")

    refused = refusal("till==9.0", target=Target(HERE.python, PLATFORM, "2.36"))

    assert refused.says == "till==9.0 needs glibc 2.39, the image has 2.36."
    assert refused.hint == f"{HERE} has wheels of 3.0."


def test_source_is_never_built_for_another_machine(index: Index) -> None:
    index.add_source("raw", "1.0")

    refused = refusal("raw", target=NOWHERE)

    assert refused.says.startswith(
        "raw has no wheel, only source (raw-1.0.tar.gz), and source is built "
    )
    assert "lock: {from_source: [raw]}" in refused.hint


def test_a_wheel_by_its_address_is_held_against_the_target_and_not_this_machine(
    index: Index,
) -> None:
    index.add("own", "1.0", "till<2", tag=f"cp399-cp399-manylinux_2_17_{machine(NOWHERE)}")
    address = index.url.replace("simple", f"files/{list(index.files)[-1]}")

    assert versions(NOWHERE, f"own @ {address}") == {"own": "1.0", "till": "1.5"}


def test_pins_that_still_fit_are_kept_for_another_python_too(index: Index) -> None:
    before = pins("shop", "till<2", target=NOWHERE)

    after = pins("shop", target=NOWHERE, kept=before)

    assert {pin.name: pin.version for pin in after} == {"shop": "2.0", "till": "1.5"}


BROKEN = {
    "_internal/models/target_python.py": (
        "TargetPython.get_tags = TargetPython.get_sorted_tags = lambda self: get_supported()\n"
        "TargetPython.get_unsorted_tags = lambda self: set(get_supported())\n",
        "the choice of files",
    ),
    "_internal/resolution/resolvelib/candidates.py": (
        "_with = RequiresPythonCandidate.__init__\n"
        "RequiresPythonCandidate.__init__ = lambda self, *_, **__: _with(self, None)\n",
        "the Python that Requires-Python is held against",
    ),
    "_vendor/packaging/markers.py": (
        "_here, _ask = default_environment(), Marker.evaluate\n"
        "Marker.evaluate = lambda self, environment=None, *rest: "
        "_ask(self, {**_here, **(environment or {})}, *rest)\n",
        "the Python and system that markers are held against",
    ),
    "_internal/index/package_finder.py": (
        "_begin, _collect = PackageFinder.__init__, LinkCollector.collect_sources\n"
        "def _bound(self, link_collector, *rest, **named):\n"
        "    link_collector.collect_sources = _collect.__get__(link_collector)\n"
        "    _begin(self, link_collector, *rest, **named)\n"
        "PackageFinder.__init__ = _bound\n",
        "the place that a package comes from",
    ),
    "_internal/models/format_control.py": (
        "_undo = lambda cls: delattr(cls, 'get_allowed_formats')\n"
        "FormatControl.__init_subclass__ = classmethod(_undo)\n",
        "the choice between wheels and source",
    ),
    "_internal/network/auth.py": (
        "MultiDomainBasicAuth._get_index_url = lambda self, url: None\n",
        "the credentials of an index",
    ),
    "_internal/index/collector.py": (
        "_given, parse_links = parse_links, lambda page: (*_given(page), *_given(page))\n",
        "the pages of an index",
    ),
    "_internal/distributions/sdist.py": (
        "del SourceDistribution.prepare_distribution_metadata\n",
        "KeyError: 'prepare_distribution_metadata'",
    ),
    "_internal/cli/req_command.py": (
        "del RequirementCommand._build_package_finder\n",
        "AttributeError: 'InstallCommand' object has no attribute '_build_package_finder'",
    ),
}


@pytest.mark.parametrize("file", BROKEN)
def test_a_pip_that_changed_underneath_is_refused_before_it_locks(
    tmp_path: Path, file: str
) -> None:
    change, says = BROKEN[file]
    shutil.copytree(Path(pip.__file__).parent, tmp_path / "changed/pip")
    with (tmp_path / "changed/pip" / file).open("a") as text:
        text.write(change)

    said = run_runner(tmp_path, {"pip": str(tmp_path / "changed")})

    assert said.returncode == runner.TOO_NEW, said.stderr
    assert json.loads(said.stdout) == ["unexpected", [says]]


def run_runner(folder: Path, modules: dict[str, str]) -> subprocess.CompletedProcess[str]:
    lay_out(folder, Order((), NOWHERE), [])
    request = json.loads((folder / runner.REQUEST).read_text())
    request["modules"] |= modules
    (folder / runner.REQUEST).write_text(json.dumps(request))
    return subprocess.run(
        [sys.executable, "-I", runner.__file__], cwd=folder, capture_output=True, text=True
    )


def test_a_pip_tools_that_changed_is_refused_before_it_locks(tmp_path: Path) -> None:
    changed = tmp_path / "changed/piptools"
    for package in (changed, changed / "scripts", changed / "repositories"):
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    (changed / "scripts/compile.py").write_text("PyPIRepository = None\n")
    (changed / "repositories/pypi.py").write_text(
        "class PyPIRepository:\n    def allow_all_wheels(self, more): ...\n"
    )

    said = run_runner(tmp_path, {"piptools": str(tmp_path / "changed")})

    assert said.returncode == runner.TOO_NEW, said.stderr
    assert json.loads(said.stdout) == [
        "unexpected",
        [
            "PyPIRepository.allow_all_wheels",
            "piptools.scripts.compile.PyPIRepository",
        ],
    ]


def test_the_refusal_names_what_changed() -> None:
    report = Report(runner.TOO_NEW, {"unexpected": ["the choice of files"]}, "")

    refused = refusal_of(report, Order((), NOWHERE))

    assert isinstance(refused, LockFailed)
    assert refused.says.endswith(" is newer than mlpack knows: the choice of files changed.")
    assert refused.hint == "pip install 'pip-tools>=7.5,<8' 'pip<27'"

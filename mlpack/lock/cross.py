"""Gives pip a target that is not the machine it runs on, and tests that pip keeps to it.

pip takes from the Python that runs it which wheels fit, which Requires-Python holds and what
markers say. `aimed` and `answer_markers` put the target's answers in their places, and `strangers`
resolves a few made-up wheels whose right choice is known before a real one is made. The target's
own Python, where one runs this, is given the same answers: its patch release, its kernel and its
glibc are not the image's, and a lock would differ from one machine to the next.

Like the runner, it imports nothing of mlpack. What it relies on without a promise of pip's or
pip-tools' is here and in the runner, and nowhere else.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

_FOLDER = "self-test"

# By the version of `aim` that was chosen; the first is right.
_WRONG = {
    "1": "",
    "2": "the Python that Requires-Python is held against",
    "3": "the Python that a wheel's tags are held against",
    "4": "the glibc that a wheel's tags are held against",
    "5": "the system that a wheel's tags are held against",
}


@dataclass(frozen=True)
class Aim:
    """A target in pip's words: `3.10`, `x86_64`, and every platform tag that it takes."""

    python: str
    machine: str
    platforms: tuple[str, ...]

    @property
    def full(self) -> str:
        """The first release of X.Y, which uv assumes as well.

        Which one the image has is not known to the day. What is locked for the first installs on
        all: a backport that only early releases need is there, and nothing needs a later one.
        """
        return f"{self.python}.0"

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(map(int, self.full.split(".")))

    @property
    def tag(self) -> str:
        return f"cp{self.python.replace('.', '')}"

    @property
    def markers(self) -> dict[str, str]:
        return {
            "implementation_name": "cpython",
            "implementation_version": self.full,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            # The kernel is the host's that will run the image. No pip stumbles over a 0.
            "platform_release": "0",
            "platform_system": "Linux",
            "platform_version": "0",
            "python_full_version": self.full,
            "python_version": self.python,
            "sys_platform": "linux",
        }


def answer_markers(aim: Aim) -> None:
    """Markers of requirements and of packages' metadata are the target's from here on."""
    from pip._vendor.packaging import markers

    setattr(markers, "default_environment", lambda: dict(aim.markers))  # noqa: B010


def aimed(repository: type[Any], aim: Aim) -> type[Any]:
    """pip-tools' view of an index, with the target's finder and resolver."""
    from pip._internal.models.target_python import TargetPython

    # The tags of a debug or a free-threaded Python that runs this would else be taken for its.
    target = TargetPython(list(aim.platforms), aim.numbers, [aim.tag], "cp")

    class Aimed(repository):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            self._finder = self.command._build_package_finder(
                options=self.options, session=self.session, target_python=target
            )
            make = partial(self.command.make_resolver, py_version_info=aim.numbers)
            self.command.make_resolver = make
            # Whatever is not installed here is not checked against what this machine takes.
            self.options.target_dir = os.curdir

    return Aimed


def strangers(aim: Aim) -> list[str]:
    """What in pip and pip-tools is not as this file and the runner know it."""
    try:
        return list(_unexpected_names()) or list(_disregarded(aim))
    except Exception as fault:
        return [f"{type(fault).__name__}: {fault}"]


def _unexpected_names() -> Iterator[str]:
    from pip._internal.index import collector, package_finder
    from pip._internal.models.link import Link
    from piptools.repositories.pypi import PyPIRepository
    from piptools.scripts import compile as pip_compile

    known = {
        "_get_hashes_from_pypi": ["self", "ireq"],
        "find_all_candidates": ["self", "req_name"],
        "get_hashes": ["self", "ireq"],
        "allow_all_wheels": ["self"],
    }
    for name, arguments in known.items():
        method = getattr(PyPIRepository, name, None)
        if method is None or list(inspect.signature(method).parameters) != arguments:
            yield f"PyPIRepository.{name}"
    if getattr(pip_compile, "PyPIRepository", None) is not PyPIRepository:
        yield "piptools.scripts.compile.PyPIRepository"
    if getattr(package_finder, "parse_links", None) is not collector.parse_links:
        yield "pip._internal.index.package_finder.parse_links"
    for name in ("hash", "hash_name", "filename", "requires_python"):
        if not hasattr(Link, name) and name not in getattr(Link, "__slots__", ()):
            yield f"Link.{name}"


def _disregarded(aim: Aim) -> Iterator[str]:
    """Which part of the aim a real choice among made-up wheels does not keep to."""
    from pip._internal.exceptions import InstallationError

    Path(_FOLDER).mkdir()
    _lay_out_wheels(aim)
    try:
        chosen = _chosen(aim)
    except InstallationError:
        chosen = {}
    if wrong := _WRONG.get(chosen.pop("aim", ""), "the choice of wheels"):
        yield wrong
    elif chosen != {"wanted": "1"}:
        yield "the Python and system that markers are held against"


def _lay_out_wheels(aim: Aim) -> None:
    """Version 1 is right; each later one is wrong for one reason, and would be taken for newer."""
    major, number = aim.numbers[:2]
    newest = aim.platforms[0]
    glibc = int(newest.split("_")[2])
    too_new = newest.replace(f"_{glibc}_", f"_{glibc + 1}_")
    yes = " and ".join(f'{name} == "{value}"' for name, value in aim.markers.items())
    no = " or ".join(f'{name} != "{value}"' for name, value in aim.markers.items())
    right = f"Requires-Dist: wanted; {yes}\nRequires-Dist: unwanted; {no}\n"
    _wheel("aim", 1, f"{aim.tag}-{aim.tag}-{newest}", right)
    _wheel("aim", 2, "py3-none-any", f"Requires-Python: !={aim.python}.*\n")
    _wheel("aim", 3, f"cp{major}{number + 1}-cp{major}{number + 1}-{newest}")
    _wheel("aim", 4, f"{aim.tag}-{aim.tag}-{too_new}")
    for system in ("win_amd64", "macosx_10_9_x86_64", "macosx_11_0_arm64"):
        _wheel("aim", 5, f"{aim.tag}-{aim.tag}-{system}")
    _wheel("wanted", 1, "py3-none-any")
    _wheel("unwanted", 1, "py3-none-any")


def _wheel(name: str, version: int, tag: str, metadata: str = "") -> None:
    info = f"{name}-{version}.dist-info"
    with ZipFile(Path(_FOLDER, f"{name}-{version}-{tag}.whl"), "w") as archive:
        start = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        archive.writestr(f"{info}/METADATA", f"{start}{metadata}")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")


def _chosen(aim: Aim) -> dict[str, str]:
    from pip._internal.req.constructors import install_req_from_line
    from piptools.repositories.pypi import PyPIRepository
    from piptools.resolver import BacktrackingResolver

    options = ["--no-index", f"--find-links={_FOLDER}", "--only-binary=:all:", "--no-cache-dir"]
    repository = aimed(PyPIRepository, aim)(options, cache_dir=_FOLDER)
    resolver = BacktrackingResolver([install_req_from_line("aim")], {}, repository)
    return {str(pin.name): next(iter(pin.specifier)).version for pin in resolver.resolve()}

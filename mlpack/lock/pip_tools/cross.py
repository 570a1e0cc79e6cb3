"""Gives pip a target that is not the machine it runs on, and tests that pip keeps to it.

pip takes from the Python that runs it which wheels fit, which Requires-Python holds and what
markers say. `aimed` and `answer_markers` put the target's answers in their places, and `strangers`
resolves a few made-up files whose right choice is known before a real one is made. The target's
own Python, where one runs this, is given the same answers: its patch release, its kernel and its
glibc are not the image's, and a lock would differ from one machine to the next.

Like the runner, it imports nothing of mlpack. What is relied on without a promise of pip's or
pip-tools' is here, in the runner, and in what stands beside it (building, evidence, pages, routes),
and `strangers` tries all of it.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

_PIP = "pip._internal.index"
_RAW = "raw-1.tar.gz"
_FOLDER = "self-test"
_APART = f"{_FOLDER}/apart"

# By the version of `aim` that was chosen; the first is right.
_WRONG = {
    "1": "",
    "2": "the Python that Requires-Python is held against",
    "3": "the Python that a wheel's tags are held against",
    "4": "the glibc that a wheel's tags are held against",
    "5": "the system that a wheel's tags are held against",
    "6": "the choice between wheels and source",
}

# What the tests below may build, where one package comes from alone, and what opens an index.
TRIAL_SOURCE = ("raw",)
TRIAL_KEY = "https://name:word@self-test.invalid/simple"


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


def trial_place(package: str) -> str:
    return Path(_APART).absolute().as_uri() if package == "routed" else ""


def target_python(aim: Aim) -> Any:
    from pip._internal.models.target_python import TargetPython

    # The tags of a debug or a free-threaded Python that runs this would else be taken for its.
    return TargetPython(list(aim.platforms), aim.numbers, [aim.tag], "cp")


def tags_of(aim: Aim) -> Any:
    target = target_python(aim)
    # Its name before pip 23.3.
    return (target.get_sorted_tags if hasattr(target, "get_sorted_tags") else target.get_tags)()


def aimed(repository: type[Any], aim: Aim, formats: Any) -> type[Any]:
    """pip-tools' view of an index, with the target's finder and resolver; `made` is the last one.

    `formats` is pip's FormatControl, which no option can bring to what building.py wants.
    """

    class Aimed(repository):  # type: ignore[misc]
        made: Any = None

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            Aimed.made = self
            self.options.format_control = formats
            self._finder = self.command._build_package_finder(
                options=self.options, session=self.session, target_python=target_python(aim)
            )
            make = partial(self.command.make_resolver, py_version_info=aim.numbers)
            self.command.make_resolver = make
            # Whatever is not installed here is not checked against what this machine takes.
            self.options.target_dir = os.curdir

    return Aimed


def strangers(aim: Aim, formats: Any) -> list[str]:
    """What in pip and pip-tools is not as this file and the runner know it.

    To be called while the trial's routes are followed, with the formats of the trial's source.
    """
    return list(_unexpected_names()) or list(_disregarded(aim, formats))


def _unexpected_names() -> Iterator[str]:
    from pip._internal.models.link import Link
    from piptools.repositories.pypi import PyPIRepository
    from piptools.scripts import compile as pip_compile

    method = getattr(PyPIRepository, "allow_all_wheels", None)
    if method is None or list(inspect.signature(method).parameters) != ["self"]:
        yield "PyPIRepository.allow_all_wheels"
    if getattr(pip_compile, "PyPIRepository", None) is not PyPIRepository:
        yield "piptools.scripts.compile.PyPIRepository"
    for name in ("filename", "requires_python"):
        if not hasattr(Link, name) and name not in getattr(Link, "__slots__", ()):
            yield f"Link.{name}"


def _disregarded(aim: Aim, formats: Any) -> Iterator[str]:
    """Which part of the aim a real choice among made-up files does not keep to."""
    from pip._internal.exceptions import InstallationError
    from piptools.repositories.pypi import PyPIRepository

    Path(_APART).mkdir(parents=True)
    _lay_out_files(aim)
    options = ["--no-index", f"--find-links={_FOLDER}", "--no-cache-dir"]
    repository = aimed(PyPIRepository, aim, formats)(options, cache_dir=_FOLDER)
    try:
        chosen = _chosen(repository)
    except InstallationError:
        chosen = {}
    if wrong := _WRONG.get(chosen.pop("aim", ""), "the choice of files"):
        yield wrong
    elif (chosen.pop("routed", ""), chosen.pop("kept", "")) != ("1", "1"):
        yield "the place that a package comes from"
    elif chosen != {"wanted": "1"}:
        yield "the Python and system that markers are held against"
    elif [raw.link.filename for raw in repository.finder.find_all_candidates("raw")] != [_RAW]:
        yield "the choice between wheels and source"
    elif "Authorization" not in _asked(repository):
        yield "the credentials of an index"
    elif [len(list(page)) for page in _pages(aim)] != [1, 1]:
        yield "the pages of an index"


def _lay_out_files(aim: Aim) -> None:
    """Version 1 is right; each later one is wrong for one reason, and would be taken for newer."""
    major, number = aim.numbers[:2]
    newest = aim.platforms[0]
    glibc = int(newest.split("_")[2])
    too_new = newest.replace(f"_{glibc}_", f"_{glibc + 1}_")
    yes = " and ".join(f'{name} == "{value}"' for name, value in aim.markers.items())
    no = " or ".join(f'{name} != "{value}"' for name, value in aim.markers.items())
    needs = ("routed", "kept", f"wanted; {yes}", f"unwanted; {no}")
    right = "".join(f"Requires-Dist: {need}\n" for need in needs)
    _wheel("aim", 1, f"{aim.tag}-{aim.tag}-{newest}", right)
    _wheel("aim", 2, "py3-none-any", f"Requires-Python: !={aim.python}.*\n")
    _wheel("aim", 3, f"cp{major}{number + 1}-cp{major}{number + 1}-{newest}")
    _wheel("aim", 4, f"{aim.tag}-{aim.tag}-{too_new}")
    for system in ("win_amd64", "macosx_10_9_x86_64", "macosx_11_0_arm64"):
        _wheel("aim", 5, f"{aim.tag}-{aim.tag}-{system}")
    for name in ("wanted", "unwanted", "kept"):
        _wheel(name, 1, "py3-none-any")
    Path(_FOLDER, "aim-6.tar.gz").touch()
    Path(_FOLDER, _RAW).touch()
    _wheel("apart/routed", 1, "py3-none-any")
    _wheel("routed", 2, "py3-none-any")
    _wheel("apart/kept", 2, "py3-none-any")


def _wheel(path: str, version: int, tag: str, metadata: str = "") -> None:
    name = Path(path).name
    info = f"{name}-{version}.dist-info"
    with ZipFile(Path(_FOLDER, f"{path}-{version}-{tag}.whl"), "w") as archive:
        start = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        archive.writestr(f"{info}/METADATA", f"{start}{metadata}")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")


def _chosen(repository: Any) -> dict[str, str]:
    from pip._internal.req.constructors import install_req_from_line
    from piptools.resolver import BacktrackingResolver

    resolver = BacktrackingResolver([install_req_from_line("aim")], {}, repository)
    return {str(pin.name): next(iter(pin.specifier)).version for pin in resolver.resolve()}


def _pages(aim: Aim) -> Iterator[Any]:
    """The links of a page of each kind, which lists one wheel that fits and one that does not."""
    collector, finder = map(import_module, (f"{_PIP}.collector", f"{_PIP}.package_finder"))
    platforms = (aim.platforms[0], "win_amd64")
    files = [f"aim-1-{aim.tag}-{aim.tag}-{platform}.whl" for platform in platforms]
    page = json.dumps({"files": [{"filename": file, "url": file} for file in files]})
    texts = {
        "text/html": "".join(f'<a href="{file}">{file}</a>' for file in files),
        "application/vnd.pypi.simple.v1+json": page,
    }
    for kind, text in texts.items():
        content = (text.encode(), kind, "utf-8", "https://self-test.invalid/simple/aim/", False)
        yield finder.parse_links(collector.IndexContent(*content))


def _asked(repository: Any) -> Any:
    """The headers that a page of an index would be asked for with."""
    requests = import_module("pip._vendor.requests")
    page = requests.Request("GET", "https://self-test.invalid/simple/aim/")
    return repository.session.prepare_request(page).headers

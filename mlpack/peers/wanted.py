"""All requirements of a peer's file together: the framework among them, files named, lines kept."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import SpecFaults
from mlpack.peers import pip
from mlpack.peers.collector import Collector
from mlpack.peers.model import Carried
from mlpack.peers.split import Split, split
from mlpack.requirements import Line
from mlpack.requirements.entry import entry_of
from mlpack.requirements.pip_lines import logical_lines
from mlpack.requirements.source import Source


@dataclass(frozen=True)
class _File:
    """`named` is the item of mlpack.yaml; `faulty` where only some of its lines can be had."""

    named: Line
    lines: tuple[Line, ...]
    faulty: bool


def settle(into: Collector, *, prefer: str = "", prefer_where: str = "") -> None:
    """Carries the framework and the requirements that were collected.

    A file that can be named is named, and its versions hold. It is taken apart where one of its
    lines cannot be had, or says a version that the catalogue does not know.
    """
    files = list(_files(into))
    of_files = [line for file in files for line in file.lines]
    names = set(map(_name_of, [*into.lines, *of_files]))
    inline = [line for line in into.of_images if _name_of(line) not in names] + into.lines
    found = split([*inline, *of_files], into.catalog, prefer=prefer)
    doubted = {_name_of(line) for line, _ in found.notes}
    for file in files:
        if file.faulty or doubted & set(map(_name_of, file.lines)):
            inline += file.lines
        else:
            into.join("requirements", [file.named.text], file.named.where)
    is_own = found.line in inline
    _framework(into, found, where=found.line.where if found.line else prefer_where, is_own=is_own)
    others = {*found.others}
    # an image without a version says no more than what it is for
    idle = {line for line in into.of_images if "==" not in line.text}
    for line in inline:
        is_other = line in others or (not is_own and _name_of(line) not in doubted)
        if is_other and line not in idle:
            into.join("requirements", [line.text], line.where)


def _name_of(line: Line) -> str:
    return canonicalize_name(Requirement(line.text).name)


def _framework(into: Collector, found: Split, *, where: str, is_own: bool) -> None:
    """Where a file is named that has its version, that holds; `is_own` where none is."""
    if not found.framework:
        return
    version = found.version if is_own or not _is_heard(into, found) else ""
    text = f"{found.framework}=={version}" if version else found.framework
    into.carry("framework", text, where)
    into.join("framework.extras", found.extras if is_own else (), where)
    for line, says in found.notes:
        is_own = line == found.line
        taken = f"{text} is taken" if is_own else "It is left out, and the framework's own is taken"
        into.leave(line.where, line.text, f"{says} {taken}: see that the model loads with it.")
        setting = "framework" if is_own else "requirements"
        into.unknown.append(Carried(setting, line.text, line.where))
    if found.device:
        into.compute(found.device, where, found.line.text if found.line else "", cuda=found.cuda)


def _is_heard(into: Collector, found: Split) -> bool:
    """Whether the plan knows the line of the file for the framework's."""
    distributions = into.catalog.framework(found.framework).distributions
    return bool(found.line and _name_of(found.line) in distributions)


def _files(into: Collector) -> Iterator[_File]:
    """Each once, with those that a file names which cannot be named itself."""
    read: set[str] = set()
    while left := [named for named in into.requirement_files if named.text not in read]:
        read.add(left[0].text)
        yield _read(into, left[0])


def _read(into: Collector, named: Line) -> _File:
    """The lines of a file; what mlpack.yaml could not have in it is left."""
    from mlpack.requirements.read import read

    try:
        requested = read(into.root, requirements=[named.text], constraints=[])
    except SpecFaults as error:
        return _File(named, _salvaged(into, named, error), faulty=True)
    return _File(named, requested.lines, faulty=False)


def _salvaged(into: Collector, named: Line, error: SpecFaults) -> tuple[Line, ...]:
    """Of pip's own files what can be had; others have no lines that stand for themselves."""
    path = entry_of(named.text).path
    if not path.endswith((".txt", ".in")) or not all(fault.file for fault in error.faults):
        for fault in error.faults:
            place = f"{fault.file}:{fault.line}" if fault.file else named.where
            into.leave(place, named.text, fault.says)
        return ()
    before, into.lines, into.folder = into.lines, [], posixpath.dirname(path)
    for found in logical_lines(Source(into.root, path, "", path).text()):
        options = found.options.partition("--hash")
        if options[1] and len(into.lines) == 0:
            into.leave(f"{path}:{found.number}", found.requirement, _HASHED)
        pip.line(into, f"{found.requirement} {options[0]}".strip(), f"{path}:{found.number}")
    salvaged, into.lines, into.folder = tuple(into.lines), before, ""
    return salvaged


_HASHED = (
    "This file is a lock, and its lines are taken without their hashes. Shorter: name it under "
    "constraints:, and under requirements: what model.py imports."
)

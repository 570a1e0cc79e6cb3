"""Rows that several peers' tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mlpack.peers import pip, variables
from mlpack.peers.collector import Collector
from mlpack.peers.reasons import ENTRY
from mlpack.peers.sheet import Entry
from mlpack.peers.system import debian_packages
from mlpack.wording import label

_PYTHON = re.compile(r"(?:py|python)?[ =]*v?(3)\.?(\d{1,2})(?:\.\d+)?(?:\.\*)?")
_CUDA = re.compile(r"(\d+\.\d+)(?:\.\d+)*")


def python(into: Collector, text: str, where: str, shown: str) -> None:
    """3.11, 3.11.4 and py311: a base image brings the newest patch of a Python."""
    found = _PYTHON.fullmatch(text.strip())
    into.carry("python", f"{found[1]}.{found[2]}" if found else text, where, shown)


def minor_python(into: Collector, entry: Entry) -> None:
    python(into, str(entry.value), entry.where, entry.text)


def cuda(into: Collector, entry: Entry) -> None:
    found = _CUDA.fullmatch(str(entry.value))
    into.compute("cuda", entry.where, entry.text, cuda=found[1] if found else str(entry.value))


def named_after(into: Collector, entry: Entry) -> None:
    """The last part of an image's name, without its tag."""
    image = str(entry.value).rpartition("/")[2].partition("@")[0].partition(":")[0]
    into.carry("name", label(image), entry.where, entry.text)


def packages(into: Collector, entry: Entry) -> None:
    """Lines as a file of requirements has them."""
    for where, text in entry.texts():
        pip.line(into, text, where)


def requirement_files(into: Collector, entry: Entry) -> None:
    for where, path in entry.texts():
        pip.requirement_file(into, path, where)


def system_packages(into: Collector, entry: Entry) -> None:
    for where, name in entry.texts():
        debian_packages(into, [name], where)


def environment(into: Collector, entry: Entry) -> None:
    """A mapping, or a list of `NAME=value` or of {name, value}."""
    if isinstance(entry.value, Mapping):
        for name, value in entry.value.items():
            where = f"{entry.document.file}:{entry.document.place((*entry.path, name))[0]}"
            variables.variable(into, str(name), str(value), where)
        return
    for where, item in entry.items():
        if isinstance(item, Mapping):
            name, value = item.get("name", ""), item.get("value")
            variables.written(into, name if value is None else f"{name}={value}", where)
        elif isinstance(item, str):
            variables.written(into, item, where)


def entry_point(into: Collector, entry: Entry) -> None:
    into.leave(entry.where, entry.text, ENTRY.format(entry.value))

"""Rows that several peers' tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mlpack.catalog import known_distributions
from mlpack.peers import pip, variables
from mlpack.peers.collector import Collector
from mlpack.peers.model import Carried
from mlpack.peers.reasons import CONDA, ENTRY
from mlpack.peers.sheet import Entry, odd
from mlpack.peers.system import debian_packages
from mlpack.wording import label

_PYTHON = re.compile(r"(?:py|python)?[ =]*v?(3)\.?(\d{1,2})(?:\.\d+)?(?:\.\*)?")
_CONDA_PYTHON = re.compile(r"python\s*[=<>~]+\s*([\d.]+)")
_CONDA_PIN = re.compile(
    r"(?P<name>[a-z0-9_.-]+?)\s*(==?\s*(?P<version>[\d.]+)(=\S+)?|(?P<range>[<>].*))?"
)
_CUDA = re.compile(r"(\d+\.\d+)(?:\.\d+)*")


def python(into: Collector, text: str, where: str, shown: str) -> None:
    """3.11, 3.11.4 and py311: a base image brings the newest patch of a Python."""
    found = _PYTHON.fullmatch(text.strip())
    version = f"{found[1]}.{found[2]}" if found else text
    if says := into.fault("python", version):
        into.leave(where, shown, f"{says} Left out, the newest that all others have is taken.")
        into.unknown.append(Carried("python", version, where))
    else:
        into.carry("python", version, where, shown)


def minor_python(into: Collector, entry: Entry) -> None:
    python(into, str(entry.value), entry.where, entry.text)


def cuda(into: Collector, entry: Entry) -> None:
    found = _CUDA.fullmatch(str(entry.value))
    into.compute("cuda", entry.where, entry.text, cuda=found[1] if found else str(entry.value))


def port(into: Collector, text: str, where: str, shown: str) -> None:
    if "$" in text:
        into.leave(where, shown, "What it stands for is not known here: say it under serving.port.")
    elif says := into.fault("serving.port", text):
        because = f"{says} The service is not root: publish its port as {text} where it runs."
        into.leave(where, shown, because)
    else:
        into.carry("serving.port", text, where, shown)


def served_at(into: Collector, entry: Entry) -> None:
    port(into, str(entry.value), entry.where, entry.text)


def conda_packages(into: Collector, entry: Entry) -> None:
    """Of what conda installs the Python, and what it leaves to pip."""
    for place, (where, item) in enumerate(entry.items()):
        if isinstance(item, Mapping) and "pip" in item:
            inner = Entry(entry.document, (*entry.path, place, "pip"), item["pip"])
            packages(into, inner)
        elif isinstance(item, str) and (found := _CONDA_PYTHON.match(item)):
            python(into, found[1], where, item)
        elif isinstance(item, str):
            _conda_package(into, item, where)
        else:
            odd(into, where, item)


def _conda_package(into: Collector, text: str, where: str) -> None:
    """One that pip has by the same name is asked for by it; `numpy=1.26` is any 1.26 to conda."""
    found = _CONDA_PIN.fullmatch(text.rpartition("::")[2].strip())
    known = {name for row in known_distributions() for name in (row.name, *row.known_as)}
    if found and found["name"] == "pip":
        return
    if found and found["name"] in known:
        version = found["version"] or ""
        wild = ".*" if version and version.count(".") < 2 else ""
        pin = f"=={version}{wild}" if version else found["range"] or ""
        pip.line(into, f"{found['name']}{pin}", where)
    else:
        into.leave(where, text, CONDA)


def named_after(into: Collector, entry: Entry) -> None:
    """The last part of an image's name, without its tag."""
    image = str(entry.value).rpartition("/")[2].partition("@")[0].partition(":")[0]
    into.carry("name", label(image), entry.where, entry.text)


def packages(into: Collector, entry: Entry) -> None:
    """Lines as a file of requirements has them."""
    for where, text in entry.texts(into):
        pip.line(into, text, where)


def requirement_files(into: Collector, entry: Entry) -> None:
    for where, path in entry.texts(into):
        pip.requirement_file(into, path, where)


def system_packages(into: Collector, entry: Entry) -> None:
    for where, name in entry.texts(into):
        debian_packages(into, [name], where)


def environment(into: Collector, entry: Entry) -> None:
    """A mapping, or a list of `NAME=value` or of {name, value}."""
    if isinstance(entry.value, Mapping):
        for name, value in entry.value.items():
            where = f"{entry.document.file}:{entry.document.place((*entry.path, name))[0]}"
            variables.variable(into, str(name), str(value), where)
        return
    for where, item in entry.items():
        if isinstance(item, Mapping) and isinstance(item.get("name"), str):
            name, value = item["name"], item.get("value")
            variables.written(into, name if value is None else f"{name}={value}", where)
        elif isinstance(item, str):
            variables.written(into, item, where)
        else:
            odd(into, where, item)


def entry_point(into: Collector, entry: Entry) -> None:
    into.leave(entry.where, entry.text, ENTRY.format(entry.value))

"""What the name of a base image says: a Python, a Debian, a CUDA, a framework in a version."""

from __future__ import annotations

import re

from mlpack.catalog import Catalog
from mlpack.peers.collector import Collector
from mlpack.peers.common import python
from mlpack.peers.reasons import CONDA, ITSELF
from mlpack.requirements import Line

_PYTHON = re.compile(r"(?:^|[-_])py(?:thon)?-?3\.?(\d{1,2})(?![\d.])|(?:^|[-_])python(3\.\d+)")
_CUDA = re.compile(r"cuda-?_?(\d+\.\d+)|cu(\d\d)(\d)(?!\d)")
_VERSION = re.compile(r"v?(\d+\.\d+(?:\.\d+)*)(?![\d.])")
_PLAIN = {"ubuntu", "debian", "buildpack-deps", "scratch", "busybox", "python"}
_CONDA = {"miniconda3", "mambaforge", "miniforge3", "micromamba", "anaconda3"}
_OF_MUSL = re.compile(r"alpine|musl")
# NVIDIA numbers its own by year and month, and not by what is in them.
_BY_MONTH = "nvcr.io/"

_MUSL = "It stands on musl, for which few packages have wheels: mlpack takes Debian's slim image."
_BASE = ITSELF.format("it chooses a base image for the Python and the CUDA")
_OWN = (
    "What is in it cannot be known from its name. To stay on it, add "
    "`base: {{image: {image}, suite: bookworm}}`, with the suite that it stands on, and say which "
    "Python it has under python:."
)


def based_on(into: Collector, image: str, where: str, text: str) -> None:
    name, tag = _parted(image)
    *_, last = parts = name.split("/")
    before = _said(into)
    if last in _CONDA:
        into.leave(where, text, CONDA)
        return
    if last == "python":
        python(into, _minor(tag.split("-")[0]), where, text)
    else:
        _named(into, tag, where, text)
        _framework(into, image, parts, where)
    if last in {"python", "debian"}:
        _suite(into, tag, where)
    if (last == "cuda" and _VERSION.match(tag)) or image.startswith(_BY_MONTH):
        found = _VERSION.match(tag) if last == "cuda" else None
        into.compute("cuda", where, text, cuda=_minor(found[1]) if found else "")
    if last == "alpine" or _OF_MUSL.search(tag):
        into.leave(where, text, _MUSL)
    elif _said(into) == before:
        into.leave(where, text, _BASE if last in _PLAIN else _OWN.format(image=image))


def _parted(image: str) -> tuple[str, str]:
    """The name and the tag; a port has a colon too."""
    name, _, tag = image.partition("@")[0].rpartition(":")
    return (name, tag) if name and "/" not in tag else (image.partition("@")[0], "")


def _said(into: Collector) -> tuple[int, ...]:
    """What grows with everything that is known of an image."""
    places = len(into.carried["compute.cuda"].where) if "compute.cuda" in into.carried else 0
    return len(into.carried), len(into.of_images), len(into.left), places


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _suite(into: Collector, tag: str, where: str) -> None:
    known = {row.name for row in into.catalog.suites}
    for word in tag.split("-"):
        if word in known:
            into.carry("base", word, where)


def _framework(into: Collector, image: str, parts: list[str], where: str) -> None:
    """pytorch/pytorch:2.5.1-... as a line that asks for torch==2.5.1."""
    distribution = _distribution(parts, into.catalog)
    if not distribution:
        return
    found = None if image.startswith(_BY_MONTH) else _VERSION.match(_parted(image)[1])
    asked = f"{distribution}=={found[1]}" if found else distribution
    into.of_images.append(Line(asked, where, image))


def _distribution(parts: list[str], catalog: Catalog) -> str:
    for word in (parts[-1], *parts[-2:-1]):
        for name in catalog.framework_names:
            framework = catalog.framework(name)
            if word == name or word in framework.distributions:
                return next(iter(framework.distributions), "")
    return ""


def _named(into: Collector, tag: str, where: str, text: str) -> None:
    if found := _PYTHON.search(tag):
        python(into, found[2] or f"3.{found[1]}", where, text)
    if found := _CUDA.search(tag):
        into.compute("cuda", where, text, cuda=found[1] or f"{found[2]}.{found[3]}")
    elif re.search(r"(^|-)gpu(-|$)", tag):
        into.compute("cuda", where, text)

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
_SUITE = re.compile(r"[a-z]+(?:\d\d\.\d\d)?")
_PLAIN = {"ubuntu", "debian", "buildpack-deps", "scratch", "busybox"}
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
    name, _, tag = image.partition("@")[0].rpartition(":")
    if "/" in tag or not name:
        name, tag = image.partition("@")[0], ""
    parts = name.split("/")
    before = len(into.carried), len(into.of_images)
    if parts[-1] in {"miniconda3", "mambaforge", "miniforge3", "micromamba", "anaconda3"}:
        into.leave(where, text, CONDA)
        return
    if parts[-1] == "python":
        python(into, ".".join(tag.split("-")[0].split(".")[:2]) or tag, where, text)
        _suite(into, tag, where)
    else:
        _framework(into, image, tag, where)
        _named(into, tag, where, text)
        if parts[-1] == "cuda" and (found := _VERSION.match(tag)):
            version = ".".join(found[1].split(".")[:2])
            into.compute("cuda", where, text, cuda=version)
        if parts[-1] == "debian":
            _suite(into, tag, where)
    if re.search(r"alpine|musl", tag) or parts[-1] == "alpine":
        into.leave(where, text, _MUSL)
    elif (len(into.carried), len(into.of_images)) == before and "compute.cuda" not in into.carried:
        plain = len(parts) == 1 and parts[0] in {*_PLAIN, "python"}
        into.leave(where, text, _BASE if plain else _OWN.format(image=image))


def _suite(into: Collector, tag: str, where: str) -> None:
    known = {row.name for row in into.catalog.suites}
    for word in tag.split("-"):
        if word in known:
            into.carry("base", word, where)


def _framework(into: Collector, image: str, tag: str, where: str) -> None:
    """pytorch/pytorch:2.5.1-... as a line that asks for torch==2.5.1."""
    name = image.partition("@")[0].removesuffix(f":{tag}")
    distribution = _distribution(name.split("/"), into.catalog)
    if not distribution:
        return
    found = None if image.startswith(_BY_MONTH) else _VERSION.match(tag)
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

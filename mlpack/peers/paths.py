"""Files that a peer puts into its image: the model, what is copied anyway, and what is included."""

from __future__ import annotations

import posixpath
import re

from mlpack.catalog import Catalog
from mlpack.peers.collector import Collector
from mlpack.peers.reasons import ITSELF
from mlpack.requirements import is_file

_PATTERN = re.compile(r"[*?\[\]{}!]")
_ALL = (
    "mlpack copies what is named and nothing else: model.py, the model, and under include: the "
    "files and folders that model.py needs."
)
_LOCKED = ITSELF.format("packages are installed from the lock, which is mounted and not copied")
_COPIED = ITSELF.format("it copies model.py")
_NAMED = ITSELF.format("what is not named never reaches the image")
# What a project says of itself; an image needs none of it.
_NOT_SERVED = re.compile(r"setup\.(py|cfg)|README.*|LICENSE.*|\.dockerignore|Dockerfile.*|Makefile")


def brought(into: Collector, written: str, where: str, text: str = "") -> None:
    """A path, or a pattern of them, relative to the project."""
    text = text or written
    path = posixpath.normpath(written.removeprefix("/")) if written.strip("/") else "."
    name = posixpath.basename(path)
    if _PATTERN.search(path):
        _pattern(into, path, where, text)
    elif path == ".":
        into.leave(where, text, _ALL)
    elif path == "model.py":
        into.leave(where, text, _COPIED)
    elif is_file(name) or _NOT_SERVED.fullmatch(name):
        into.leave(where, text, _LOCKED if is_file(name) else _NAMED)
    elif is_model(name, into.catalog) and "model" not in into.carried:
        into.carry("model", path, where, text)
    else:
        into.join("include", [path], where)


def _pattern(into: Collector, path: str, where: str, text: str) -> None:
    """`src/**/*.py` is the folder src; a pattern of the project's own folder is no folder."""
    folder = posixpath.dirname(path[: _PATTERN.search(path).start()] + "x")  # type: ignore[union-attr]
    if folder:
        into.join("include", [folder], where)
    else:
        into.leave(where, text, _ALL)


def is_model(name: str, catalog: Catalog) -> bool:
    """Whether some framework keeps its models in files by such a name."""
    suffix = posixpath.splitext(name)[1].lower()
    return any(name in row.files or suffix in row.suffixes for row in catalog.signatures)

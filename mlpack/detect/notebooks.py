"""Notebooks: the imports of their code, what they install, and the Python that they ran on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

from mlpack.catalog import distributions_of
from mlpack.detect.clue import Clue, Found, Package, minor_of, one_line
from mlpack.detect.folder import Folder
from mlpack.detect.pip_files import package_of

_MOST = 20
_WHOLE = 2 * 2**20
_TAIL = 16 * 2**10
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_][\w.]*)", re.M)
_INSTALL = re.compile(r"^\s*[!%]\s*(?:python -m )?pip3? install\s+(.+)$", re.M)
_VERSION = re.compile(r'"version":\s*"(3\.\d+\.\d+)"')
# A text of JSON that starts as an import does: all that is read of a notebook of any size.
_IN_TEXT = re.compile(r'(?:"\s*|\\n)((?:import|from|[!%]\s*pip3? install)\s[^"\\]*)')


def read_notebooks(folder: Folder) -> Iterator[Found]:
    paths = [path for path in folder.files if path.endswith(".ipynb")]
    for path in paths[:_MOST]:
        head = folder.head(path, _WHOLE + 1).decode("utf-8", errors="replace")
        code = _code(head) if len(head) <= _WHOLE else ""
        code = code or "\n".join(_IN_TEXT.findall(head))
        yield from _packages(path, code)
        if found := re.search(_VERSION, head[-_TAIL:]) or re.search(_VERSION, _tail(folder, path)):
            yield Clue("python", minor_of(found[1]), path, f"ran on Python {found[1]}", "possible")


def _code(text: str) -> str:
    """The code of its cells; empty where it is not JSON of a notebook."""
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return "\n".join("".join(map(str, source)) for source in sources)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _tail(folder: Folder, path: str) -> str:
    try:
        with (folder.root / path).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            return file.read(_TAIL).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _packages(path: str, code: str) -> Iterator[Found]:
    for found in _IMPORT.finditer(code):
        for row in distributions_of(found[1])[:1]:
            yield Package(row.name, "", path, one_line(f"import {found[1]}"), "tried")
    for found in _INSTALL.finditer(code):
        for word in found[1].split():
            if (package := package_of(word, path, "tried")) and not word.startswith("-"):
                yield package

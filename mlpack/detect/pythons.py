"""The Python of a project, where a file is there to name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlpack.detect.clue import Clue, Found, minor_of, one_line
from mlpack.detect.folder import Folder

_FILES = {
    ".python-version": r"^\s*(?:cpython-)?(?P<version>3\.[\d.]+)\s*$",
    "runtime.txt": r"^\s*python-(?P<version>3\.[\d.]+)\s*$",
    ".tool-versions": r"^\s*python\s+(?P<version>3\.[\d.]+)",
}


def read_pythons(folder: Folder) -> Iterator[Found]:
    for name, form in _FILES.items():
        text = folder.text(name)
        for number, line in enumerate(text.split("\n"), 1):
            found = re.match(form, line)
            if found and (minor := minor_of(found["version"])):
                yield Clue("python", minor, f"{name}:{number}", one_line(line), "certain")
                break
    for environment in folder.environments:
        yield from _of_environment(folder, environment)


def _of_environment(folder: Folder, environment: str) -> Iterator[Found]:
    """What made it may be gone; what its settings say is what the code last ran on."""
    path = f"{environment}/pyvenv.cfg"
    text = (folder.root / path).open("rb").read(4096).decode("utf-8", errors="replace")
    for number, line in enumerate(text.split("\n"), 1):
        key, _, value = line.partition("=")
        if key.strip() in {"version", "version_info"} and (minor := minor_of(_plain(value))):
            yield Clue("python", minor, f"{path}:{number}", one_line(line), "likely")
            return


def _plain(version: str) -> str:
    """3.11.4 of 3.11.4.final.0."""
    return ".".join(version.strip().split(".")[:3])

"""A file that is read: how it is shown, where it lies, and its text, however odd the file is."""

from __future__ import annotations

import codecs
import os
import posixpath
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from mlpack.errors import Fault
from mlpack.requirements.model import Constraint, Line
from mlpack.wording import did_you_mean, nearest

# The largest locks of real projects have 3 MiB.
_LARGEST = 8 * 2**20
_MOST_LINES = 200_000
_BYTE_ORDER = {
    codecs.BOM_UTF8: "utf-8-sig",
    # what `pip freeze > requirements.txt` writes in Windows' own PowerShell
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# pip ends a line at some of these, where no editor does: what a comment hides would be read.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_READ_HERE = (".txt", ".in", ".toml", ".lock")


class Unreadable(Exception):
    """`line` is 0 where the fault is not in the file, but in the name of it."""

    def __init__(self, says: str, line: int = 0) -> None:
        super().__init__(says)
        self.says = says
        self.line = line


@dataclass(frozen=True)
class Source:
    """`path` is relative to `root`, as it was written; `setting` and `entry` say what led to it."""

    root: Path
    path: str
    setting: str
    entry: str

    @property
    def shown(self) -> str:
        return posixpath.normpath(self.path)

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path)

    @property
    def identity(self) -> str:
        """The same for every name that leads to this file."""
        return os.path.realpath(self.root / self.path)

    def beside(self, path: str) -> Source:
        """The file that this one names."""
        return replace(self, path=posixpath.join(self.folder, path))

    def line(self, number: int, text: str) -> Line:
        return Line(text, f"{self.shown}:{number}", self.entry)

    def constraint(self, number: int, text: str) -> Constraint:
        return Constraint(text, f"{self.shown}:{number}", self.entry)

    def fault(self, line: int, says: str, *, column: int = 1) -> Fault:
        return Fault(line, column, self.setting, says, self.shown)

    def text(self) -> str:
        """Raises Unreadable; line ends are `\\n`."""
        text = _decoded(self._bytes()).replace("\r\n", "\n").replace("\r", "\n")
        if found := _CONTROL.search(text):
            number = text.count("\n", 0, found.start()) + 1
            raise Unreadable("Holds a control character.", number)
        if text.count("\n") > _MOST_LINES:
            raise Unreadable(f"{self.shown} has more than {_MOST_LINES} lines.")
        return text

    def _bytes(self) -> bytes:
        place = self.root / self.path
        try:
            status = place.stat()
            if stat.S_ISDIR(status.st_mode):
                raise Unreadable(f"{self.shown} is a folder. Name the file in it.")
            if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
                raise Unreadable(f"{self.shown} is not a file.")
            with place.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except FileNotFoundError:
            raise Unreadable(self._missing()) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", "") or "the name holds a zero character"
            raise Unreadable(f"{self.shown} cannot be read: {reason}.") from None
        if len(data) > _LARGEST:
            raise Unreadable(f"{self.shown} is larger than {_LARGEST // 2**20} MiB.")
        return data

    def _missing(self) -> str:
        says = f"There is no {self.shown}."
        try:
            names = sorted(path.name for path in (self.root / self.folder).iterdir())
        except OSError:
            return f"There is no folder {posixpath.normpath(self.folder)}."
        known = [name for name in names if name.endswith(_READ_HERE) and name.isprintable()]
        name = posixpath.basename(self.path)
        if not known or (len(known) > 5 and not nearest(name, known)):
            return says
        return f"{says} {did_you_mean(name, known)}"


def _decoded(data: bytes) -> str:
    encodings = (name for mark, name in _BYTE_ORDER.items() if data.startswith(mark))
    try:
        return data.decode(next(encodings, "utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("This is not UTF-8 text. Save the file as UTF-8.", line) from None

"""The locks of other tools: uv.lock, poetry.lock, and pylock.toml as PEP 751 has it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlpack.errors import Fault
from mlpack.requirements.foreign import is_pylock
from mlpack.requirements.judgement import shown
from mlpack.requirements.model import Found
from mlpack.requirements.pins import Locked, constraints
from mlpack.requirements.source import Source, Unreadable
from mlpack.requirements.toml_file import Table, parsed, table_of

# The files and edges of a package are most of a lock, and take the parser most of its time; its
# name, version and markers stand outside. Line breaks stay, for the lines of what is left.
_NOT_NEEDED = re.compile(
    r"^(?:wheels|files|sdist|dependencies) = (?:\[\n(?:    .*\n)*\]|[\[{].*[\]}])$", re.M
)
_MADE_ANEW = "Take the file from your last commit, or make it anew with its own tool."


@dataclass(frozen=True)
class _Format:
    """`locked` gives a package, or None for one that no index has, such as the project itself."""

    packages: str
    version: Callable[[Table], object]
    newest: int
    instead: str
    locked: Callable[[Table, int], Locked | None]


def is_foreign_lock(path: str) -> bool:
    return _kind(path) in _FORMATS


def read_lock(source: Source, named: Callable[[str], Fault]) -> Iterator[Found]:
    """Constraints; a fault of the name itself stands where it was `named`."""
    form = _FORMATS[_kind(source.path)]
    try:
        text = source.text()
        content = parsed(source, _NOT_NEEDED.sub(lambda cut: "\n" * cut[0].count("\n"), text))
        _check_version(form, content)
        packages = _packages(form, content, text)
    except Unreadable as error:
        yield source.fault(error.line, error.says) if error.line else named(error.says)
        return
    yield from constraints(source, packages, one_choice=form.instead)


def _kind(path: str) -> str:
    name = posixpath.basename(path)
    return "pylock.toml" if is_pylock(name) else name


def _check_version(form: _Format, content: Table) -> None:
    said = str(form.version(content))
    major = said.partition(".")[0]
    if not major.isdecimal() or len(major) > 9:
        raise Unreadable(f"The lock is damaged: it does not say its format. {_MADE_ANEW}", 1)
    if int(major) > form.newest:
        raise Unreadable(
            f"This is format {shown(said)}, and mlpack reads {form.newest}. {form.instead}", 1
        )


def _packages(form: _Format, content: Table, text: str) -> list[Locked]:
    rows = content.get(form.packages, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Unreadable(f"The lock is damaged: {form.packages} is no list of tables.", 1)
    lines = _lines_of(f"[[{form.packages}]]", text)
    lines += [1] * (len(rows) - len(lines))
    found = (form.locked(row, line) for row, line in zip(rows, lines, strict=False))
    return [package for package in found if package]


def _lines_of(heading: str, text: str) -> list[int]:
    lines = enumerate(text.split("\n"), 1)
    return [number for number, line in lines if line.startswith(heading)]


def _of_uv(row: Table, line: int) -> Locked | None:
    if {"virtual", "editable", "directory"} & {*table_of(row, "source")}:
        return None
    return _locked(row, line, row.get("resolution-markers", []))


def _of_poetry(row: Table, line: int) -> Locked | None:
    if table_of(row, "source").get("type") == "directory":
        return None
    said = row.get("markers", "")
    if not isinstance(said, Mapping):
        return _locked(row, line, [said] if said else [])
    groups = row.get("groups", [])
    unmarked = isinstance(groups, list) and any(group not in said for group in groups)
    return _locked(row, line, [] if unmarked else [*dict.fromkeys(map(str, said.values()))])


def _of_pep_751(row: Table, line: int) -> Locked | None:
    if "version" not in row or "directory" in row:
        return None
    return _locked(row, line, [row["marker"]] if row.get("marker") else [])


def _locked(row: Table, line: int, markers: Any) -> Locked:
    listed = markers if isinstance(markers, list) else [markers]
    name, version = (str(row.get(key, "")) for key in ("name", "version"))
    return Locked(line, name, version, tuple(map(str, listed)))


_FORMATS = {
    "uv.lock": _Format(
        "package",
        lambda content: content.get("version"),
        1,
        "`uv export --no-emit-project -o constraints.txt`, with the extras and groups that the "
        "model needs, and name that file.",
        _of_uv,
    ),
    "poetry.lock": _Format(
        "package",
        lambda content: table_of(content, "metadata").get("lock-version"),
        2,
        "`poetry export --without-hashes -o constraints.txt`, with the extras and groups that "
        "the model needs, and name that file.",
        _of_poetry,
    ),
    "pylock.toml": _Format(
        "packages",
        lambda content: content.get("lock-version"),
        1,
        "Make it for the extras and groups that the model needs alone.",
        _of_pep_751,
    ),
}

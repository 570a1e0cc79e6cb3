"""What other tools than pip ask for: Pipenv, conda, setuptools; read as text, and never run."""

from __future__ import annotations

import ast
import configparser
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from mlpack import toml
from mlpack.catalog import known_distributions
from mlpack.detect.clue import Clue, Found, Offer, Package, Remark, line_of, minor_of, one_line
from mlpack.detect.folder import Folder
from mlpack.detect.pip_files import package_of
from mlpack.detect.pyproject import pep440, python_range
from mlpack.wording import all_of, label

_ITEM = re.compile(r"^(?P<blanks>\s*)-\s*['\"]?(?P<text>[^'\"#]+?)['\"]?\s*(?:#.*)?$")
_CONDA = re.compile(r"(?:[\w-]+::)?(?P<name>[\w.-]+)\s*(?P<version>[=<>!~].*)?")


def read_pipfile(folder: Folder) -> Iterator[Found]:
    text = folder.text("Pipfile")
    try:
        content = toml.loads(text)
    except (ValueError, RecursionError):
        yield Remark("Pipfile cannot be read as TOML.")
        return
    requires = content.get("requires", {})
    said = requires.get("python_version") or requires.get("python_full_version")
    if said and (minor := minor_of(str(said))):
        line = line_of(text, r"^\s*python_(?:full_)?version")
        yield Clue("python", minor, f"Pipfile:{line}", f'python_version = "{said}"', "certain")
    rows = content.get("packages", {})
    yield from _offered(
        (_wish(name, said), f"Pipfile:{_line_in_pipfile(text, name)}")
        for name, said in (rows.items() if isinstance(rows, Mapping) else ())
    )
    if "Pipfile.lock" in folder:
        yield from _pipfile_lock(folder.text("Pipfile.lock"))


def _line_in_pipfile(text: str, name: str) -> int:
    before = text.partition("[packages]")[0].count("\n")
    behind = text.partition("[packages]")[2]
    return before + line_of(behind, rf"^ *.?{re.escape(name)}.? *=")


def _wish(name: str, said: Any) -> str:
    version = said.get("version", "*") if isinstance(said, Mapping) else said
    return f"{name}{pep440(str(version))}"


def _pipfile_lock(text: str) -> Iterator[Found]:
    """A pin a line, as Pipenv writes it: no more is read than names and versions."""
    name = ""
    for number, line in enumerate(text.partition('"develop"')[0].split("\n"), 1):
        if found := re.match(r'\s{8}"([\w.-]+)": \{', line):
            name = found[1]
        elif (found := re.match(r'\s+"version": "(==[^"]+)"', line)) and name:
            pin = package_of(f"{name}{found[1]}", f"Pipfile.lock:{number}", "locked")
            yield from [pin] if pin else []
    yield Remark(
        "mlpack does not read Pipfile.lock as constraints. `pipenv requirements > constraints.txt`, "
        "and name that under constraints:."
    )


def read_conda(folder: Folder) -> Iterator[Found]:
    """Line by line, as conda writes it: a reader of YAML takes a second for a large one."""
    for path in folder.named("environment.yml", "environment.yaml", "conda.yaml"):
        yield from _conda(path, folder.text(path))
        return


def _conda(path: str, text: str) -> Iterator[Found]:
    wishes, unknown = [], []
    listed, of_pip = False, -1
    for number, line in enumerate(text.split("\n")[:5000], 1):
        if re.match(r"\w", line):
            listed = line.startswith("dependencies:")
        found = _ITEM.match(line) if listed else None
        if not found:
            continue
        blanks, item, where = len(found["blanks"]), found["text"].strip(), f"{path}:{number}"
        if item == "pip:":
            of_pip = blanks
        elif 0 <= of_pip < blanks:
            wishes.append((item, where))
        elif said := _CONDA.fullmatch(item):
            of_pip = -1
            wish, name = _of_conda(said), said["name"]
            if name == "python" and said["version"]:
                version = ".".join(said["version"].strip("=").split("=")[0].split(".")[:2])
                if minor := minor_of(version):
                    yield Clue("python", minor, where, one_line(item), "certain")
                else:
                    yield python_range(said["version"], where, one_line(item))
            elif wish:
                wishes.append((wish, where))
            elif name not in {"pip", "python"}:
                unknown.append(name)
    yield from _offered(iter(wishes))
    if unknown:
        yield Remark(
            f"{path} has {all_of(unknown[:8])}{' and more' if unknown[8:] else ''} from conda, "
            "which no index of Python packages has by that name: it is left out."
        )


def _of_conda(said: re.Match[str]) -> str:
    """The wish by the name that the index has; empty for what is known as no distribution."""
    name = canonicalize_name(said["name"])
    rows = known_distributions()
    today = next((row.name for row in rows if name == row.name or name in row.known_as), "")
    version = said["version"] or ""
    if re.match(r"=[^=]", version):
        number = version[1:].split("=")[0].rstrip(".*")
        version = f"=={number}" if number.count(".") > 1 else f"=={number}.*"
    return f"{today}{version}" if today else ""


def read_setuptools(folder: Folder) -> Iterator[Found]:
    if "setup.cfg" in folder:
        yield from _setup_cfg(folder.text("setup.cfg"))
    if "setup.py" in folder:
        yield from _setup_py(folder.text("setup.py"))


def _setup_cfg(text: str) -> Iterator[Found]:
    reader = configparser.RawConfigParser()
    try:
        reader.read_string(text)
    except configparser.Error:
        return
    if name := reader.get("metadata", "name", fallback=""):
        where = f"setup.cfg:{line_of(text, '^name')}"
        yield Clue("name", label(name), where, one_line(f"name = {name}"), "certain")
    if said := reader.get("options", "python_requires", fallback=""):
        where = f"setup.cfg:{line_of(text, '^python_requires')}"
        yield python_range(said, where, f"python_requires = {said}")
    listed = reader.get("options", "install_requires", fallback="").split("\n")
    wishes = [line.strip() for line in listed if line.strip() and not line.startswith("#")]
    lines = [line_of(text, rf"^\s*{re.escape(wish)}") for wish in wishes]
    yield from _offered((w, f"setup.cfg:{line}") for w, line in zip(wishes, lines, strict=True))


def _setup_py(text: str) -> Iterator[Found]:
    """The words of the call to setup, where they are written out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield Remark("setup.py cannot be read as this Python's code, and is passed over.")
        return
    lists = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "setup":
            for word in call.keywords:
                value = (
                    lists.get(word.value.id, word.value)
                    if isinstance(word.value, ast.Name)
                    else word.value
                )
                yield from _setup_word(word.arg or "", value)


def _setup_word(word: str, value: ast.expr) -> Iterator[Found]:
    where = f"setup.py:{value.lineno}"
    if word == "install_requires" and isinstance(value, ast.List | ast.Tuple):
        items = [item for item in value.elts if isinstance(item, ast.Constant)]
        yield from _offered((str(item.value), f"setup.py:{item.lineno}") for item in items)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        if word == "name":
            yield Clue(
                "name", label(value.value), where, f'name="{one_line(value.value)}"', "certain"
            )
        elif word == "python_requires":
            yield python_range(value.value, where, f'python_requires="{value.value}"')


def _offered(wishes: Iterator[tuple[str, str]]) -> Iterator[Found]:
    found: list[Package] = []
    for text, where in wishes:
        if package := package_of(text, where, "asked"):
            found.append(package)
        else:
            yield Remark(
                f"{where} {one_line(text)} is left out: it is no requirement such as pandas>=2."
            )
    yield from found
    if found:
        lines = tuple((package.says, package.where) for package in found)
        yield Offer("", lines, found[0].where, sure="likely")

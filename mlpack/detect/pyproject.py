"""pyproject.toml: the project's name and Python, and what Poetry, PDM and Hatch keep there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlpack import toml
from mlpack.detect.clue import Clue, Found, Offer, Remark, line_of, minor_of, one_line
from mlpack.detect.folder import Folder
from mlpack.detect.pip_files import offer, package_of
from mlpack.wording import label

_FILE = "pyproject.toml"
_LOCKS = ("uv.lock", "poetry.lock", "pylock.toml")
# A group that is what runs, where the project itself lists nothing.
_SERVING_GROUPS = (
    "serve",
    "serving",
    "service",
    "inference",
    "prod",
    "production",
    "app",
    "api",
    "main",
)


def read_pyproject(folder: Folder) -> Iterator[Found]:
    text = folder.text(_FILE)
    try:
        content = toml.loads(text)
    except (ValueError, RecursionError) as error:
        if text:
            yield Remark(f"{_FILE} cannot be read as TOML: {one_line(str(error))}.")
        return
    project, tool = _table(content, "project"), _table(content, "tool")
    poetry = _table(tool, "poetry")
    yield from _name(text, project.get("name") or poetry.get("name"))
    yield from _python(text, project.get("requires-python"), "requires-python")
    constraints = tuple(lock for lock in _LOCKS if lock in folder)[:1]
    dependencies = _table(poetry, "dependencies")
    groups = [g for g in _SERVING_GROUPS if g in _table(content, "dependency-groups")]
    if project.get("dependencies"):
        yield from offer(folder, _FILE, constraints)
    elif dependencies:
        yield from _of_poetry(text, dependencies, constraints)
    elif groups:
        yield from offer(folder, f"{_FILE}:{groups[0]}", constraints)
    if "pdm.lock" in folder:
        yield Remark(
            "mlpack does not read pdm.lock. `pdm export -o constraints.txt`, and name that under "
            "constraints:."
        )


def _name(text: str, name: Any) -> Iterator[Found]:
    if isinstance(name, str) and name:
        line = line_of(text, r"^\s*name\s*=")
        yield Clue("name", label(name), f"{_FILE}:{line}", one_line(f'name = "{name}"'), "certain")


def _python(text: str, said: Any, key: str) -> Iterator[Found]:
    if isinstance(said, str) and said:
        where = f"{_FILE}:{line_of(text, rf'^ *{key} *=')}"
        yield python_range(said, where, f'{key} = "{said}"')


def python_range(said: str, where: str, says: str) -> Clue:
    """One minor is that one; a range is what `consistent` chooses the newest in."""
    exact = minor_of(said) if re.match(r"\s*(==|~=\s*3\.\d+\.\d|3)", said) else ""
    if exact:
        return Clue("python", exact, where, one_line(says), "likely")
    return Clue("python", pep440(said), where, one_line(says), "possible")


def _of_poetry(
    text: str, dependencies: Mapping[str, Any], constraints: tuple[str, ...]
) -> Iterator[Found]:
    start = line_of(text, r"^\[tool\.poetry\.dependencies\]")
    lines = []
    for name, wish in dependencies.items():
        line = _line_behind(text, start, name)
        if name == "python":
            yield python_range(str(wish), f"{_FILE}:{line}", f'python = "{wish}"')
            continue
        if isinstance(wish, Mapping) and ("version" not in wish or wish.get("optional")):
            if not wish.get("optional"):
                yield Remark(f"{_FILE}:{line} {name} is left out: no index has it by a version.")
            continue
        extras = wish.get("extras", []) if isinstance(wish, Mapping) else []
        version = wish.get("version", "*") if isinstance(wish, Mapping) else wish
        named = f"{name}[{','.join(map(str, extras))}]" if extras else name
        found = package_of(f"{named}{pep440(str(version))}", f"{_FILE}:{line}", "asked")
        if found:
            yield found
            lines.append((found.says, found.where))
    yield Offer("", tuple(lines), f"{_FILE}:{start}", constraints)


def _line_behind(text: str, start: int, key: str) -> int:
    lines = text.split("\n")
    form = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((n for n, line in enumerate(lines[start:], start + 1) if form.match(line)), start)


def pep440(said: str) -> str:
    """Poetry's ^1.5, ~1.5 and 1.5.2 as packaging writes them; empty where any version will do."""
    return ",".join(filter(None, (_part(part.strip()) for part in said.split(","))))


def _part(part: str) -> str:
    if part in {"", "*"}:
        return ""
    found = re.fullmatch(r"([~^])\s*v?(\d+(?:\.\d+)*)", part)
    if not found:
        return part if part[0] in "=<>!~" else f"=={part}"
    numbers = [int(number) for number in found[2].split(".")]
    at = 1 if found[1] == "~" and len(numbers) > 1 else 0
    if found[1] == "^":
        at = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    above = [*numbers[:at], numbers[at] + 1]
    return f">={found[2]},<{'.'.join(map(str, above))}"


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = content.get(key)
    return found if isinstance(found, Mapping) else {}

"""The folder that uv reads an order from: the wishes, the constraints, the pins so far, the places.

uv can be told where one package comes from, and only of what a project itself depends on. So the
packages with a place of their own are the dependencies of a project that is in this folder and
nowhere else; its name is left out of all that comes back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.lock.compiled import pin_lines
from mlpack.lock.model import Order, Target
from mlpack.lock.pip_tools.backend import aim
from mlpack.lock.requirements import seen_from_anywhere
from mlpack.plan import Index
from mlpack.plan.index import is_address
from mlpack.wording import without_credentials

PROJECT = "mlpack-places"
WISHES = "requirements.in"
PINS = "requirements.lock"
CONSTRAINTS = "constraints.in"
BUILDS = "build-constraints.in"
PROJECT_FILE = "pyproject.toml"


def asked(order: Order) -> dict[str, Requirement]:
    """What the person asks for on the target, by line."""
    return _active(order.lines, order.target)


def holding(order: Order) -> dict[str, Requirement]:
    """The constraints that hold on the target, by line."""
    return _active(order.constraints, order.target)


def _active(lines: Iterable[str], target: Target) -> dict[str, Requirement]:
    markers = dict(aim(target).markers)
    wishes = [(line, Requirement(line)) for line in lines]
    return {line: x for line, x in wishes if not x.marker or x.marker.evaluate(markers)}


def names_asked(order: Order) -> frozenset[str]:
    return frozenset(canonicalize_name(wish.name) for wish in asked(order).values())


def lay_out(folder: Path, order: Order, sources: Index, placed: Collection[str]) -> list[str]:
    """Writes the files and gives uv's arguments for them.

    `sources` may hold credentials; `placed` are the packages that nobody asks for by name and that
    come from their own place all the same.
    """
    own = {
        line: wish
        for line, wish in asked(order).items()
        if sources.place_of(wish.name) and not wish.url
    }
    # A build runs what it needs, and uv would take that from anywhere: so it is not to be had.
    no_builds = [f"{name}<0" for name in sources.packages if "*" not in name]
    _write(folder / WISHES, [line for line in order.lines if line not in own])
    _write(folder / CONSTRAINTS, order.constraints)
    (folder / PINS).write_text(pin_lines(order.kept), "utf-8")
    _write(folder / BUILDS, no_builds)
    arguments = [f"--output-file={PINS}", WISHES]
    arguments += [f"--constraints={CONSTRAINTS}"] if order.constraints else []
    arguments += [f"--build-constraints={BUILDS}"] if no_builds else []
    if not own and not placed:
        return arguments
    wishes = [*map(_without_marker, own.values()), *sorted(placed)]
    (folder / PROJECT_FILE).write_text(_project(wishes, sources), "utf-8")
    return [*arguments, PROJECT_FILE]


def _write(file: Path, lines: Collection[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _without_marker(wish: Requirement) -> str:
    bare = Requirement(str(wish))
    bare.marker = None
    return str(bare)


def credentials(sources: Index) -> dict[str, str]:
    """The names and passwords of packages' own places, as the variables that uv reads them from.

    A file would outlive a run that is killed.
    """
    found = {}
    for place, name in _index_names(sources).items():
        parts = urlsplit(place)
        if parts.username is not None:
            start = f"UV_INDEX_{name.upper().replace('-', '_')}"
            found[f"{start}_USERNAME"] = unquote(parts.username)
            found[f"{start}_PASSWORD"] = unquote(parts.password or "")
    return found


def _index_names(sources: Index) -> dict[str, str]:
    places = dict.fromkeys(sources.packages.values())
    return {place: f"{PROJECT}-{number}" for number, place in enumerate(places)}


def _project(wishes: list[str], sources: Index) -> str:
    names = {canonicalize_name(Requirement(wish).name) for wish in wishes}
    places: dict[str, str] = {name: sources.place_of(name) for name in sorted(names)}
    return "\n".join(_project_lines(wishes, places, _index_names(sources)))


def _project_lines(
    wishes: list[str], places: Mapping[str, str], index_names: Mapping[str, str]
) -> Iterator[str]:
    yield f'[project]\nname = "{PROJECT}"\nversion = "0"\ndependencies = {_toml(wishes)}\n'
    # Else uv would look for a workspace in the folders above.
    yield "[tool.uv.workspace]\n"
    yield "[tool.uv.sources]"
    for name, place in places.items():
        yield f'{name} = {{index = "{index_names[place]}"}}'
    for place in dict.fromkeys(places.values()):
        shape = "simple" if is_address(place) else "flat"
        where = _toml(without_credentials(seen_from_anywhere(place)))
        yield f'\n[[tool.uv.index]]\nname = "{index_names[place]}"\nurl = {where}'
        yield f'format = "{shape}"\nexplicit = true'


def _toml(value: object) -> str:
    """Strings and lists of them are the same in JSON."""
    return json.dumps(value, ensure_ascii=False)

"""Tables of TOML to rows: what is missing, misnamed or of another kind is named with its file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from mlpack import toml
from mlpack.catalog.rows import FileRow, Origin, RequirementRow, Stage, Variable
from mlpack.errors import LayerFault
from mlpack.spec import Serving
from mlpack.tree import Ownership
from mlpack.wording import any_of, did_you_mean

_DATA = Path(__file__).parent / "data"
Row = TypeVar("Row")
Table = Mapping[str, Any]


class Described:
    """Turns a fault in the table at `where` into one that names it."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, KeyError):
            raise LayerFault(f"The key {error.args[0]} is missing.", where=self.where) from None
        if isinstance(error, ValueError):
            raise LayerFault(str(error), where=self.where) from None


def text(table: Table, key: str) -> str:
    """Raises KeyError without `key`, ValueError where it is no text; so do the others here."""
    return _as_text(key, table[key])


def texts(table: Table, key: str) -> tuple[str, ...]:
    return _as_texts(key, table[key])


def origin(table: Table) -> Origin:
    return Origin(text(table, "source"), text(table, "as_of"))


def rows(table: Table, name: str, make: Callable[..., Row]) -> tuple[Row, ...]:
    """The rows of the array `name`, each with the table's origin."""
    source = origin(table)
    return tuple(_row(make, row, origin=source) for row in _array(table, name, table[name]))


# mlpack's own data does not change under it: a process reads each table once.
@cache
def own(name: str, make: Callable[..., Row]) -> tuple[Row, ...]:
    """The rows of mlpack's own table of that name; no layer has a say in them."""
    text = (_DATA / f"{name}s.toml").read_text(encoding="utf-8")
    return rows(toml.loads(text), name, make)


def requirements(table: Table) -> tuple[RequirementRow, ...]:
    found = _array(table, "requirement", table.get("requirement", []))
    return tuple(_row(RequirementRow, row) for row in found)


def variables(table: Table) -> tuple[Variable, ...]:
    found = _array(table, "variable", table.get("variable", []))
    return tuple(_row(Variable, row) for row in found)


def files(table: Table) -> tuple[FileRow, ...]:
    found = _array(table, "file", table.get("file", []))
    return tuple(_row(FileRow, row) for row in found)


def serving_defaults(table: Table) -> dict[str, Any]:
    """All that `serving` in mlpack.yaml can say, for what a person leaves out."""
    found: dict[str, Any] = table["defaults"]
    try:
        # what a row is, the framework says
        said = Serving.model_validate(found).model_dump(exclude={"inputs"})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, ("defaults", *first["loc"])))
        raise ValueError(f"{path}: {first['msg']}.") from None
    for path in _unsaid("defaults", said):
        raise KeyError(path)
    return found


def _unsaid(path: str, said: Table) -> Iterator[str]:
    for key, value in said.items():
        if value is None:
            yield f"{path}.{key}"
        elif isinstance(value, Mapping):
            yield from _unsaid(f"{path}.{key}", value)


def _array(table: Table, name: str, found: object) -> list[Table]:
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise ValueError(f"{name} is a list of tables, as in [[{name}]].")
    return found


def _row(make: Callable[..., Row], row: Table, **more: object) -> Row:
    fields = {field.name: field for field in dataclasses.fields(make)}  # type: ignore[arg-type]
    for key in row:
        if key not in fields or key in more:
            raise ValueError(f"There is no key {key}. {did_you_mean(key, set(fields) - set(more))}")
    for name, field in fields.items():
        is_optional = {field.default, field.default_factory} != {dataclasses.MISSING}
        if not is_optional and name not in {**row, **more}:
            raise KeyError(name)
    values = {key: _READERS[str(fields[key].type)](key, value) for key, value in row.items()}
    return make(**values, **more)


def _as_text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{key} is text, as in {key} = "{value}".')
    return value


def _as_texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'{key} is a list of texts, as in {key} = ["one", "two"].')
    return tuple(value)


def _as_pairs(key: str, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError(f'{key} is a table of texts, as in {key} = {{"3.14" = "1.7.2"}}.')
    return dict(value)


def _as_truth(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{key} is true or false.")
    return value


def _as_mode(key: str, value: object) -> int:
    if not isinstance(value, str) or not re.fullmatch("0?[0-7]{3}", value):
        raise ValueError(f'{key} is a file\'s permissions in octal, as in {key} = "0755".')
    return int(value, 8)


def _as_ownership(key: str, value: object) -> str:
    if value not in get_args(Ownership):
        raise ValueError(f"{key} is {any_of(get_args(Ownership))}, not {value}.")
    return str(value)


def _as_stage(key: str, value: object) -> str:
    if value not in get_args(Stage):
        raise ValueError(f"{key} is {any_of(get_args(Stage))}, not {value}.")
    return str(value)


# A field's annotation to the reader of its values.
_READERS: Mapping[str, Callable[[str, Any], object]] = {
    "str": _as_text,
    "tuple[str, ...]": _as_texts,
    "Mapping[str, str]": _as_pairs,
    "bool": _as_truth,
    "int": _as_mode,
    "Ownership": _as_ownership,
    "Stage": _as_stage,
}

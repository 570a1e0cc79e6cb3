"""The catalogue: every fact in one value, read from its own data and from the template layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from mlpack import toml
from mlpack.catalog.rows import (
    Base,
    FileRow,
    Framework,
    Installer,
    Origin,
    Output,
    Python,
    Release,
    RequirementRow,
    Style,
)
from mlpack.errors import LayerFault
from mlpack.layers import Layer, Layers
from mlpack.spec import Known

_DATA = Path(__file__).parent / "data"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Catalog:
    """Pythons and bases are mlpack's own; frameworks, styles and outputs are the layers'."""

    layers: Layers

    @cached_property
    def pythons(self) -> tuple[Python, ...]:
        """The oldest first."""
        return _rows("python", Python)

    @cached_property
    def bases(self) -> tuple[Base, ...]:
        return _rows("base", Base)

    @cached_property
    def installers(self) -> tuple[Installer, ...]:
        return _rows("installer", Installer)

    @cached_property
    def day(self) -> str:
        """The ISO day up to which the facts about Pythons are known."""
        return max(python.origin.as_of for python in self.pythons)

    @cached_property
    def framework_names(self) -> tuple[str, ...]:
        return tuple(self.layers.folders("frameworks"))

    @cached_property
    def style_names(self) -> tuple[str, ...]:
        return tuple(self.layers.folders("serving"))

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        return tuple(self.layers.folders("deploy"))

    @cached_property
    def project_files(self) -> tuple[FileRow, ...]:
        """What every project holds; of two rows for a path, the strongest layer's."""
        rows: dict[str, FileRow] = {}
        for layer in self.layers.layers:
            if layer.has("files.toml"):
                for row in _files(layer, layer.table("files.toml"), "files.toml"):
                    rows.setdefault(row.path, row)
        return tuple(rows.values())

    @cached_property
    def examples(self) -> tuple[str, ...]:
        return tuple(sorted(self._example_folders))

    def example_files(self, name: str) -> dict[str, bytes]:
        """The files of the example `name`, by their path in the project. Raises KeyError."""
        folder = self._example_folders[name]
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    @cached_property
    def _example_folders(self) -> dict[str, Path]:
        folders = {}
        for layer in reversed(self.layers.layers):
            for framework in layer.folders("frameworks"):
                parent = f"frameworks/{framework}/examples"
                for name in layer.folders(parent):
                    folders[name] = layer.root / parent / name
        return folders

    @cached_property
    def known(self) -> Known:
        """The names that a Spec may use."""
        return Known(
            frameworks=self.framework_names,
            styles=self.style_names,
            outputs=self.output_names,
            pythons=tuple(python.version for python in self.pythons),
        )

    def framework(self, name: str) -> Framework:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        file = f"frameworks/{name}/framework.toml"
        layer, table = self._table(file)
        with _Described(layer, file):
            return Framework(
                name=name,
                title=table["title"],
                devices=tuple(table["devices"]),
                model_file=table["model"],
                warm_imports=tuple(table.get("warm_imports", ())),
                requirements=_requirements(table),
                files=_files(layer, table, file),
                releases=self._releases(name),
                examples=tuple(self.layers.folders(f"frameworks/{name}/examples")),
            )

    def style(self, name: str) -> Style:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        file = f"serving/{name}/serving.toml"
        layer, table = self._table(file)
        with _Described(layer, file):
            return Style(
                name=name,
                title=table["title"],
                pythons=tuple(table["pythons"]),
                warm_imports=tuple(table.get("warm_imports", ())),
                requirements=_requirements(table),
                files=_files(layer, table, file),
                origin=_origin(table),
                defaults=table["defaults"],
            )

    def output(self, name: str) -> Output:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        file = f"deploy/{name}/output.toml"
        layer, table = self._table(file)
        with _Described(layer, file):
            return Output(name=name, title=table["title"], files=_files(layer, table, file))

    def _releases(self, name: str) -> tuple[Release, ...]:
        file = f"frameworks/{name}/versions.toml"
        layer, table = self._table(file)
        with _Described(layer, file):
            return _built(table, "release", Release)

    def _table(self, file: str) -> tuple[Layer, dict[str, Any]]:
        layer = self.layers.holder(file)
        return layer, layer.table(file)


class _Described:
    """Turns a missing or misnamed key of a layer's table into a fault that names the file."""

    def __init__(self, layer: Layer, file: str) -> None:
        self.where = f"{layer.source}: {file}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, KeyError):
            raise LayerFault(f"The key {error.args[0]} is missing.", where=self.where) from None
        if isinstance(error, TypeError):
            raise LayerFault(f"A row has a wrong key: {error}.", where=self.where) from None


def _rows(name: str, make: Callable[..., Row]) -> tuple[Row, ...]:
    text = (_DATA / f"{name}s.toml").read_text(encoding="utf-8")
    return _built(toml.loads(text), name, make)


def _built(table: Mapping[str, Any], name: str, make: Callable[..., Row]) -> tuple[Row, ...]:
    origin = _origin(table)
    return tuple(make(**_frozen(row), origin=origin) for row in table[name])


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}


def _origin(table: Mapping[str, Any]) -> Origin:
    return Origin(table["source"], table["as_of"])


def _requirements(table: Mapping[str, Any]) -> tuple[RequirementRow, ...]:
    return tuple(RequirementRow(**row) for row in table.get("requirement", ()))


def _files(layer: Layer, table: Mapping[str, Any], file: str) -> tuple[FileRow, ...]:
    with _Described(layer, file):
        return tuple(_file(row) for row in table.get("file", ()))


def _file(row: Mapping[str, Any]) -> FileRow:
    mode = int(row.get("mode", "0644"), 8)
    return FileRow(**{**row, "mode": mode})

"""The catalogue: every fact in one value, read from its own data and from the template layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mlpack.catalog import tables
from mlpack.catalog.rows import (
    Base,
    Compiler,
    FileRow,
    Framework,
    Installer,
    Output,
    Python,
    Release,
    Route,
    Style,
)
from mlpack.catalog.tables import Described
from mlpack.layers import Layers
from mlpack.spec import Known


@dataclass(frozen=True)
class Catalog:
    """Pythons and bases are mlpack's own; frameworks, styles and outputs are the layers'."""

    layers: Layers

    @cached_property
    def pythons(self) -> tuple[Python, ...]:
        """The oldest first."""
        return tables.own("python", Python)

    @cached_property
    def bases(self) -> tuple[Base, ...]:
        return tables.own("base", Base)

    @cached_property
    def installers(self) -> tuple[Installer, ...]:
        return tables.own("installer", Installer)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return tables.own("route", Route)

    @cached_property
    def compilers(self) -> tuple[Compiler, ...]:
        return tables.own("compiler", Compiler)

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
                with Described(f"{layer.source}: files.toml"):
                    found = tables.files(layer.table("files.toml"))
                for row in found:
                    rows.setdefault(row.path, row)
        return tuple(rows.values())

    @cached_property
    def examples(self) -> tuple[str, ...]:
        return tuple(sorted(self._example_folders))

    def example_files(self, name: str) -> dict[str, bytes]:
        """The files of the example `name`, by their path in the project. Raises KeyError."""
        folder = self._example_folders[name]
        # pip compiles what it installs, the examples' own code too
        found = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
        files = sorted(path for path in found if path.is_file())
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
        table, described = self._table(file)
        with described:
            return Framework(
                name=name,
                title=tables.text(table, "title"),
                devices=tables.texts(table, "devices"),
                model_file=tables.text(table, "model"),
                warm_imports=tables.texts({"warm_imports": [], **table}, "warm_imports"),
                requirements=tables.requirements(table),
                files=tables.files(table),
                releases=self._releases(name),
                examples=tuple(self.layers.folders(f"frameworks/{name}/examples")),
            )

    def style(self, name: str) -> Style:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        file = f"serving/{name}/serving.toml"
        table, described = self._table(file)
        with described:
            return Style(
                name=name,
                title=tables.text(table, "title"),
                pythons=tables.texts(table, "pythons"),
                warm_imports=tables.texts({"warm_imports": [], **table}, "warm_imports"),
                requirements=tables.requirements(table),
                files=tables.files(table),
                origin=tables.origin(table),
                defaults=tables.serving_defaults(table),
            )

    def output(self, name: str) -> Output:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        file = f"deploy/{name}/output.toml"
        table, described = self._table(file)
        with described:
            return Output(name, tables.text(table, "title"), tables.files(table))

    def _releases(self, name: str) -> tuple[Release, ...]:
        file = f"frameworks/{name}/versions.toml"
        table, described = self._table(file)
        with described:
            return tables.rows(table, "release", Release)

    def _table(self, file: str) -> tuple[dict[str, Any], Described]:
        layer = self.layers.holder(file)
        return layer.table(file), Described(f"{layer.source}: {file}")

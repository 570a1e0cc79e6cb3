"""The catalogue: every fact in one value, read from its own data and from the template layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from mlpack.catalog import tables
from mlpack.catalog.hardware import CudaImage, CudaMajor, Driver, Gpu, Suite, SystemNeed, Toolkit
from mlpack.catalog.judging import faults_of
from mlpack.catalog.rows import (
    Base,
    Compiler,
    FileRow,
    Framework,
    Installer,
    Kernels,
    Output,
    Python,
    Release,
    Route,
    Signature,
    Style,
    Variant,
    numbers,
)
from mlpack.catalog.tables import Described
from mlpack.layers import Layers
from mlpack.spec import Known, KnownFramework
from mlpack.wording import folded

Row = TypeVar("Row")


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
    def suites(self) -> tuple[Suite, ...]:
        return tables.own("suite", Suite)

    @cached_property
    def gpus(self) -> tuple[Gpu, ...]:
        return tables.own("gpu", Gpu)

    @cached_property
    def gpus_by_key(self) -> Mapping[str, Gpu]:
        """The GPUs by the letters and digits of their names, as people write them."""
        return {folded(gpu.name): gpu for gpu in self.gpus}

    @cached_property
    def cuda_majors(self) -> tuple[CudaMajor, ...]:
        return tables.own("cuda_major", CudaMajor)

    @cached_property
    def drivers(self) -> tuple[Driver, ...]:
        """The branches that NVIDIA's table lists, the oldest first."""
        return tables.own("driver", Driver)

    @cached_property
    def toolkits(self) -> tuple[Toolkit, ...]:
        """The oldest first."""
        return tables.own("toolkit", Toolkit)

    @property
    def cudas(self) -> tuple[str, ...]:
        """What a person may call a CUDA: a major, or a version."""
        majors = tuple(row.version for row in self.cuda_majors)
        return (*majors, *(row.version for row in self.toolkits))

    @cached_property
    def cuda_images(self) -> tuple[CudaImage, ...]:
        """The oldest CUDA first."""
        return tables.own("cuda_image", CudaImage)

    @cached_property
    def system_needs(self) -> tuple[SystemNeed, ...]:
        return tables.own("system_need", SystemNeed)

    @cached_property
    def day(self) -> str:
        """The ISO day up to which the facts about Pythons are known."""
        return max(python.origin.as_of for python in self.pythons)

    @cached_property
    def framework_names(self) -> tuple[str, ...]:
        return tuple(self.layers.folders("frameworks"))

    @cached_property
    def usual_framework(self) -> str:
        """What a person most likely has, by the strongest layer that says it; may be empty."""
        for layer in self.layers.layers:
            with Described(f"{layer.source}: layer.toml"):
                table = layer.table("layer.toml") if layer.has("layer.toml") else {}
                if "framework" in table:
                    return tables.text(table, "framework")
        return ""

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
            gpus=lambda: tuple(gpu.name for gpu in self.gpus),
            cudas=lambda: self.cudas,
            suites=tuple(suite.name for suite in self.suites),
            framework=self._known_framework,
        )

    def _known_framework(self, name: str) -> KnownFramework:
        framework = self.framework(name)
        stands_on = [self.framework(framework.stands_on)] if framework.stands_on else []
        rows = sorted(framework.releases, key=lambda row: numbers(row.newest))
        asked = [row for one in (framework, *stands_on) for row in one.requirements]
        return KnownFramework(
            title=framework.title,
            newest={row.version: row.newest for row in rows},
            extras=tuple(sorted({row.extra for row in asked} - {""})),
            day=max((row.origin.as_of for row in rows), default=""),
        )

    def driver_of(self, cuda: str) -> Driver | None:
        """The branch that the toolkit `cuda` came with; None where NVIDIA's table has it no more.

        NVIDIA deletes the images of a toolkit some months after the end of its branch.
        """
        shipped = {row.version: row.driver.partition(".")[0] for row in self.toolkits}
        return next((row for row in self.drivers if row.branch == shipped.get(cuda)), None)

    def framework(self, name: str) -> Framework:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        if name not in self._frameworks:
            self._frameworks[name] = self._read_framework(name)
        return self._frameworks[name]

    # What was read is kept: one has hundreds of rows, and many specs may ask for it.
    @cached_property
    def _frameworks(self) -> dict[str, Framework]:
        return {}

    @cached_property
    def _styles(self) -> dict[str, Style]:
        return {}

    def _read_framework(self, name: str) -> Framework:
        file = f"frameworks/{name}/framework.toml"
        table, described = self._table(file)
        with described:
            framework = Framework(
                name=name,
                title=tables.text(table, "title"),
                model_file=tables.text(table, "model"),
                inputs=tables.text(table, "inputs"),
                stands_on=tables.text({"stands_on": "", **table}, "stands_on"),
                warm_imports=tables.texts({"warm_imports": [], **table}, "warm_imports"),
                unused=tables.texts({"unused": [], **table}, "unused"),
                requirements=tables.requirements(table),
                variables=tables.variables(table),
                files=tables.files(table),
                releases=self._rows(name, "versions", "release", Release),
                variants=self._rows(name, "variants", "variant", Variant),
                kernels=self._rows(name, "variants", "kernels", Kernels),
                examples=tuple(self.layers.folders(f"frameworks/{name}/examples")),
            )
            if faults := faults_of(framework):
                raise ValueError("\n".join(faults))
        return framework

    @cached_property
    def signatures(self) -> tuple[Signature, ...]:
        """How each framework is recognised; one of a layer that does not say it is left out."""
        return tuple(
            self._read_signature(name)
            for name in self.framework_names
            if any(layer.has(_signature_file(name)) for layer in self.layers.layers)
        )

    def _read_signature(self, name: str) -> Signature:
        table, described = self._table(_signature_file(name))
        with described:
            columns = ("suffixes", "files", "formats", "imports", "distributions", "outranks")
            found = {column: tables.texts({column: [], **table}, column) for column in columns}
            return Signature(framework=name, origin=tables.origin(table), **found)

    def style(self, name: str) -> Style:
        """Raises LayerFault where no layer has it, or a layer describes it wrongly."""
        if name not in self._styles:
            self._styles[name] = self._read_style(name)
        return self._styles[name]

    def _read_style(self, name: str) -> Style:
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

    def _rows(self, framework: str, file: str, kind: str, make: type[Row]) -> tuple[Row, ...]:
        """The rows of one kind; none where no layer has the file, or the file has none of them."""
        path = f"frameworks/{framework}/{file}.toml"
        if not any(layer.has(path) for layer in self.layers.layers):
            return ()
        table, described = self._table(path)
        with described:
            return tables.rows(table, kind, make) if kind in table else ()

    def _table(self, file: str) -> tuple[dict[str, Any], Described]:
        layer = self.layers.holder(file)
        return layer.table(file), Described(f"{layer.source}: {file}")


def _signature_file(framework: str) -> str:
    return f"frameworks/{framework}/detect.toml"

"""What narrows the choice: a Spec, and what the project's own files say of versions and Pythons."""

from __future__ import annotations

from dataclasses import dataclass

from mlpack.catalog import Catalog, Framework, Gpu, Style
from mlpack.plan.parts import Stock
from mlpack.plan.said import Said, said_of
from mlpack.requirements import Line, Requested, is_file
from mlpack.spec import Spec
from mlpack.wording import folded


@dataclass(frozen=True)
class Wishes:
    """`own` is the wished framework's, `below` that of the one that it stands on, if on any.

    `files` and `files_beneath` are what the project's own files say of each.
    """

    spec: Spec
    own: Stock
    below: Stock | None
    style: Style
    gpus: tuple[Gpu, ...]
    files: Said
    files_beneath: Said

    @property
    def framework(self) -> Framework:
        return self.own.framework

    @property
    def beneath(self) -> Framework | None:
        return self.below.framework if self.below else None

    @property
    def said(self) -> Said:
        """What the files say of the wished framework, which mlpack.yaml outweighs."""
        return Said(pythons=self.files.pythons) if self.spec.framework.version else self.files

    def files_on(self, framework: Framework) -> Said:
        """On the wished one, or on that which it stands on, outweighed or not."""
        return self.files if framework.name == self.framework.name else self.files_beneath

    @property
    def version(self) -> str:
        return self.spec.framework.version or self.said.exact

    @property
    def python(self) -> str:
        return self.spec.python or ""

    @property
    def platforms(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.spec.platforms)))

    @property
    def inputs(self) -> str:
        """What one row of a request is."""
        return self.spec.serving.inputs or self.framework.inputs

    @property
    def libraries(self) -> str:
        return self.spec.compute.libraries

    @property
    def computing(self) -> Framework:
        """The framework whose builds say what it computes on."""
        return self.beneath or self.framework


def wishes_of(spec: Spec, catalog: Catalog, requested: Requested) -> Wishes:
    """Raises LayerFault where a template layer describes a framework or a style wrongly."""
    framework = catalog.framework(spec.framework.name)
    beneath = catalog.framework(framework.stands_on) if framework.stands_on else None
    own = [line for line in spec.requirements if not is_file(line)]
    lines = [Line(line, "mlpack.yaml", "") for line in own]
    lines += [*requested.lines, *requested.constraints]
    others = beneath.distributions if beneath else ()
    return Wishes(
        spec=spec,
        own=Stock(framework),
        below=Stock(beneath) if beneath else None,
        style=catalog.style(spec.serving.style),
        gpus=gpus_of(spec, catalog),
        files=said_of(framework.distributions, lines, pythons=requested.pythons),
        files_beneath=said_of(others, lines, pythons=requested.pythons),
    )


def gpus_of(spec: Spec, catalog: Catalog) -> tuple[Gpu, ...]:
    """The rows of the GPUs that `spec` names; one that the catalogue lacks is not among them."""
    if not spec.compute.gpus:
        return ()
    rows = catalog.gpus_by_key
    keys = map(folded, spec.compute.gpus)
    return tuple(rows[key] for key in dict.fromkeys(keys) if key in rows)

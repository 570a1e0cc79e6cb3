"""Spec and catalogue to Plan: every decision, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil
from posixpath import normpath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, FileRow, Framework, Output, RequirementRow, Style
from mlpack.errors import Incompatible, LayerFault
from mlpack.plan import model
from mlpack.plan.build import build_from, lock_path
from mlpack.plan.choice import Choice, Wishes, choose
from mlpack.plan.decisions import Grounds, decisions
from mlpack.plan.index import Index
from mlpack.plan.said import Said, said_of
from mlpack.requirements import NOTHING, Line, Requested, is_file
from mlpack.spec import Spec
from mlpack.wording import all_of

# Any id above the ranges that hosts give to people and services; group 0, because clusters that
# choose the user themselves (OpenShift) put it in that group.
_USER = "10001:0"
_BEYOND = "What model.py needs beyond that."
# For the server to end after its last answer.
_SPARE_SECONDS = 5


def resolve(spec: Spec, catalog: Catalog, requested: Requested = NOTHING) -> model.Plan:
    """The Plan for `spec`, and for what the requirement files that it names say.

    Raises:
        Incompatible: the wishes cannot work together; with the nearest ones that do.
        LayerFault: a template layer describes a framework, style or output wrongly.
    """
    framework = catalog.framework(spec.framework.name)
    style = catalog.style(spec.serving.style)
    outputs = tuple(catalog.output(name) for name in dict.fromkeys(spec.outputs))
    _check_device(spec, framework)
    said = _said(spec, framework, requested)
    choice = choose(_wishes(spec, framework, style, said), catalog)
    plan = _plan(Basis(spec, catalog, requested, framework, style, choice))
    plan = replace(plan, files=tuple(_files(plan, framework, style, outputs, catalog)))
    return replace(plan, decisions=decisions(Grounds(spec, catalog, said, choice, plan)))


@dataclass(frozen=True)
class Basis:
    """All that the Plan follows from."""

    spec: Spec
    catalog: Catalog
    requested: Requested
    framework: Framework
    style: Style
    choice: Choice


def _check_device(spec: Spec, framework: Framework) -> None:
    if spec.compute.device not in framework.devices:
        raise Incompatible(
            f"{framework.title} computes on the {all_of(framework.devices).upper()} only.",
            setting="compute",
            choices=tuple(f"compute: {device}" for device in framework.devices),
        )


def _said(spec: Spec, framework: Framework, requested: Requested) -> Said:
    own = [line for line in spec.requirements if not is_file(line)]
    lines = [Line(line, "mlpack.yaml", "") for line in own]
    lines += [*requested.lines, *requested.constraints]
    if spec.framework.version:
        lines = []
    return said_of(framework.distributions, lines, pythons=requested.pythons)


def _wishes(spec: Spec, framework: Framework, style: Style, said: Said) -> Wishes:
    return Wishes(
        framework=framework,
        style=style,
        compute=spec.compute,
        version=spec.framework.version or said.exact,
        python=spec.python or "",
        platforms=tuple(sorted(set(spec.platforms))),
        said=said,
    )


def _plan(basis: Basis) -> model.Plan:
    spec, choice, framework = basis.spec, basis.choice, basis.framework
    image = choice.base.image
    installer = basis.catalog.installers[0]
    index = _index(spec, basis.catalog)
    return model.Plan(
        name=spec.name,
        python=choice.python.version,
        platforms=tuple(sorted(set(spec.platforms))),
        framework=_framework(framework, choice),
        compute=model.Compute(spec.compute.device),
        serving=_serving(basis),
        base=_base(choice),
        stages=_stages(choice),
        lock=_lock(spec),
        installer=model.Installer(installer.name, installer.version, installer.hashes),
        model=model.ModelFile(spec.model.path if spec.model else framework.model_file),
        include=tuple(sorted(set(spec.include))),
        requirements=tuple(_requirements(basis)),
        requirements_in=_requirements_in(basis),
        constraints=tuple(
            model.Constraint(line.text, line.where) for line in basis.requested.constraints
        ),
        index=index,
        indexes=index.addresses(_named(basis)),
        build=build_from(index, platforms=len(set(spec.platforms))),
        system_packages=_system_packages(spec, basis.catalog),
        variables=tuple(_variables(basis)),
        environment=dict(sorted(spec.environment.items())),
        labels={
            "org.opencontainers.image.base.name": f"docker.io/library/{image}",
            "org.opencontainers.image.title": spec.name,
        },
        user=_USER,
        outputs=tuple(sorted(set(spec.outputs))),
    )


def _framework(framework: Framework, choice: Choice) -> model.Framework:
    return model.Framework(
        name=framework.name,
        title=framework.title,
        version=choice.version,
        variant=choice.variant.name,
        warm_imports=framework.warm_imports,
    )


def _base(choice: Choice) -> model.BaseImage:
    return model.BaseImage(
        image=choice.base.image,
        glibc=choice.base.glibc,
        suite=choice.base.suite,
        standard_library=f"/usr/local/lib/python{choice.python.version}",
    )


def _stages(choice: Choice) -> tuple[model.Stage, ...]:
    return (
        model.Stage("base", choice.base.image),
        model.Stage("build", "base"),
        model.Stage("serve", "base"),
    )


def _index(spec: Spec, catalog: Catalog) -> Index:
    """What mlpack.yaml says, and for packages that it says nothing of, the catalogue's routes."""
    said = spec.index
    routes = [route for route in catalog.routes if route.device == spec.compute.device]
    known = {package: route.url for route in routes for package in route.packages}
    return Index(
        url=said.url or "",
        extra=said.extra,
        packages=dict(sorted({**known, **said.packages}.items())),
        find_links=said.find_links,
        wheelhouse=said.wheelhouse or "",
        credentials=said.credentials or "",
        certificates=said.certificates or "",
    )


def _named(basis: Basis) -> set[str]:
    """The packages that are asked for by name."""
    lines = [line for paragraph in _requirements(basis) for line in paragraph.lines]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def _lock(spec: Spec) -> model.Lock:
    platforms = sorted(set(spec.platforms))
    several = len(platforms) > 1
    return model.Lock(
        backend=spec.lock.backend or "",
        from_source=tuple(sorted(set(spec.lock.from_source))),
        exclude_newer=spec.lock.exclude_newer or "",
        files=tuple(
            model.LockFile(lock_path(platform if several else ""), platform)
            for platform in platforms
        ),
    )


def _requirements_in(basis: Basis) -> str:
    """Beside Docker's own files where the project has a requirements.in of its own already."""
    said = [*basis.requested.lines, *basis.requested.constraints]
    read = {line.where.rpartition(":")[0] for line in said}
    named = map(normpath, (*basis.spec.requirements, *basis.spec.constraints))
    return "docker/requirements.in" if "requirements.in" in {*read, *named} else "requirements.in"


def _system_packages(spec: Spec, catalog: Catalog) -> model.SystemPackages:
    compilers = [name for row in catalog.compilers for name in row.packages]
    build = {*spec.system_packages.build, *(compilers if spec.lock.from_source else ())}
    run = set(spec.system_packages.run)
    return model.SystemPackages(build=tuple(sorted(build)), run=tuple(sorted(run)))


def _variables(basis: Basis) -> Iterator[model.Variable]:
    """What the framework sets, where the person does not set it."""
    for row in basis.framework.variables:
        meant = not row.devices or basis.choice.variant.device in row.devices
        if meant and row.name not in basis.spec.environment:
            yield model.Variable(row.name, row.value, row.because)


def _serving(basis: Basis) -> model.Serving:
    spec, style = basis.spec, basis.style
    given = spec.serving.model_dump(exclude_none=True)
    said: dict[str, Any] = {**style.defaults, **given}
    limits = model.Limits(**{**style.defaults["limits"], **given["limits"]})
    return model.Serving(
        style=style.name,
        title=style.title,
        inputs=said.get("inputs") or basis.framework.inputs,
        port=said["port"],
        batching=model.Batching(**{**style.defaults["batching"], **given["batching"]}),
        limits=limits,
        drain_seconds=said["drain_seconds"],
        stop_seconds=ceil(said["drain_seconds"] + limits.seconds) + _SPARE_SECONDS,
        warm_imports=style.warm_imports,
    )


def _requirements(basis: Basis) -> Iterator[model.Paragraph]:
    framework, style = basis.framework, basis.style
    variant = basis.choice.variant
    first = RequirementRow(variant.line, variant.because)
    rows = [(row, f"framework: {framework.name}") for row in (first, *framework.requirements)]
    rows += [(row, f"serving: {style.name}") for row in style.requirements]
    own = [line for line in basis.spec.requirements if not is_file(line)]
    rows += [(RequirementRow(line, _BEYOND), "mlpack.yaml") for line in own]
    for line in basis.requested.lines:
        rows.append((RequirementRow(line.text, f"From {line.entry}."), line.entry))
    for (reason, asker), group in groupby(rows, key=lambda row: (row[0].because, row[1])):
        lines = (row.line.replace("{version}", basis.choice.version) for row, _ in group)
        yield model.Paragraph(reason, tuple(sorted(lines)), asker)


def _files(
    plan: model.Plan,
    framework: Framework,
    style: Style,
    outputs: Iterable[Output],
    catalog: Catalog,
) -> Iterator[model.PlannedFile]:
    rows = [*catalog.project_files, *framework.files, *style.files]
    rows += [row for output in outputs for row in output.files]
    by_path: dict[str, FileRow] = {}
    for row in rows:
        path = row.path.replace("{requirements_in}", plan.requirements_in)
        by_path.setdefault(path, row)
    for path, row in sorted(by_path.items()):
        if not row.when or _holds(plan, row):
            template = row.template.replace("{inputs}", plan.serving.inputs)
            yield model.PlannedFile(path, template, row.ownership, row.mode)


def _holds(plan: model.Plan, row: FileRow) -> bool:
    try:
        return bool(plan.fact(row.when))
    except KeyError:
        raise LayerFault(
            f"`when` names {row.when}, and the Plan has no such fact.", where=row.path
        ) from None

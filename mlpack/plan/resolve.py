"""Spec and catalogue to Plan: every decision, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from posixpath import normpath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlpack.catalog import Catalog, FileRow, Output
from mlpack.errors import LayerFault
from mlpack.plan import model
from mlpack.plan.asked import asked_for
from mlpack.plan.build import build_from, lock_path
from mlpack.plan.choice import Choice
from mlpack.plan.chosen import Grounds
from mlpack.plan.decisions import decisions
from mlpack.plan.footing import stands_on_nvidia, whole_name
from mlpack.plan.hardware import capabilities_of, cuda_major
from mlpack.plan.index import Index
from mlpack.plan.parts import Candidate
from mlpack.plan.refusal import choose
from mlpack.plan.unconfirmed import unconfirmed
from mlpack.plan.wishes import Wishes, wishes_of
from mlpack.requirements import NOTHING, Requested
from mlpack.spec import Spec

# Any id above the ranges that hosts give to people and services; group 0, because clusters that
# choose the user themselves (OpenShift) put it in that group.
_USER = "10001:0"
# For the server to end after its last answer.
_SPARE_SECONDS = 5


def resolve(spec: Spec, catalog: Catalog, requested: Requested = NOTHING) -> model.Plan:
    """The Plan for `spec`, and for what the requirement files that it names say.

    Raises:
        Incompatible: the wishes cannot work together; with the nearest ones that do.
        LayerFault: a template layer describes a framework, style or output wrongly.
    """
    wishes = wishes_of(spec, catalog, requested)
    outputs = tuple(catalog.output(name) for name in dict.fromkeys(spec.outputs))
    basis = Basis(wishes, catalog, requested, choose(wishes, catalog))
    plan = _plan(basis)
    plan = replace(plan, files=tuple(_files(plan, wishes, outputs, catalog)))
    return replace(plan, decisions=decisions(Grounds(wishes, catalog, basis.choice, plan)))


@dataclass(frozen=True)
class Basis:
    """All that the Plan follows from."""

    wishes: Wishes
    catalog: Catalog
    requested: Requested
    choice: Choice

    @property
    def spec(self) -> Spec:
        return self.wishes.spec


def _plan(basis: Basis) -> model.Plan:
    spec, choice, wishes = basis.spec, basis.choice, basis.wishes
    installer = basis.catalog.installers[0]
    index = _index(basis)
    requirements = asked_for(wishes, basis.requested, choice.candidate)
    return model.Plan(
        name=spec.name,
        python=choice.python.version,
        platforms=wishes.platforms,
        framework=_framework(basis),
        compute=_compute(basis),
        serving=_serving(basis),
        base=choice.footing.base,
        stages=tuple(_stages(choice.footing.base)),
        lock=_lock(basis),
        installer=model.Installer(installer.name, installer.version, installer.hashes),
        model=model.ModelFile(spec.model.path if spec.model else wishes.framework.model_file),
        include=tuple(sorted(set(spec.include))),
        requirements=requirements,
        requirements_in=_requirements_in(basis),
        constraints=tuple(
            model.Constraint(line.text, line.where) for line in basis.requested.constraints
        ),
        index=index,
        indexes=index.addresses(_named(requirements)),
        build=build_from(index, platforms=len(wishes.platforms)),
        system_packages=_system_packages(basis),
        variables=_variables(basis),
        build_variables=_build_variables(basis),
        environment=dict(sorted(spec.environment.items())),
        labels={
            "org.opencontainers.image.base.name": whole_name(choice.footing.base.image),
            "org.opencontainers.image.title": spec.name,
        },
        user=_USER,
        outputs=tuple(sorted(set(spec.outputs))),
        unconfirmed=unconfirmed(choice, wishes, basis.catalog),
    )


def _framework(basis: Basis) -> model.Framework:
    framework, candidate = basis.wishes.framework, basis.choice.candidate
    return model.Framework(
        name=framework.name,
        title=framework.title,
        version=candidate.own.version,
        variant=candidate.variant.name,
        warm_imports=framework.warm_imports,
        extras=tuple(sorted({*basis.spec.framework.extras})),
        stands_on=_stands_on(candidate),
        unused=tuple(sorted({one for part in candidate.parts for one in part.framework.unused})),
    )


def _stands_on(candidate: Candidate) -> str:
    beneath = [f"{part.framework.title} {part.version}" for part in candidate.parts[1:]]
    return beneath[0] if beneath else ""


def _compute(basis: Basis) -> model.Compute:
    wishes, choice, catalog = basis.wishes, basis.choice, basis.catalog
    variant = choice.variant
    if variant.device == "cpu":
        return model.Compute("cpu")
    major = cuda_major(variant, catalog)
    from_image = stands_on_nvidia(variant, wishes)
    return model.Compute(
        device=variant.device,
        cuda=choice.footing.cuda or variant.cuda,
        libraries="image" if from_image else variant.libraries,
        driver_minimum=major.driver if major else "",
        compute_capabilities=capabilities_of(choice.candidate.computing, wishes.platforms),
        gpus=tuple(gpu.name for gpu in wishes.gpus),
        driver=wishes.spec.compute.driver or "",
    )


def _stages(base: model.BaseImage) -> Iterator[model.Stage]:
    if base.python_image:
        yield model.Stage("python", base.python_image)
    yield model.Stage("base", base.image)
    yield model.Stage("build", base.build_image or "base")
    yield model.Stage("serve", "base")


def _index(basis: Basis) -> Index:
    """What mlpack.yaml says; for packages that it says nothing of, the build's and the routes."""
    said, variant = basis.spec.index, basis.choice.variant
    routes = [route for route in basis.catalog.routes if route.device == variant.device]
    known = {package: route.url for route in routes for package in route.packages}
    if variant.index:
        known |= dict.fromkeys(variant.routed, variant.index)
    return Index(
        url=said.url or "",
        extra=said.extra,
        packages=dict(sorted({**known, **said.packages}.items())),
        find_links=said.find_links,
        wheelhouse=said.wheelhouse or "",
        credentials=said.credentials or "",
        certificates=said.certificates or "",
    )


def _named(requirements: tuple[model.Paragraph, ...]) -> set[str]:
    """The packages that are asked for by name."""
    lines = [line for paragraph in requirements for line in paragraph.lines]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def _lock(basis: Basis) -> model.Lock:
    spec, platforms = basis.spec, basis.wishes.platforms
    several = len(platforms) > 1
    return model.Lock(
        backend=spec.lock.backend or "",
        from_source=_from_source(basis),
        exclude_newer=spec.lock.exclude_newer or "",
        files=tuple(
            model.LockFile(lock_path(platform if several else ""), platform)
            for platform in platforms
        ),
    )


def _from_source(basis: Basis) -> tuple[str, ...]:
    built = [p.variant for p in basis.choice.candidate.parts if p.variant and p.variant.from_source]
    own = {canonicalize_name(variant.distribution) for variant in built}
    return tuple(sorted({*basis.spec.lock.from_source, *own}))


def _requirements_in(basis: Basis) -> str:
    """Beside Docker's own files where the project has a requirements.in of its own already."""
    said = [*basis.requested.lines, *basis.requested.constraints]
    read = {line.where.rpartition(":")[0] for line in said}
    named = map(normpath, (*basis.spec.requirements, *basis.spec.constraints))
    return "docker/requirements.in" if "requirements.in" in {*read, *named} else "requirements.in"


def _system_packages(basis: Basis) -> model.SystemPackages:
    said, rows = basis.spec.system_packages, basis.catalog.compilers
    compilers = [name for row in rows for name in row.packages] if _from_source(basis) else []
    build, run = {*said.build, *compilers}, {*said.run}
    return model.SystemPackages(build=tuple(sorted(build)), run=tuple(sorted(run)))


def _variables(basis: Basis) -> tuple[model.Variable, ...]:
    """What the frameworks set, where the person does not set it."""
    rows = _set_in("serve", basis)
    return tuple(row for row in rows if row.name not in basis.spec.environment)


def _build_variables(basis: Basis) -> tuple[model.Variable, ...]:
    return tuple(_set_in("build", basis))


def _set_in(stage: str, basis: Basis) -> list[model.Variable]:
    """Those of one reason together, each reason's by their names."""
    device, parts = basis.choice.variant.device, basis.choice.candidate.parts
    rows = [row for part in parts for row in part.framework.variables if row.stage == stage]
    # Of two with one name that of the framework itself, not of what it stands on.
    meant = {row.name: row for row in reversed(rows) if not row.devices or device in row.devices}
    found = [model.Variable(row.name, row.value, row.because) for row in meant.values()]
    return sorted(found, key=lambda variable: (variable.because, variable.name))


def _serving(basis: Basis) -> model.Serving:
    spec, style = basis.spec, basis.wishes.style
    given = spec.serving.model_dump(exclude_none=True)
    said: dict[str, Any] = {**style.defaults, **given}
    limits = model.Limits(**{**style.defaults["limits"], **given["limits"]})
    return model.Serving(
        style=style.name,
        title=style.title,
        inputs=basis.wishes.inputs,
        port=said["port"],
        batching=model.Batching(**{**style.defaults["batching"], **given["batching"]}),
        limits=limits,
        drain_seconds=said["drain_seconds"],
        stop_seconds=ceil(said["drain_seconds"] + limits.seconds) + _SPARE_SECONDS,
        warm_imports=style.warm_imports,
    )


def _files(
    plan: model.Plan, wishes: Wishes, outputs: Iterable[Output], catalog: Catalog
) -> Iterator[model.PlannedFile]:
    rows = [*catalog.project_files, *wishes.framework.files, *wishes.style.files]
    rows += [row for output in outputs for row in output.files]
    by_path: dict[str, FileRow] = {}
    for row in rows:
        path = row.path.replace("{requirements_in}", plan.requirements_in)
        by_path.setdefault(path, row)
    for path, row in sorted(by_path.items()):
        if not row.when or _holds(plan, row):
            template = row.template.replace("{inputs}", plan.serving.inputs)
            yield model.PlannedFile(path, template, row.ownership, row.mode, row.was)


def _holds(plan: model.Plan, row: FileRow) -> bool:
    try:
        return bool(plan.fact(row.when))
    except KeyError:
        raise LayerFault(
            f"`when` names {row.when}, and the Plan has no such fact.", where=row.path
        ) from None

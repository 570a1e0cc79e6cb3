"""Spec and catalogue to Plan: every decision, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import Any

from mlpack.catalog import Catalog, FileRow, Framework, Output, RequirementRow, Style
from mlpack.errors import Incompatible, LayerFault
from mlpack.plan import model
from mlpack.plan.choice import Choice, Wishes, choose
from mlpack.plan.decisions import Grounds, decisions
from mlpack.spec import Spec
from mlpack.wording import all_of

# Any id above the ranges that hosts give to people and services; group 0, because clusters that
# choose the user themselves (OpenShift) put it in that group.
_USER = "10001:0"
# For the server to end after its last answer.
_SPARE_SECONDS = 5


def resolve(spec: Spec, catalog: Catalog) -> model.Plan:
    """The Plan for `spec`.

    Raises:
        Incompatible: the wishes cannot work together; with the nearest ones that do.
        LayerFault: a template layer describes a framework, style or output wrongly.
    """
    framework = catalog.framework(spec.framework.name)
    style = catalog.style(spec.serving.style)
    outputs = tuple(catalog.output(name) for name in dict.fromkeys(spec.outputs))
    _check_device(spec, framework)
    choice = choose(_wishes(spec, framework, style), catalog)
    plan = _plan(spec, framework, style, choice, catalog)
    plan = replace(plan, files=tuple(_files(plan, framework, style, outputs, catalog)))
    return replace(plan, decisions=decisions(Grounds(spec, catalog, choice, plan)))


def _check_device(spec: Spec, framework: Framework) -> None:
    if spec.compute not in framework.devices:
        raise Incompatible(
            f"{framework.title} computes on the {all_of(framework.devices).upper()} only.",
            setting="compute",
            choices=tuple(f"compute: {device}" for device in framework.devices),
        )


def _wishes(spec: Spec, framework: Framework, style: Style) -> Wishes:
    return Wishes(
        framework=framework,
        style=style,
        version=spec.framework.version,
        python=spec.python or "",
        platform=spec.platforms[0],
    )


def _plan(
    spec: Spec, framework: Framework, style: Style, choice: Choice, catalog: Catalog
) -> model.Plan:
    image = choice.base.image
    installer = catalog.installers[0]
    return model.Plan(
        name=spec.name,
        python=choice.python.version,
        platform=spec.platforms[0],
        framework=model.Framework(
            framework.name, framework.title, choice.version, framework.warm_imports
        ),
        compute=model.Compute(spec.compute),
        serving=_serving(spec, style),
        base=model.BaseImage(image, choice.base.glibc),
        stages=(
            model.Stage("base", image),
            model.Stage("build", "base"),
            model.Stage("serve", "base"),
        ),
        lock=model.Lock(spec.lock.backend),
        installer=model.Installer(installer.name, installer.version, installer.hashes),
        model=model.ModelFile(spec.model.path if spec.model else framework.model_file),
        include=tuple(sorted(set(spec.include))),
        requirements=tuple(_requirements(spec, framework, style, choice)),
        indexes=(),
        system_packages=model.SystemPackages(
            build=tuple(sorted(set(spec.system_packages.build))),
            run=tuple(sorted(set(spec.system_packages.run))),
        ),
        environment=dict(sorted(spec.environment.items())),
        labels={
            "org.opencontainers.image.base.name": f"docker.io/library/{image}",
            "org.opencontainers.image.title": spec.name,
        },
        user=_USER,
        outputs=tuple(sorted(set(spec.outputs))),
    )


def _serving(spec: Spec, style: Style) -> model.Serving:
    given = spec.serving.model_dump(exclude_none=True)
    said: dict[str, Any] = {**style.defaults, **given}
    limits = model.Limits(**{**style.defaults["limits"], **given["limits"]})
    return model.Serving(
        style=style.name,
        title=style.title,
        port=said["port"],
        batching=model.Batching(**{**style.defaults["batching"], **given["batching"]}),
        limits=limits,
        drain_seconds=said["drain_seconds"],
        stop_seconds=ceil(said["drain_seconds"] + limits.seconds) + _SPARE_SECONDS,
        warm_imports=style.warm_imports,
    )


def _requirements(
    spec: Spec, framework: Framework, style: Style, choice: Choice
) -> Iterator[model.Paragraph]:
    rows = [*framework.requirements, *style.requirements]
    rows += [RequirementRow(own, "What model.py needs beyond that.") for own in spec.requirements]
    for reason, group in groupby(rows, key=lambda row: row.because):
        lines = (row.line.replace("{version}", choice.version) for row in group)
        yield model.Paragraph(reason, tuple(sorted(lines)))


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
        by_path.setdefault(row.path, row)
    for _, row in sorted(by_path.items()):
        if not row.when or _holds(plan, row):
            yield model.PlannedFile(row.path, row.template, row.ownership, row.mode)


def _holds(plan: model.Plan, row: FileRow) -> bool:
    try:
        return bool(plan.fact(row.when))
    except KeyError:
        raise LayerFault(
            f"`when` names {row.when}, and the Plan has no such fact.", where=row.path
        ) from None

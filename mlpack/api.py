"""The street from mlpack.yaml to the files on disk, in one page; what a library user imports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mlpack import kept, lock, write
from mlpack.catalog import Catalog
from mlpack.errors import Fault, Incompatible, LayerFault, SpecFaults, UsageError
from mlpack.layers import Layers, open_layers
from mlpack.plan import Plan, resolve
from mlpack.render import render
from mlpack.spec import Document, Known, Spec, read, spec_from
from mlpack.tree import Tree
from mlpack.wording import all_of

if TYPE_CHECKING:
    from mlpack.check import Report

SPEC_FILE = "mlpack.yaml"
# A person's spec has a few dozen lines; YAML of another size takes the reader minutes.
_LARGEST_SPEC = 256 * 2**10


@dataclass(frozen=True)
class Project:
    """A folder with a mlpack.yaml, and all that follows from it."""

    root: Path
    spec: Spec
    layers: Layers
    catalog: Catalog
    plan: Plan
    tree: Tree


def open_project(root: Path) -> Project:
    """The project in `root`. Raises as `read_document` and `project_from` do."""
    return project_from(read_document(root), root)


def project_from(document: Document, root: Path) -> Project:
    """Works out the Plan and the Tree that `document` leads to; touches nothing.

    Raises:
        SpecFaults, Incompatible, LayerFault: see `mlpack.errors`.
    """
    sources = _layer_sources(document)
    try:
        layers = open_layers(sources, root, pins=kept.layer_pins(root))
    except LayerFault as fault:
        _raise_with_every_fault(document, fault, sources)
        raise
    catalog = Catalog(layers)
    spec = spec_from(document, catalog.known)
    try:
        plan = resolve(spec, catalog)
    except Incompatible as error:
        line, column = document.place(tuple(error.setting.split(".")))
        error.where = f"{document.file}:{line}:{column}  {error.setting}"
        raise
    return Project(root, spec, layers, catalog, plan, render(plan, layers))


def read_document(root: Path) -> Document:
    """Raises UsageError without a mlpack.yaml, SpecFaults where it is not YAML."""
    path = root / SPEC_FILE
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is not a file.")
        if path.stat().st_size > _LARGEST_SPEC:
            raise UsageError(f"{path} is larger than 256 KiB.")
        return read(path.read_text(encoding="utf-8-sig"), SPEC_FILE)
    except FileNotFoundError:
        raise UsageError(
            f"There is no {SPEC_FILE} in {root.resolve()}.",
            hint="`mlpack init` asks a few questions and writes one.",
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(line, 1, "spec", "This is not UTF-8 text.")
        raise SpecFaults(SPEC_FILE, (fault,)) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def start(root: Path, files: Mapping[str, bytes]) -> Project:
    """A new project in `root` from its first files, mlpack.yaml among them.

    Raises:
        UsageError: one of them is there already and differs; nothing was written.
        SpecFaults, Incompatible, LayerFault: nothing was written.
    """
    taken = [p for p, data in files.items() if (root / p).exists() and _bytes(root / p) != data]
    if taken:
        raise UsageError(f"{all_of(taken)} would be overwritten in {root.resolve()}.")
    document = read(files[SPEC_FILE].decode(), SPEC_FILE)
    project = project_from(document, root)
    for path, data in files.items():
        write.write_whole(write.place(root, path), data)
    return project


@dataclass(frozen=True)
class Generated:
    """One change a rendered path, and what the lock needs; `lock` is never made by `generate`."""

    project: Project
    changes: tuple[write.Change, ...]
    lock: write.Change

    @property
    def in_conflict(self) -> bool:
        return any(change.verb == "conflict" for change in self.changes)


def preview(project: Project, *, overwrite: Collection[str] = ()) -> Generated:
    """What `generate` would do; reads only."""
    changes = write.compare(project.tree, project.root, overwrite=overwrite)
    return Generated(project, changes, lock_state(project))


def generate(project: Project, *, overwrite: Collection[str] = ()) -> Generated:
    """Writes what differs; where `Generated.lock` says that the lock is stale, `relock` is due.

    Raises:
        WriteRefused: a file cannot be written without losing something; nothing was written.
    """
    generated = preview(project, overwrite=overwrite)
    write.apply(generated.changes, project.root)
    kept.remember(project.root, day=project.catalog.day, commits=project.layers.commits())
    return generated


def check(project: Project, *, today: date) -> Report:
    """Every rule and every linter that this machine has; reads only."""
    from mlpack.check import Subject
    from mlpack.check import check as run_checks

    seen = preview(project)
    return run_checks(
        Subject(
            root=project.root,
            plan=project.plan,
            catalog=project.catalog,
            changes=seen.changes,
            lock=seen.lock,
            today=today,
        )
    )


def relock(
    project: Project,
    *,
    upgrade: bool = False,
    upgrade_packages: Sequence[str] = (),
    progress: Callable[[str], None] = lock.ignore,
) -> write.Change:
    """Makes and writes the lock. Raises LockFailed; the old lock stands then."""
    return kept.make_lock(
        project.root,
        lock_inputs(project.plan),
        upgrade=upgrade,
        upgrade_packages=upgrade_packages,
        progress=progress,
    )


def lock_inputs(plan: Plan) -> lock.Inputs:
    target = lock.Target(plan.python, plan.platform, plan.base.glibc)
    return lock.Inputs(plan.requirements, target, plan.lock.backend)


def verify_lock(
    project: Project, *, progress: Callable[[str], None] = lock.ignore
) -> tuple[lock.Difference, ...]:
    """The packages that pip-tools and uv would pin differently. Raises LockFailed."""
    return lock.verify(lock_inputs(project.plan), progress=progress)


def lock_state(project: Project) -> write.Change:
    """`same` where requirements.lock is up to date; `create` or `update` where `relock` is due."""
    return kept.lock_state(project.root, lock_inputs(project.plan))


def _layer_sources(document: Document) -> list[str]:
    """Read before the Spec is, for the layers say which names the Spec may use."""
    sources = document.content.get("templates")
    return [s for s in sources if isinstance(s, str)] if isinstance(sources, list) else []


def _raise_with_every_fault(document: Document, fault: LayerFault, sources: list[str]) -> None:
    """A layer that mlpack.yaml names wrongly is one of its faults, beside all the others."""
    if fault.where in sources:
        index = sources.index(fault.where)
        place = document.place(("templates", index))
        more = Fault(*place, f"templates[{index}]", f"{fault.says} {fault.hint}".strip())
        spec_from(document, Known(), more_faults=(more,))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

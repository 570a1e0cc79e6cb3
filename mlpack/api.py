"""The street from mlpack.yaml to the files on disk, in one page; what a library user imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mlpack import kept, lock, requirements, write
from mlpack.catalog import Catalog
from mlpack.errors import Fault, Incompatible, LayerFault, SpecFaults, UsageError
from mlpack.layers import Layers, open_layers
from mlpack.plan import Pins, Plan, completed, requirement_names, resolve
from mlpack.render import render
from mlpack.requirements import NOTHING, Requested, is_file
from mlpack.spec import Document, Known, Spec, read, spec_from
from mlpack.tree import Tree
from mlpack.wording import all_of

if TYPE_CHECKING:
    from typing import BinaryIO

    from mlpack import explain as explanations
    from mlpack.check import Report
    from mlpack.doctor import Diagnosis, Verdict
    from mlpack.lock.index import Collected

SPEC_FILE = "mlpack.yaml"
# A person's spec has a few dozen lines; YAML of another size takes the reader minutes.
_LARGEST_SPEC = 256 * 2**10


@dataclass(frozen=True)
class Project:
    """A folder with a mlpack.yaml, and all that follows from it.

    `resolved` is the Plan as mlpack.yaml alone leads to it; `plan` is completed by `pins`.
    """

    root: Path
    document: Document
    spec: Spec
    requested: Requested
    layers: Layers
    catalog: Catalog
    resolved: Plan
    pins: Pins
    plan: Plan
    tree: Tree


def open_project(root: Path) -> Project:
    """The project in `root`. Raises as `read_document` and `project_from` do."""
    return project_from(read_document(root), root)


def project_in(root: Path) -> Project | None:
    """The project in `root`; None where the folder has no mlpack.yaml. Raises as `open_project`."""
    if not root.is_dir():
        raise UsageError(f"There is no folder {root}.")
    return open_project(root) if (root / SPEC_FILE).exists() else None


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
    requested = _requested(spec, document, root)
    try:
        resolved = resolve(spec, catalog, requested)
    except Incompatible as error:
        line, column = document.place(tuple(error.setting.split(".")))
        error.where = f"{document.file}:{line}:{column}  {error.setting}"
        raise
    pins = _pins(resolved, kept.pins(root, [file.path for file in resolved.lock.files]))
    plan = completed(resolved, pins, catalog)
    tree = render(plan, layers)
    return Project(root, document, spec, requested, layers, catalog, resolved, pins, plan, tree)


def with_locks(project: Project, locks: Sequence[write.Change]) -> Project:
    """The project as new locks complete it, whether they are written yet or not."""
    made = {change.path: kept.pins_in(change.after) for change in locks if change.after}
    pins = _pins(project.resolved, made)
    plan = completed(project.resolved, pins, project.catalog)
    if plan == project.plan:
        return replace(project, pins=pins)
    return replace(project, pins=pins, plan=plan, tree=render(plan, project.layers))


def _pins(plan: Plan, locks: Mapping[str, Pins]) -> Pins:
    """All that will be installed; without a lock for each platform, what the lines name too."""
    is_known = all(file.path in locks for file in plan.lock.files)
    found = {} if is_known else dict(requirement_names(plan))
    for pinned in locks.values():
        found.update(pinned)
    return found


def open_catalog(root: Path) -> Catalog:
    """The facts that a project in `root` is decided from: its own layers' too, where it has any.

    Raises:
        SpecFaults: its mlpack.yaml is not YAML.
        LayerFault: a layer that it names cannot be read.
    """
    sources = _layer_sources(read_document(root)) if (root / SPEC_FILE).exists() else []
    return Catalog(open_layers(sources, root, pins=kept.layer_pins(root)))


def _requested(spec: Spec, document: Document, root: Path) -> Requested:
    """What the files that mlpack.yaml names say of requirements, read where there are any.

    Raises:
        SpecFaults: every fault of every file; one of an item that names a file, at its place.
    """
    named = [index for index, entry in enumerate(spec.requirements) if is_file(entry)]
    if not named and not spec.constraints:
        return NOTHING
    from mlpack.requirements.read import read as read_requirements

    try:
        return read_requirements(
            root,
            requirements=[spec.requirements[index] for index in named],
            constraints=spec.constraints,
            index=_index_said(spec),
        )
    except SpecFaults as error:
        faults = (_at_its_item(fault, named, document) for fault in error.faults)
        raise SpecFaults(document.file, tuple(faults)) from None


def _index_said(spec: Spec) -> requirements.Index:
    said = spec.index
    return requirements.Index(
        urls=frozenset(filter(None, (said.url, *said.extra, *said.packages.values()))),
        packages=frozenset(said.packages),
        find_links=frozenset(said.find_links),
    )


def _at_its_item(fault: Fault, named: Sequence[int], document: Document) -> Fault:
    """A fault of an item itself has no place yet but which item it is."""
    found = re.fullmatch(r"(requirements|constraints)\[(\d+)\]", fault.setting)
    if fault.file or not found:
        return fault
    number = int(found[2])
    index = named[number] if found[1] == "requirements" else number
    line, column = document.place((found[1], index))
    return replace(fault, line=line, column=column, setting=f"{found[1]}[{index}]")


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
    # mlpack.yaml may name a file that comes with it, as an example's does: it is written last.
    brought = [path for path in files if path != SPEC_FILE and not (root / path).exists()]
    try:
        for path in brought:
            write.write_whole(write.place(root, path), files[path])
        project = project_from(document, root)
    except BaseException:
        for path in brought:
            (root / path).unlink(missing_ok=True)
        raise
    write.write_whole(write.place(root, SPEC_FILE), files[SPEC_FILE])
    return project


@dataclass(frozen=True)
class Generated:
    """One change a rendered path and one a lock."""

    project: Project
    changes: tuple[write.Change, ...]
    locks: tuple[write.Change, ...]

    @property
    def in_conflict(self) -> bool:
        return any(change.verb == "conflict" for change in self.changes)


def preview(project: Project, *, overwrite: Collection[str] = ()) -> Generated:
    """What `generate` would do; reads only."""
    changes = write.compare(project.tree, project.root, overwrite=overwrite)
    return Generated(project, changes, lock_states(project))


def generate(
    project: Project, *, overwrite: Collection[str] = (), locks: Sequence[write.Change] = ()
) -> Generated:
    """Writes what differs, and new `locks` with it.

    Where `Generated.locks` says that one is stale, `relock` is due. What it makes may tell of more
    that the image needs, so `relock(project, writes=False)` comes first where each file is to be
    written once.

    Raises:
        WriteRefused: a file cannot be written without losing something; nothing was written.
    """
    seen = preview(with_locks(project, locks) if locks else project, overwrite=overwrite)
    return bring(replace(seen, locks=tuple(locks) or seen.locks))


def bring(seen: Generated) -> Generated:
    """Writes what `preview` saw, and the locks in it that are new. Raises as `generate`."""
    project = seen.project
    write.apply(seen.changes, project.root)
    kept.write_locks(project.root, seen.locks)
    kept.remember(project.root, day=project.catalog.day, commits=project.layers.commits())
    return seen


def explain_line(project: Project, path: str, line: int) -> explanations.Answer:
    """Why line `line`, from 1, of the file `path` is there; reads only.

    Raises:
        UsageError: mlpack does not make this file, or there is no such line.
        LockFailed: it is a lock, and damaged.
    """
    from mlpack import explain as explanations

    return explanations.explain_line(_subject_of(project), path, line)


def explain_file(project: Project, path: str) -> explanations.Overview:
    """The file `path` part by part, each with its reasons. Raises as `explain_line`."""
    from mlpack import explain as explanations

    return explanations.explain_file(_subject_of(project), path)


def _subject_of(project: Project) -> explanations.Subject:
    from mlpack.explain import Subject

    return Subject(
        root=project.root,
        document=project.document,
        spec=project.spec,
        plan=project.plan,
        layers=project.layers,
        tree=project.tree,
    )


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
            locks=seen.locks,
            today=today,
            missing_wheels=_missing_wheels(project),
        )
    )


def examine(project: Project | None) -> tuple[Verdict, ...]:
    """This host against what the project needs of it; without one, what can be said of any host."""
    from mlpack import doctor

    host = doctor.ask_host()
    if project is None:
        return doctor.examine_host(host)
    return doctor.examine(host, project.plan, project.catalog, root=project.root)


def diagnose(log: BinaryIO, project: Project | None) -> tuple[Diagnosis, ...]:
    """The known failures in a log, the clearest first, and what to change against each."""
    from mlpack import doctor

    if project is None:
        return doctor.diagnose(log)
    return doctor.diagnose(log, project.plan, project.catalog)


def _missing_wheels(project: Project) -> tuple[str, ...]:
    if not (wheelhouse := project.plan.build.wheelhouse):
        return ()
    folder = project.root / wheelhouse
    inputs = lock_inputs(project)
    return kept.missing_wheels(project.root, inputs, folder, installer=_installer(project.plan))


def _installer(plan: Plan) -> lock.Pin:
    return lock.Pin(plan.installer.name, plan.installer.version, plan.installer.hashes)


def relock(
    project: Project,
    *,
    renewal: lock.Renewal = lock.Renewal(),  # noqa: B008 - frozen
    progress: Callable[[str], None] = lock.ignore,
    writes: bool = True,
) -> tuple[write.Change, ...]:
    """Makes the lock of each platform, and where `writes`, writes them.

    Raises:
        LockFailed: one of them cannot be made; the old ones all stand then.
    """
    made = tuple(
        kept.new_lock(project.root, path, inputs, renewal=renewal, progress=progress)
        for path, inputs in lock_inputs(project).items()
    )
    if writes:
        kept.write_locks(project.root, made)
    return made


def lock_inputs(project: Project) -> Mapping[str, lock.Inputs]:
    """What each lock is made from, by its path."""
    plan = project.plan
    return {
        file.path: lock.Inputs(
            plan.requirements,
            lock.Target(plan.python, file.platform, plan.base.glibc),
            plan.lock.backend,
            constraints=plan.constraints,
            index=plan.index,
            from_source=plan.lock.from_source,
            exclude_newer=plan.lock.exclude_newer,
            root=project.root,
            askers=_askers(project),
        )
        for file in plan.lock.files
    }


def _askers(project: Project) -> dict[str, str]:
    """Where each line stands that the project says itself, as `mlpack.yaml:7`."""
    entries = enumerate(project.spec.requirements)
    lines = {line: project.document.place(("requirements", number))[0] for number, line in entries}
    own = {line: f"{SPEC_FILE}:{number}" for line, number in lines.items()}
    return own | {line.text: line.where for line in project.requested.lines}


def collect_wheels(
    project: Project, folder: Path, *, progress: Callable[[str], None] = lock.ignore
) -> Collected:
    """Every wheel that the locks pin, and the installer's, in `folder`.

    Raises:
        LockFailed: one cannot be had; those that were, stay.
    """
    inputs, installer = lock_inputs(project), _installer(project.plan)
    return kept.collect_wheels(project.root, inputs, folder, installer=installer, progress=progress)


def idle_locks(project: Project) -> tuple[str, ...]:
    """Locks in the project's folder that mlpack.yaml has no platform for."""
    return kept.idle_locks(project.root, [file.path for file in project.plan.lock.files])


def verify_locks(
    project: Project, *, progress: Callable[[str], None] = lock.ignore
) -> Mapping[str, tuple[lock.Difference, ...]]:
    """The packages that pip-tools and uv would pin differently, by lock. Raises LockFailed."""
    inputs = lock_inputs(project)
    return {path: lock.verify(one, progress=progress) for path, one in inputs.items()}


def lock_states(project: Project) -> tuple[write.Change, ...]:
    """`same` for a lock that is up to date; `create` or `update` where `relock` is due."""
    inputs = lock_inputs(project)
    return tuple(kept.lock_state(project.root, path, one) for path, one in inputs.items())


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

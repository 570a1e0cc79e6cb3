"""A project from its mlpack.yaml: the Spec, the Plan that it leads to, and the Tree of files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mlpack import kept, requirements, write
from mlpack.catalog import Catalog, catalog_of
from mlpack.errors import Fault, Incompatible, LayerFault, SpecFaults, UsageError
from mlpack.layers import Layers, open_layers
from mlpack.plan import Pins, Plan, completed, requirement_names, resolve
from mlpack.render import render
from mlpack.requirements import NOTHING, Requested, is_file
from mlpack.spec import Document, Known, Spec, read, spec_from
from mlpack.tree import Tree
from mlpack.wording import all_of

SPEC_FILE = "mlpack.yaml"
# A person's spec has a few dozen lines; YAML of another size takes the reader minutes.
_LARGEST_SPEC = 256 * 2**10


@dataclass(frozen=True)
class Project:
    """A folder with a mlpack.yaml, and all that follows from it.

    `resolved` is the Plan as mlpack.yaml alone leads to it; `locked` is what each lock pins, by its
    path, and `plan` is completed by that.
    `brought` are its first files, where they are not on the disk yet.
    """

    root: Path
    document: Document
    spec: Spec
    requested: Requested
    layers: Layers
    catalog: Catalog
    resolved: Plan
    locked: Mapping[str, Pins]
    plan: Plan
    tree: Tree
    brought: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def pins(self) -> Pins:
        """All that will be installed, by name, with who asks for it."""
        return pins_of(self.resolved, self.locked)


def open_project(root: Path) -> Project:
    """The project in `root`. Raises as `read_document` and `project_from` do."""
    return project_from(read_document(root), root)


def project_in(root: Path) -> Project | None:
    """The project in `root`; None where the folder has no mlpack.yaml. Raises as `open_project`."""
    if not root.is_dir():
        raise UsageError(f"There is no folder {root}.")
    write.recover(root)
    return open_project(root) if (root / SPEC_FILE).exists() else None


def project_from(document: Document, root: Path) -> Project:
    """Works out the Plan and the Tree that `document` leads to; touches nothing.

    Raises:
        SpecFaults, Incompatible, LayerFault: see `mlpack.errors`.
    """
    sources = layer_sources(document)
    try:
        layers = open_layers(sources, root, pins=kept.layer_pins(root))
    except LayerFault as fault:
        _raise_with_every_fault(document, fault, sources)
        raise
    catalog = catalog_of(layers)
    spec = spec_from(document, catalog.known)
    requested = requested_by(spec, document, root)
    try:
        resolved = resolve(spec, catalog, requested)
    except Incompatible as error:
        line, column = document.place(tuple(error.setting.split(".")))
        error.where = f"{document.file}:{line}:{column}  {error.setting}"
        raise
    locked = kept.pins(root, [file.path for file in resolved.lock.files])
    plan = completed(resolved, pins_of(resolved, locked), catalog)
    tree = render(plan, layers)
    return Project(root, document, spec, requested, layers, catalog, resolved, locked, plan, tree)


def with_locks(project: Project, locks: Sequence[write.Change]) -> Project:
    """The project as new locks complete it, whether they are written yet or not."""
    made = {change.path: kept.pins_in(change.after) for change in locks if change.after}
    plan = completed(project.resolved, pins_of(project.resolved, made), project.catalog)
    if plan == project.plan:
        return replace(project, locked=made)
    return replace(project, locked=made, plan=plan, tree=render(plan, project.layers))


def pins_of(plan: Plan, locks: Mapping[str, Pins]) -> Pins:
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
    write.recover(root)
    sources = layer_sources(read_document(root)) if (root / SPEC_FILE).exists() else []
    return catalog_of(open_layers(sources, root, pins=kept.layer_pins(root)))


def read_document(root: Path) -> Document:
    """Raises UsageError without a mlpack.yaml, SpecFaults where it is not YAML.

    A run that was killed is carried out first, or its leftovers are swept: see `mlpack.write`.
    """
    if root.is_file():
        raise UsageError(f"{root} is a file.", hint="Name the project's folder.")
    write.recover(root)
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

    Nothing is written before `bring` writes them with all others. Where more than mlpack.yaml is
    brought, all that it names is.

    Raises:
        UsageError: one of them is there already and differs.
        SpecFaults, Incompatible, LayerFault: see `mlpack.errors`.
    """
    taken = [p for p, data in files.items() if (root / p).exists() and _bytes(root / p) != data]
    if taken:
        raise UsageError(f"{all_of(taken)} would be overwritten in {root.resolve()}.")
    document = read(files[SPEC_FILE].decode(), SPEC_FILE)
    brought = {path: data for path, data in files.items() if not (root / path).exists()}
    if brought.keys() <= {SPEC_FILE}:
        return replace(project_from(document, root), brought=brought)
    with TemporaryDirectory(prefix="mlpack-") as folder:
        for path, data in files.items():
            write.write_whole(Path(folder, path), data)
        project = project_from(document, Path(folder))
    return replace(project, root=root, brought=brought)


def spec_bytes(project: Project) -> bytes:
    """Its mlpack.yaml as it is there, or will be; empty where the project is only thought of."""
    return project.brought.get(SPEC_FILE) or _bytes(project.root / SPEC_FILE) or b""


def requested_by(spec: Spec, document: Document, root: Path) -> Requested:
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


def layer_sources(document: Document) -> list[str]:
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

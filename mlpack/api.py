"""The street from mlpack.yaml to the files on disk, in one page; what a library user imports."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpack import lock, write
from mlpack.catalog import Catalog
from mlpack.errors import (
    Fault,
    Incompatible,
    LayerFault,
    LockFailed,
    SpecFaults,
    UsageError,
    WriteRefused,
)
from mlpack.layers import Layers, is_commit, open_layers
from mlpack.plan import Plan, resolve
from mlpack.render import render
from mlpack.spec import Document, Known, Spec, read, spec_from
from mlpack.tree import Tree
from mlpack.wording import all_of

if TYPE_CHECKING:
    from mlpack.check import Report

SPEC_FILE = "mlpack.yaml"
LOCK_FILE = "requirements.lock"
RESTS_ON_FILE = ".mlpack/lock.json"
_RESTORE = "Restore it from git, or delete it: mlpack makes it anew."
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
        layers = open_layers(sources, root, pins=_rests_on(root).get("layers", {}))
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
    _remember(project)
    return generated


def check(project: Project, *, today: date) -> Report:
    """Every rule and every linter that this machine has; reads only."""
    from mlpack.check import Subject
    from mlpack.check import check as run_checks

    return run_checks(
        Subject(
            root=project.root,
            plan=project.plan,
            catalog=project.catalog,
            changes=preview(project).changes,
            lock=lock_state(project),
            today=today,
        )
    )


def relock(
    project: Project,
    *,
    upgrade: bool = False,
    upgrade_packages: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> write.Change:
    """Makes and writes the lock. Raises LockFailed; the old lock stands then."""
    before = _text(project.root, LOCK_FILE)
    after = lock.make(
        lock_inputs(project.plan),
        previous=before or "",
        upgrade=upgrade,
        upgrade_packages=upgrade_packages,
        progress=progress,
    )
    if after == before:
        return _lock_change("same", before, after)
    write.write_whole(write.place(project.root, LOCK_FILE), after)
    return _lock_change("update" if before else "create", before, after)


def lock_inputs(plan: Plan) -> lock.Inputs:
    target = lock.Target(plan.python, plan.platform, plan.base.glibc)
    return lock.Inputs(plan.requirements, target, plan.lock.backend)


def verify_lock(
    project: Project, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[lock.Difference, ...]:
    """The packages that pip-tools and uv would pin differently. Raises LockFailed."""
    return lock.verify(lock_inputs(project.plan), progress=progress)


def lock_state(project: Project) -> write.Change:
    """`same` where requirements.lock is up to date; `create` or `update` where `relock` is due."""
    text = _text(project.root, LOCK_FILE)
    if text is None:
        return _lock_change("create", None, None, note="it is not there yet")
    try:
        if lock.is_fresh(text, lock_inputs(project.plan)):
            return _lock_change("same", text, text)
    except LockFailed as error:
        return _lock_change("update", text, text, note=f"{error.says} {error.hint}")
    note = "it is for other requirements, another Python or another platform"
    return _lock_change("update", text, text, note=note)


def _lock_change(
    verb: write.Verb, before: str | None, after: str | None, *, note: str = ""
) -> write.Change:
    return write.Change(LOCK_FILE, verb, before, after, 0o644, note, None)


def _rests_on(root: Path) -> Mapping[str, Any]:
    text = _text(root, RESTS_ON_FILE)
    try:
        content = {} if text is None else json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not _are_pins(content.get("layers", {})):
        raise UsageError(
            "This file is damaged.",
            where=RESTS_ON_FILE,
            hint="Restore it from git, or delete it: layers are then fetched anew.",
        )
    return content


def _are_pins(layers: object) -> bool:
    """Whether `layers` names commits; anything else could name a folder outside the cache."""
    return isinstance(layers, dict) and all(is_commit(pin) for pin in layers.values())


def _remember(project: Project) -> None:
    """Writes down what the output rests on beyond the spec."""
    content = {"catalog": project.catalog.day, "layers": project.layers.commits()}
    text = json.dumps(content, indent=2, sort_keys=True) + "\n"
    if _text(project.root, RESTS_ON_FILE) != text:
        write.write_whole(write.place(project.root, RESTS_ON_FILE), text)


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


def _text(root: Path, path: str) -> str | None:
    """The text of a file that mlpack keeps itself; None where there is none.

    Raises:
        WriteRefused: it is no file, not text, or may not be read.
    """
    found = write.read(root, path)
    if found is None:
        return None
    if not found.is_text:
        raise WriteRefused("This is not UTF-8 text.", where=path, hint=_RESTORE)
    return found.text

"""The locks of a project: what each is made from, made, compared, and the wheels that they pin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mlpack import kept, lock, write
from mlpack.api.project import SPEC_FILE, Project
from mlpack.plan import Plan

if TYPE_CHECKING:
    from mlpack.lock.index import Collected


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
        write.commit(kept.lock_writes(made), project.root)
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


def lock_states(project: Project) -> tuple[write.Change, ...]:
    """`same` for a lock that is up to date; `create` or `update` where `relock` is due."""
    return tuple(
        kept.lock_state(project.root, path, inputs, brought=project.brought.get(path))
        for path, inputs in lock_inputs(project).items()
    )


def verify_locks(
    project: Project, *, progress: Callable[[str], None] = lock.ignore
) -> Mapping[str, tuple[lock.Difference, ...]]:
    """The packages that pip-tools and uv would pin differently, by lock. Raises LockFailed."""
    inputs = lock_inputs(project)
    return {path: lock.verify(one, progress=progress) for path, one in inputs.items()}


def idle_locks(project: Project) -> tuple[str, ...]:
    """Locks in the project's folder that mlpack.yaml has no platform for."""
    return kept.idle_locks(project.root, [file.path for file in project.plan.lock.files])


def collect_wheels(
    project: Project, folder: Path, *, progress: Callable[[str], None] = lock.ignore
) -> Collected:
    """Every wheel that the locks pin, and the installer's, in `folder`.

    Raises:
        LockFailed: one cannot be had; those that were, stay.
    """
    inputs, installer = lock_inputs(project), _installer(project.plan)
    return kept.collect_wheels(project.root, inputs, folder, installer=installer, progress=progress)


def missing_wheels(project: Project) -> tuple[str, ...]:
    """What the locks pin and the wheelhouse lacks, by name; nothing without a wheelhouse."""
    if not (wheelhouse := project.plan.build.wheelhouse):
        return ()
    folder = project.root / wheelhouse
    inputs = lock_inputs(project)
    return kept.missing_wheels(project.root, inputs, folder, installer=_installer(project.plan))


def _installer(plan: Plan) -> lock.Pin:
    return lock.Pin(plan.installer.name, plan.installer.version, plan.installer.hashes)


def _askers(project: Project) -> dict[str, str]:
    """Where each line stands that the project says itself, as `mlpack.yaml:7`."""
    entries = enumerate(project.spec.requirements)
    lines = {line: project.document.place(("requirements", number))[0] for number, line in entries}
    own = {line: f"{SPEC_FILE}:{number}" for line, number in lines.items()}
    return own | {line.text: line.where for line in project.requested.lines}

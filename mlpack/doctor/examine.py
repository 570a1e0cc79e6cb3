"""A host against a plan: the engine, what it builds for, its disk, its memory, its GPUs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mlpack.catalog import Catalog
from mlpack.catalog.locked import disk_needs
from mlpack.doctor import gpus
from mlpack.doctor.host import Docker, Host, Silent
from mlpack.doctor.verdict import Verdict
from mlpack.plan import Plan

_GIB = 2**30


def examine_host(host: Host) -> tuple[Verdict, ...]:
    """What can be said without a project."""
    return (*_engine(host), *_disk(host, ""), *gpus.seen(host))


def examine(host: Host, plan: Plan, catalog: Catalog, *, root: Path) -> tuple[Verdict, ...]:
    """The host against what `plan`, the project's in `root`, needs to be built and to run."""
    return (
        *_engine(host),
        *_platforms(host, plan),
        *_disk(host, plan.compute.libraries),
        *_memory(host, root / plan.model.path),
        *gpus.judged(host, plan, catalog),
    )


def _engine(host: Host) -> Iterator[Verdict]:
    if isinstance(host.docker, Silent):
        mend = "Install Docker, or start it; `docker version` shows whether it answers."
        yield Verdict("engine", "error", host.docker.because, mend)
    elif not host.docker.buildx:
        says = f"Docker {host.docker.version} has no buildx, and the Dockerfile needs BuildKit."
        yield Verdict("engine", "error", says, "Install docker-buildx-plugin.")
    else:
        says = f"Docker {host.docker.version} with buildx {host.docker.buildx.removeprefix('v')}."
        yield Verdict("engine", "ok", says)


def _platforms(host: Host, plan: Plan) -> Iterator[Verdict]:
    if isinstance(host.docker, Silent):
        return
    own = host.docker.platform
    for platform in plan.platforms:
        if platform == own:
            yield Verdict("platform", "ok", f"The image is for {platform}, as this engine is.")
        else:
            says = f"The image is for {platform}, and this engine is {own}: it would be emulated."
            mend = (
                "That is slow, and lacks instructions that some packages need. Build and run it on "
                f"{platform}, or add {own} to `platforms:` for this host."
            )
            yield Verdict("platform", "warning", says, mend)


def _disk(host: Host, libraries: str) -> Iterator[Verdict]:
    if isinstance(host.docker, Silent):
        return
    docker = host.docker
    need = next(int(row.gib) for row in disk_needs() if row.libraries == libraries)
    if docker.free is None:
        says = f"Docker keeps its images in {docker.folder}, where mlpack cannot look from here."
        yield Verdict("disk", "not run", says, "docker system df")
        return
    free = docker.free / _GIB
    says = f"{free:.0f} GiB are free in {docker.folder}; a build takes some {need} GiB."
    if free < need:
        mend = "`docker builder prune` gives back the build cache; `docker system df` shows it."
        yield Verdict("disk", "warning", says, mend)
    else:
        yield Verdict("disk", "ok", says)


def _memory(host: Host, model: Path) -> Iterator[Verdict]:
    if not isinstance(host.docker, Docker) or not host.docker.memory:
        return
    size, memory = _size(model) / _GIB, host.docker.memory / _GIB
    if size > memory:
        says = f"The model has {size:.1f} GiB, and containers share {memory:.1f} GiB."
        mend = "Give Docker's machine more memory, or run it on a larger host."
        yield Verdict("memory", "warning", says, mend)
    else:
        yield Verdict("memory", "ok", f"Containers share {memory:.0f} GiB.")


def _size(model: Path) -> int:
    files = model.rglob("*") if model.is_dir() else [model]
    return sum(file.stat().st_size for file in files if file.is_file())

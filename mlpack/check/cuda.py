"""Rules about CUDA: one source of it, one major, and a driver that runs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

from packaging.specifiers import SpecifierSet

from mlpack.catalog import Catalog, Kernels
from mlpack.catalog.locked import CudaPackage, cuda_packages
from mlpack.check.cuda_tags import cuda_tag
from mlpack.check.finding import Finding
from mlpack.check.pinned import Pinned
from mlpack.check.subject import Subject
from mlpack.lock import Pin
from mlpack.plan import Plan
from mlpack.plan.hardware import has_driver, serves
from mlpack.wording import all_of

_BUILD = re.compile(r"cu(\d\d)\d")
_SOON = timedelta(days=180)
_DRIVER = re.compile(r"(nvidia-driver|nvidia-kernel|libnvidia-|cuda-drivers|cuda-compat|libcuda)")


def cuda_in_cpu_image(subject: Subject) -> Iterator[Finding]:
    if subject.plan.compute.device != "cpu":
        return
    for lock in subject.pinned:
        found = [pin for pin in lock.pins.values() if _brings(pin) or _build(pin)]
        if found:
            names = _few([pin.name for pin in found])
            says = f"The service computes on the CPU, and only a GPU can use {names}."
            askers = all_of(_askers(found))
            mend = f"Ask for a build without CUDA of what brings them in: {askers}."
            yield Finding("cuda-in-cpu-image", "warning", lock.path, says, mend)


def old_driver(subject: Subject) -> Iterator[Finding]:
    """What the lock pins may have moved to a CUDA that the plan did not choose."""
    driver = subject.plan.compute.driver
    if not driver:
        return
    floors = {row.version: row.driver for row in subject.catalog.cuda_majors}
    for lock in subject.pinned:
        for major, names in _majors(lock).items():
            if major in floors and not has_driver(driver, floors[major]):
                says = (
                    f"It pins {_few(names)} for CUDA {major}, which needs driver {floors[major]}; "
                    f"mlpack.yaml says that hosts have {driver}."
                )
                mend = f"Ask for a release that is built for the CUDA of driver {driver}."
                yield Finding("old-driver", "error", lock.path, says, mend)


def mixed_cuda(subject: Subject) -> Iterator[Finding]:
    if subject.plan.compute.device == "cpu":
        return
    for lock in subject.pinned:
        majors = _majors(lock)
        if len(majors) > 1:
            has = all_of(f"{_few(names)} for CUDA {major}" for major, names in majors.items())
            says = f"It pins {has}: they share nothing, and each major is installed whole."
            mend = "Ask for releases of one CUDA, or live with the size and the higher driver."
            yield Finding("mixed-cuda", "warning", lock.path, says, mend)


def other_cuda_image(subject: Subject) -> Iterator[Finding]:
    """What takes CUDA from the image must be built for the major that the image has."""
    compute, tag = subject.plan.compute, cuda_tag(subject.plan.base.image, subject.catalog)
    if not tag or not tag.cuda or compute.libraries != "image":
        return
    has = tag.cuda.partition(".")[0]
    for lock in subject.pinned:
        for major, names in _majors(lock).items():
            if major != has:
                says = f"It pins {_few(names)} for CUDA {major}, and {tag.tag} has {tag.cuda}."
                mend = f"Ask for releases that are built for CUDA {has}, or for another CUDA."
                yield Finding("other-cuda-image", "error", lock.path, says, mend)


def two_cudas(subject: Subject) -> Iterator[Finding]:
    tag = cuda_tag(subject.plan.base.image, subject.catalog)
    if not tag or not tag.holds_libraries:
        return
    for lock in subject.pinned:
        if found := [pin.name for pin in lock.pins.values() if _brings(pin)]:
            says = f"It pins CUDA's libraries, and {tag.tag} has them too: {_few(found)}."
            mend = "Have them once: compute: {libraries: wheels}, on a slim image."
            yield Finding("two-cudas", "warning", lock.path, says, mend)


def cuda_in_library_path(subject: Subject) -> Iterator[Finding]:
    path = subject.plan.environment.get("LD_LIBRARY_PATH", "")
    # the folders of the packages have their own names below site-packages
    if [part for part in path.split(":") if "cuda" in part and "site-packages" not in part]:
        says = f"LD_LIBRARY_PATH is {path}: a CUDA there is loaded before that of the packages."
        mend = "Take it out of `environment:`; the image's own CUDA is found without it."
        yield Finding("cuda-in-library-path", "error", "mlpack.yaml", says, mend)


def driver_in_image(subject: Subject) -> Iterator[Finding]:
    packages = subject.plan.system_packages
    for name in sorted({*packages.build, *packages.run}):
        if _DRIVER.match(name):
            says = f"{name} is the driver's, and must be the host's own version: it hides that one."
            mend = "Take it out of `system_packages:`; the host gives its driver to the container."
            yield Finding("driver-in-image", "error", "mlpack.yaml", says, mend)


def image_wants_newer_driver(subject: Subject) -> Iterator[Finding]:
    """NVIDIA_REQUIRE_CUDA in NVIDIA's images."""
    driver, tag = subject.plan.compute.driver, cuda_tag(subject.plan.base.image, subject.catalog)
    if driver and tag and tag.toolkit and not has_driver(driver, tag.toolkit.driver):
        says = (
            f"It may refuse to start on driver {driver}: it came with {tag.toolkit.driver}, and "
            "asks for that, though an older one of the same major could run it."
        )
        mend = "compute: {libraries: wheels}, where the framework has them, asks for no more."
        where = subject.plan.base.image
        yield Finding("image-wants-newer-driver", "warning", where, says, mend)


def unlisted_cuda_image(subject: Subject) -> Iterator[Finding]:
    image = subject.plan.base.image
    tag = cuda_tag(image, subject.catalog)
    if tag and not tag.has_patch:
        says = "NVIDIA has no such tag: a tag has all three numbers of its CUDA, as in 12.6.3."
        newest = tag.row.newest if tag.row else subject.catalog.cuda_images[-1].newest
        mend = f"Name it whole, as nvidia/cuda:{newest}-..."
        yield Finding("unlisted-cuda-image", "error", image, says, mend)
    elif tag and not (tag.row and tag.version == tag.row.newest):
        known = [row.newest for row in subject.catalog.cuda_images]
        says = f"The catalogue does not know CUDA {tag.version}: NVIDIA may have deleted the image."
        mend = f"docker pull {image}; known are {all_of(known)}."
        yield Finding("unknown-cuda-image", "warning", image, says, mend)


def leaving_cuda_image(subject: Subject) -> Iterator[Finding]:
    tag = cuda_tag(subject.plan.base.image, subject.catalog)
    day = tag.row.deletable if tag and tag.row else ""
    if day and date.fromisoformat(day) - subject.today < _SOON:
        says = f"NVIDIA may delete it from {day} on."
        mend = "Move to a newer CUDA, or keep a copy in a registry of your own."
        yield Finding("leaving-cuda-image", "warning", subject.plan.base.image, says, mend)


def unconfirmed_kernels(subject: Subject) -> Iterator[Finding]:
    """What a build without code for a GPU rests on, `unconfirmed` says itself."""
    named = [gpu for gpu in subject.catalog.gpus if gpu.name in subject.plan.compute.gpus]
    for row in kernels_in(subject.plan, subject.catalog):
        served = [gpu.name for gpu in named if serves(row, gpu)]
        if row.unconfirmed and served:
            says = (
                f"That this build holds code for {all_of(served)} is not confirmed: "
                f"{row.unconfirmed} ({row.origin.as_of})."
            )
            mend = f"Try the image on {all_of(served)}."
            yield Finding("unconfirmed-kernels", "warning", "mlpack.yaml", says, mend)


def kernels_in(plan: Plan, catalog: Catalog) -> Iterator[Kernels]:
    """What is known of the GPUs that the plan's build has code for.

    Of a framework that stands on another, the Plan does not say which release of that.
    """
    framework = catalog.framework(plan.framework.name)
    version = "" if framework.stands_on else plan.framework.version.removesuffix(".*")
    for row in catalog.framework(framework.stands_on or framework.name).kernels:
        is_for = not version or not row.releases or SpecifierSet(row.releases).contains(version)
        if plan.framework.variant in row.variants and is_for:
            yield row


def hidden_gpus(subject: Subject) -> Iterator[Finding]:
    if subject.plan.compute.device == "cpu":
        return
    for name in ("NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"):
        value = subject.plan.environment.get(name)
        if value in {"", "none", "void", "-1"}:
            says = f"{name} is {value or 'empty'}: the container sees no GPU."
            mend = "Take it out of `environment:`, and say it when the container runs."
            yield Finding("hidden-gpus", "error", "mlpack.yaml", says, mend)


def _majors(lock: Pinned) -> dict[str, list[str]]:
    """The packages that are built for a CUDA, by its major."""
    found: dict[str, list[str]] = {}
    for pin in lock.pins.values():
        row = _row(pin)
        build = _build(pin)
        if major := build or (row.cuda if row else ""):
            found.setdefault(major, []).append(pin.name)
    return dict(sorted(found.items()))


def _row(pin: Pin) -> CudaPackage | None:
    return next((row for row in cuda_packages() if row.is_for(pin.name, pin.version)), None)


def _brings(pin: Pin) -> bool:
    row = _row(pin)
    return bool(row and row.brings)


def _build(pin: Pin) -> str:
    """The CUDA major of a build that says it in its version, as +cu126."""
    found = _BUILD.fullmatch(pin.version.partition("+")[2])
    return found[1] if found else ""


def _askers(pins: list[Pin]) -> Iterator[str]:
    """Who asks for them and is none of them; themselves where nobody is named."""
    names = {pin.name for pin in pins}
    asked = {who.partition("[")[0] for pin in pins for who in pin.via}
    yield from islice(sorted(asked - names) or sorted(names), 3)


def _few(names: list[str]) -> str:
    shown, more = names[:3], len(names) - 3
    return all_of([*shown, f"{more} more"] if more > 0 else shown)


CUDA: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    cuda_in_cpu_image,
    old_driver,
    mixed_cuda,
    other_cuda_image,
    two_cudas,
    cuda_in_library_path,
    driver_in_image,
    image_wants_newer_driver,
    unlisted_cuda_image,
    leaving_cuda_image,
    unconfirmed_kernels,
    hidden_gpus,
)

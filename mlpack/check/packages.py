"""Rules about what stands together in a lock, and what that needs of the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from packaging.specifiers import SpecifierSet

from mlpack.catalog import Framework, Release, SystemNeed
from mlpack.catalog.locked import conflicts, cuda_needs
from mlpack.check.finding import Finding
from mlpack.check.pinned import Pinned
from mlpack.check.subject import Subject
from mlpack.lock import Pin
from mlpack.wording import all_of


def conflicting_packages(subject: Subject) -> Iterator[Finding]:
    """Its rules are the rows of conflicts.toml; each tells of a package once."""
    device = subject.plan.compute.device
    rows = [row for row in conflicts() if not row.devices or device in row.devices]
    for lock in subject.pinned:
        told = set()
        for row in rows:
            one, other = lock.met(row.one), lock.met(row.other) if row.other else None
            if one and (other or not row.other) and (row.rule, one.name) not in told:
                told.add((row.rule, one.name))
                names = all_of([_shown(pin) for pin in (one, other) if pin])
                together = " together" if other else ""
                says = f"It pins {names}{together}. {row.because}"
                yield Finding(row.rule, "error", lock.path, says, row.mend)


def missing_cuda_libraries(subject: Subject) -> Iterator[Finding]:
    compute = subject.plan.compute
    if compute.device == "cpu" or compute.libraries == "image":
        return
    for lock in subject.pinned:
        for row in cuda_needs():
            pin = lock.met(row.package)
            missing = [pattern.rstrip("-*") for pattern in row.needs if not lock.named(pattern)]
            if pin and missing:
                says = f"It pins {_shown(pin)} for a GPU, and nothing brings {all_of(missing)}."
                yield Finding("no-cuda-libraries", "error", lock.path, says, row.mend)


def wrong_companions(subject: Subject) -> Iterator[Finding]:
    """Packages that are made in pairs, as torch and torchvision, by the catalogue's releases."""
    frameworks = [subject.catalog.framework(name) for name in subject.catalog.framework_names]
    for lock in subject.pinned:
        for release in {r.distribution: r for f in frameworks for r in _locked(f, lock)}.values():
            main = lock.pins[release.distribution]
            for name, wanted in release.companions.items():
                pin = lock.pins.get(name)
                if pin and not SpecifierSet(_specifier(wanted)).contains(pin.version):
                    says = f"It pins {_shown(main)} with {_shown(pin)}; {wanted} belongs to it."
                    mend = f"Ask for {name}{_specifier(wanted)}, and run `mlpack lock`."
                    if release.unconfirmed:
                        yield Finding("unsure-companion", "warning", lock.path, says, mend)
                    else:
                        yield Finding("wrong-companion", "error", lock.path, says, mend)
                elif pin and _local(pin) != _local(main) and _local(main) and _local(pin):
                    says = f"It pins {_shown(main)} with {_shown(pin)}: builds that do not fit."
                    mend = f"Take both from one index: `index.packages`, for {name} too."
                    yield Finding("other-build", "error", lock.path, says, mend)


def other_index(subject: Subject) -> Iterator[Finding]:
    """The same name and version may be another file on another index."""
    routed = {name for row in subject.catalog.routes for name in row.packages}
    if not subject.plan.index.extra:
        return
    for lock in subject.pinned:
        pins = [pin for name, pin in lock.pins.items() if name in routed and not _local(pin)]
        for pin in pins:
            says = (
                f"{_shown(pin)} may be another file on each of the indexes: where the build finds "
                "the other one, its hash is refused."
            )
            mend = f"Name its place: index: {{packages: {{{pin.name}: URL}}}}"
            yield Finding("other-index", "warning", lock.path, says, mend)


def missing_system_packages(subject: Subject) -> Iterator[Finding]:
    for lock, need, missing in _unmet_needs(subject):
        if not need.unconfirmed:
            says = f"{need.distribution} needs {all_of(missing)}, which the image does not have."
            mend = f"Add to mlpack.yaml: system_packages: [{', '.join(missing)}]"
            yield Finding("missing-system-package", "error", lock.path, says, mend)


def unsure_system_packages(subject: Subject) -> Iterator[Finding]:
    for lock, need, missing in _unmet_needs(subject):
        if need.unconfirmed:
            says = (
                f"{need.distribution} may need {all_of(missing)}, which the image does not have. "
                f"Nobody has checked {need.unconfirmed}."
            )
            mend = f"Try it, or add to mlpack.yaml: system_packages: [{', '.join(missing)}]"
            yield Finding("may-need-system-package", "warning", lock.path, says, mend)


def _unmet_needs(subject: Subject) -> Iterator[tuple[Pinned, SystemNeed, list[str]]]:
    """The Debian packages that a pin needs and the plan lacks, by the names of the base's suite."""
    suite = next((s for s in subject.catalog.suites if s.name == subject.plan.base.suite), None)
    renamed: Mapping[str, str] = suite.renamed if suite else {}
    there = {renamed.get(name, name) for name in subject.plan.system_packages.run}
    for lock in subject.pinned:
        for need in subject.catalog.system_needs:
            missing = [n for name in need.run if (n := renamed.get(name, name)) not in there]
            if need.distribution in lock.pins and missing:
                yield lock, need, missing


def _locked(framework: Framework, lock: Pinned) -> Iterator[Release]:
    for release in framework.releases:
        if release.companions and lock.met(f"{release.distribution}=={release.version}.*"):
            yield release


def _specifier(wanted: str) -> str:
    return wanted if wanted[:1] in "<>=!~" else f"=={wanted}"


def _local(pin: Pin) -> str:
    return pin.version.partition("+")[2]


def _shown(pin: Pin) -> str:
    extras = f"[{','.join(pin.extras)}]" if pin.extras else ""
    return f"{pin.name}{extras} {pin.version}"


PACKAGES: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    conflicting_packages,
    missing_cuda_libraries,
    wrong_companions,
    other_index,
    missing_system_packages,
    unsure_system_packages,
)

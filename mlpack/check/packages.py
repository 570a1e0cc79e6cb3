"""Rules about what stands together in a lock, and what that needs of the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from packaging.specifiers import SpecifierSet

from mlpack.catalog import Catalog, Framework, Release, SystemNeed
from mlpack.catalog.locked import conflicts, cuda_needs
from mlpack.check.finding import Finding
from mlpack.check.image import COMPILERS
from mlpack.check.pinned import Pinned
from mlpack.check.subject import Subject
from mlpack.lock import Pin
from mlpack.plan import unsure_needs
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


def unsure_system_packages(subject: Subject) -> Iterator[Finding]:
    """What a package is known to need, the plan has; this is what may be missing.

    Of a compiler `compiles-at-run-time` tells, where the project's code has a use for one.
    """
    for need in unsure_needs(subject.plan, subject.pins, subject.catalog):
        if COMPILERS & set(need.run):
            continue
        missing = sorted({*need.run, *need.build})
        says = (
            f"{need.distribution} may need {all_of(missing)}, which the image does not have. "
            f"Nobody has checked {need.unconfirmed}."
        )
        mend = f"Try it, or add to mlpack.yaml: system_packages: {_setting(need)}"
        yield Finding("may-need-system-package", "warning", _asking(subject, need), says, mend)


def renamed_packages(subject: Subject) -> Iterator[Finding]:
    """Names that a person knows from another release of Debian or Ubuntu."""
    packages, base = subject.plan.system_packages, subject.plan.base
    names = _names_elsewhere(base.suite, subject.catalog)
    for name in sorted({*packages.build, *packages.run} & set(names)):
        says = f"{base.suite} has no package of the name {name}: there it is {names[name]}."
        mend = f"Write {names[name]} in `system_packages:`."
        yield Finding("renamed-package", "warning", "mlpack.yaml", says, mend)


def _names_elsewhere(suite: str, catalog: Catalog) -> Mapping[str, str]:
    """The suite's own name for what the others of its family, or bookworm, call otherwise."""
    row = next((row for row in catalog.suites if row.name == suite), None)
    if row is None:
        return {}
    others = [other.renamed for other in catalog.suites if other.family == row.family]
    newer = {name: old for renamed in others for old, name in renamed.items()}
    own = {*row.renamed.values()}
    return {**{n: old for n, old in newer.items() if n not in own}, **row.renamed}


def _setting(need: SystemNeed) -> str:
    run = f"[{', '.join(need.run)}]"
    return f"{{build: [{', '.join(need.build)}], run: {run}}}" if need.build else run


def _asking(subject: Subject, need: SystemNeed) -> str:
    """The lock that pins it; without one, mlpack.yaml, whose lines name it."""
    locks = (lock.path for lock in subject.pinned if need.distribution in lock.pins)
    return next(locks, "mlpack.yaml")


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
    unsure_system_packages,
    renamed_packages,
)

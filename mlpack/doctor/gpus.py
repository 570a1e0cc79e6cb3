"""A host's GPUs, driver and container toolkit against what the plan computes with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpack.catalog import Catalog, numbers
from mlpack.check.cuda import kernels_in
from mlpack.check.cuda_tags import cuda_tag
from mlpack.doctor.host import Gpu, Host, Silent
from mlpack.doctor.verdict import Verdict
from mlpack.plan import Plan
from mlpack.plan.hardware import has_driver
from mlpack.wording import all_of, plural

_RELOAD = "Load the driver anew, which a restart of the host does; then try `nvidia-smi` itself."


@dataclass(frozen=True)
class _Case:
    plan: Plan
    catalog: Catalog
    gpus: tuple[Gpu, ...]

    @property
    def driver(self) -> str:
        """Of all GPUs of a host it is the same; the oldest, should a host show otherwise."""
        return min((gpu.driver for gpu in self.gpus), key=numbers)


def seen(host: Host) -> Iterator[Verdict]:
    """What GPUs there are, where no project says which it needs."""
    if isinstance(host.gpus, Silent):
        says = _sentence(host.gpus.because)
        if host.gpus.is_absent:
            yield Verdict("gpu", "not run", says)
        else:
            yield Verdict("gpu", "warning", says, _RELOAD)
    else:
        yield Verdict("gpu", "ok", _listed(host.gpus))


def judged(host: Host, plan: Plan, catalog: Catalog) -> Iterator[Verdict]:
    """Nothing for a plan that computes on the CPU."""
    if plan.compute.device == "cpu":
        return
    if host.system == "Darwin":
        says = "The plan computes on an NVIDIA GPU, and macOS gives none to a container."
        yield Verdict("gpu", "error", says, "Build here and run it elsewhere, or `compute: cpu`.")
        return
    if isinstance(host.gpus, Silent):
        install = "Install the NVIDIA driver, or run `mlpack doctor` on the host that will run it."
        mend = install if host.gpus.is_absent else _RELOAD
        yield Verdict("gpu", "error", _sentence(host.gpus.because), mend)
    else:
        case = _Case(plan, catalog, host.gpus)
        yield Verdict("gpu", "ok", _listed(host.gpus))
        yield from _driver(case)
        yield from _capabilities(case)
        yield from _shared_memory(case)
    yield from _toolkit(host)


def _driver(case: _Case) -> Iterator[Verdict]:
    compute, driver = case.plan.compute, case.driver
    tag = cuda_tag(case.plan.base.image, case.catalog)
    if compute.driver_minimum and not has_driver(driver, compute.driver_minimum):
        says = (
            f"It is {driver}; CUDA {compute.cuda} of the plan needs {compute.driver_minimum} or "
            "newer."
        )
        branch = driver.partition(".")[0]
        mend = f'Renew it, or let mlpack choose for it: compute: {{cuda: auto, driver: "{branch}"}}'
        yield Verdict("driver", "error", says, mend)
    elif compute.driver and not has_driver(driver, compute.driver):
        says = f"It is {driver}, and mlpack.yaml says that every host has {compute.driver}."
        mend = f'Say the oldest one: compute: {{driver: "{driver.partition(".")[0]}"}}'
        yield Verdict("driver", "warning", says, mend)
    elif tag and tag.toolkit and not has_driver(driver, tag.toolkit.driver):
        says = (
            f"It is {driver}, which can run CUDA {compute.cuda}; but the image came with "
            f"{tag.toolkit.driver} and asks for that in NVIDIA_REQUIRE_CUDA."
        )
        mend = "Renew it, or take CUDA from the packages: compute: {libraries: wheels}"
        yield Verdict("driver", "warning", says, mend)
    else:
        least = f"; the plan needs {compute.driver_minimum}" if compute.driver_minimum else ""
        yield Verdict("driver", "ok", f"It is {driver}{least}.")


def _capabilities(case: _Case) -> Iterator[Verdict]:
    known = case.plan.compute.compute_capabilities
    # what the driver compiles for a newer GPU, when the service starts
    compiled = {ptx for row in kernels_in(case.plan, case.catalog) for ptx in row.ptx}
    for gpu in dict.fromkeys(case.gpus):
        if not gpu.capability:
            says = f"This driver does not say which compute capability {gpu.name} has."
            yield Verdict("compute capability", "not run", says)
        elif any(_runs_on(code, gpu.capability) for code in known):
            says = f"{gpu.name} is {gpu.capability}; the wheels hold code for it."
            yield Verdict("compute capability", "ok", says)
        elif any(numbers(ptx) <= numbers(gpu.capability) for ptx in compiled):
            says = f"{gpu.name} is {gpu.capability}; its driver compiles the code at the start."
            yield Verdict("compute capability", "ok", says)
        elif known:
            says = f"{gpu.name} is {gpu.capability}, and the wheels hold code for {all_of(known)}."
            mend = f"Let mlpack choose for it: compute: {{cuda: auto, gpus: [{_said(gpu, case)}]}}"
            yield Verdict("compute capability", "error", says, mend)


def _runs_on(code: str, capability: str) -> bool:
    """Code for 8.6 runs on 8.9, and not on 9.0."""
    wanted, has = numbers(code), numbers(capability)
    return wanted[:1] == has[:1] and wanted <= has


def _said(gpu: Gpu, case: _Case) -> str:
    """As mlpack.yaml calls it: L4, where the driver says NVIDIA L4."""
    words = gpu.name.split()
    return next((row.name for row in case.catalog.gpus if row.name in words), gpu.name)


def _shared_memory(case: _Case) -> Iterator[Verdict]:
    if len(case.gpus) > 1:
        says = "Several GPUs talk through /dev/shm, of which a container has 64 MB."
        mend = "Where the model runs on more than one: docker run --shm-size=8g"
        yield Verdict("shared memory", "ok", says, mend)


def _toolkit(host: Host) -> Iterator[Verdict]:
    if isinstance(host.docker, Silent):
        return
    if host.docker.gives_gpus:
        says = f"Docker gives GPUs to containers by {host.docker.gives_gpus}."
        yield Verdict("container toolkit", "ok", says)
    else:
        says = "Docker has no way to give a GPU to a container."
        mend = (
            "Install nvidia-container-toolkit, run `nvidia-ctk runtime configure --runtime=docker`"
            ", and restart Docker."
        )
        yield Verdict("container toolkit", "error", says, mend)


def _listed(gpus: tuple[Gpu, ...]) -> str:
    counts = {gpu: gpus.count(gpu) for gpu in gpus}
    named = [f"{count} {gpu.name}" if count > 1 else gpu.name for gpu, count in counts.items()]
    return f"{plural(len(gpus), 'GPU')}: {all_of(named)}, driver {gpus[0].driver}."


def _sentence(because: str) -> str:
    """A program's name keeps its small letter, as it is typed."""
    first = because[:1] if because.startswith("nvidia-smi") else because[:1].upper()
    return f"{first}{because[1:].rstrip('.')}."

"""What a Dockerfile may stand on: the Plans of our specs, put on each kind of base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mlpack.api import Project
from mlpack.plan import Plan
from mlpack.plan.model import BaseImage, Compute, Stage, SystemPackages, Variable
from mlpack.render import render

NVIDIA = "nvidia/cuda:12.6.3-cudnn-{flavor}-ubuntu24.04"
TWO = "One reason\nRUN for two."
VARIABLES = (
    Variable("TF_CPP_MIN_LOG_LEVEL", "2", "What it tells at its start is of no use."),
    Variable("XLA_FLAGS", '--a="$b"', TWO),
    Variable("AUTOGRAPH_VERBOSITY", "0", TWO),
)


def on_gpu(plan: Plan, libraries: str = "wheels") -> Plan:
    """The same with a GPU."""
    compute = Compute("cuda", cuda="12.6", libraries=libraries, driver_minimum="525.60.13")
    return replace(plan, compute=compute, variables=VARIABLES)


def on_suites_python(plan: Plan, python: str = "3.12") -> Plan:
    """On NVIDIA's image, with the Python of its suite."""
    nvidia = BaseImage(
        image=NVIDIA.format(flavor="runtime"),
        glibc="2.39",
        suite="ubuntu24.04",
        python="suite",
        build_image=NVIDIA.format(flavor="devel"),
        standard_library=f"/usr/lib/python{python}",
    )
    return on_base(replace(on_gpu(plan, "image"), python=python), nvidia)


def on_copied_python(plan: Plan, suite: str = "bookworm") -> Plan:
    """On NVIDIA's image, with the plan's own Python copied to it."""
    nvidia = BaseImage(
        image=NVIDIA.format(flavor="runtime"),
        glibc="2.39",
        suite="ubuntu24.04",
        python="copied",
        python_image=f"python:{plan.python}-slim-{suite}",
        build_image=NVIDIA.format(flavor="devel"),
        standard_library=f"/usr/local/lib/python{plan.python}",
    )
    return on_base(on_gpu(plan, "image"), nvidia)


def with_nothing_compiled(plan: Plan) -> Plan:
    """The build stage on the base itself."""
    return on_base(plan, replace(plan.base, build_image=""))


def on_own_image(plan: Plan, image: str = "registry.example.org/data/python:3.12") -> Plan:
    """On an image of the person's own."""
    base = BaseImage(
        image=image,
        glibc="2.36",
        suite="bookworm",
        standard_library=f"/usr/local/lib/python{plan.python}",
    )
    return on_base(plan, base)


def with_reasons(plan: Plan) -> Plan:
    """With Debian packages that mlpack added."""
    said = plan.system_packages
    packages = SystemPackages(
        build=(*said.build, "cmake"),
        run=(*said.run, "libgl1"),
        because={"cmake": "For lightgbm.", "libgl1": "For opencv-python.\nUSER 0 " + "it is " * 30},
    )
    return replace(plan, system_packages=packages)


def on_base(plan: Plan, base: BaseImage) -> Plan:
    """The same on another base."""
    stages = [Stage("python", base.python_image)] if base.python_image else []
    stages += [
        Stage("base", base.image),
        Stage("build", base.build_image or "base"),
        Stage("serve", "base"),
    ]
    return replace(plan, base=base, stages=tuple(stages))


BASES: Mapping[str, Callable[[Plan], Plan]] = {
    "wheels": on_gpu,
    "suite": on_suites_python,
    "suite, nothing compiled": lambda plan: with_nothing_compiled(on_suites_python(plan)),
    "copied": on_copied_python,
    "copied, nothing compiled": lambda plan: with_nothing_compiled(on_copied_python(plan)),
    "own": on_own_image,
    "reasons": with_reasons,
    "reasons on a suite": lambda plan: with_reasons(on_suites_python(plan)),
}


def based(project: Project, base: Callable[[Plan], Plan]) -> Project:
    """The project as it would be on another base."""
    plan = base(project.plan)
    return replace(project, plan=plan, tree=render(plan, project.layers))

"""Why the Plan is as it is: one function a decision, each from the facts that led to it.

What the catalogue's rows decided together (release, Python, base, CUDA) is in `chosen.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mlpack.plan import chosen
from mlpack.plan.chosen import SAID, Grounds
from mlpack.plan.model import Decision
from mlpack.wording import all_of


def decisions(grounds: Grounds) -> tuple[Decision, ...]:
    """In the order in which a person would ask."""
    return tuple(decision for decide in _ALL for decision in decide(grounds))


def _serving(grounds: Grounds) -> Iterator[Decision]:
    serving = grounds.plan.serving
    said = "serving" in grounds.spec.model_fields_set
    yield Decision(
        "serving",
        f"{serving.title} on port {serving.port}",
        SAID if said else "The default style.",
        facts=("serving",),
        settings=("serving",),
    )


def _inputs(grounds: Grounds) -> Iterator[Decision]:
    said = grounds.spec.serving.inputs
    title = grounds.plan.framework.title
    yield Decision(
        "inputs",
        grounds.plan.serving.inputs,
        SAID if said else f"It is what models of {title} usually take.",
        facts=("serving.inputs",),
        settings=("serving.inputs",),
    )


def _batching(grounds: Grounds) -> Iterator[Decision]:
    most = grounds.plan.serving.batching.max_size
    because = (
        "Most of a prediction's cost does not grow with its rows, so rows that arrive while the "
        "model is busy are predicted together; nobody waits for a batch to fill."
    )
    facts, settings = ("serving.batching",), ("serving.batching",)
    yield Decision("batching", f"{most} rows at most", because, facts, settings)


def _model(grounds: Grounds) -> Iterator[Decision]:
    because = (
        "It is copied after the dependencies and before the code, so that a changed line of code "
        "neither installs nor copies the rest again."
    )
    path = grounds.plan.model.path
    yield Decision("model", path, because, facts=("model",), settings=("model",))


def _included(grounds: Grounds) -> Iterator[Decision]:
    if paths := grounds.plan.include:
        yield Decision("include", all_of(paths), SAID, facts=("include",), settings=("include",))


def _platforms(grounds: Grounds) -> Iterator[Decision]:
    said = "platforms" in grounds.spec.model_fields_set
    yield Decision(
        "platforms",
        all_of(grounds.plan.platforms),
        SAID if said else "The default: what most hosts are.",
        facts=("platforms",),
        settings=("platforms",),
    )


def _requirements(grounds: Grounds) -> Iterator[Decision]:
    plan = grounds.plan
    because = (
        "Each paragraph of it says why it is there; what these need in turn is in the lock alone."
    )
    yield Decision(
        "requirements",
        f"{len(plan.requirement_lines)} lines in {plan.requirements_in}",
        because,
        facts=("requirements", "requirements_in", "constraints"),
        settings=("framework", "serving", "requirements", "constraints"),
    )


def _lock(grounds: Grounds) -> Iterator[Decision]:
    plan = grounds.plan
    by = f", by {plan.lock.backend}" if plan.lock.backend else ""
    files = all_of(f"{file.path} for {file.platform}" for file in plan.lock.files)
    yield Decision(
        "lock",
        f"{files} with Python {plan.python}{by}",
        "Pinned with hashes for the image, not for the machine that makes the lock.",
        facts=("lock", "build.lock"),
        settings=("lock", "platforms"),
    )


def _index(grounds: Grounds) -> Iterator[Decision]:
    said = grounds.spec.index
    if given := [name for name in type(said).model_fields if getattr(said, name)]:
        yield Decision(
            "index",
            all_of(given),
            f"{SAID} The lock and the build ask the same places.",
            facts=("index", "indexes", "build"),
            settings=tuple(f"index.{name}" for name in given),
        )


def _routes(grounds: Grounds) -> Iterator[Decision]:
    said, variant = grounds.spec.index.packages, grounds.choice.variant
    for name, place in said.items():
        because = f"{SAID} No other place is asked."
        yield _route(name, place, because, f"index.packages.{name}")
    routes = [(route.packages, route.url, route.because) for route in grounds.catalog.routes]
    if variant.index:
        because = f"{variant.because} It lies on an index of its own, and no other is asked for it."
        routes.append((variant.routed, variant.index, because))
    for packages, url, because in routes:
        own = [name for name in packages if name not in said]
        if own and url in grounds.plan.indexes:
            yield _route(all_of(own), url, because, "compute")


def _route(packages: str, url: str, because: str, setting: str) -> Decision:
    facts = ("index.packages", "indexes", "build")
    return Decision(f"index of {packages}", url, because, facts=facts, settings=(setting,))


def _installer(grounds: Grounds) -> Iterator[Decision]:
    installer = grounds.plan.installer
    because = (
        "It installs a hashed lock several times faster than pip; it stays in the build stage."
    )
    value = f"{installer.name} {installer.version}"
    yield Decision("installer", value, because, facts=("installer",))


def _system_packages(grounds: Grounds) -> Iterator[Decision]:
    packages, said = grounds.plan.system_packages, grounds.spec.system_packages
    facts = ("system_packages.build", "system_packages.run")
    if named := (*said.build, *said.run):
        value = all_of(dict.fromkeys(named))
        yield Decision("system packages", value, SAID, facts=facts, settings=("system_packages",))
    for row in grounds.catalog.compilers:
        if added := [name for name in row.packages if name in {*packages.build} - {*said.build}]:
            sources = all_of(grounds.plan.lock.from_source)
            because = f"They are {row.because}, as {sources} may be; they stay in the build stage."
            yield Decision(
                "compilers",
                all_of(added),
                because,
                facts=facts[:1],
                settings=("lock.from_source", "framework"),
            )


def _variables(grounds: Grounds) -> Iterator[Decision]:
    for variable in grounds.plan.variables:
        value = f"{variable.name}={variable.value}"
        facts, settings = ("variables",), ("framework", "compute")
        yield Decision("variable", value, variable.because, facts, settings)
    for variable in grounds.plan.build_variables:
        value = f"{variable.name}={variable.value}"
        facts, settings = ("build_variables",), ("framework", "compute")
        yield Decision("build variable", value, variable.because, facts, settings)
    if said := grounds.plan.environment:
        facts = ("environment",)
        yield Decision("environment", all_of(said), SAID, facts, settings=("environment",))


def _user(grounds: Grounds) -> Iterator[Decision]:
    because = (
        "A number, so that a cluster can see that it is not root; in group 0, because a cluster "
        "that chooses the user itself keeps that group."
    )
    yield Decision("user", grounds.plan.user, because, facts=("user",))


def _name(grounds: Grounds) -> Iterator[Decision]:
    because = "mlpack.yaml says so. It is what the image and the service are called."
    facts = ("name", "labels")
    yield Decision("name", grounds.plan.name, because, facts=facts, settings=("name",))


def _files(grounds: Grounds) -> Iterator[Decision]:
    plan = grounds.plan
    asked = f" and {all_of(plan.outputs)}, as mlpack.yaml asks" if plan.outputs else ""
    yield Decision(
        "files",
        f"{len(plan.files)} files",
        f"Those of every project, of the framework, of the serving style{asked}.",
        facts=("files", "outputs"),
        settings=("framework", "serving", "outputs", "templates"),
    )


_ALL: tuple[Callable[[Grounds], Iterator[Decision]], ...] = (
    chosen.framework,
    chosen.stands_on,
    chosen.extras,
    chosen.python,
    chosen.base_image,
    chosen.compute,
    chosen.libraries,
    chosen.gpus,
    _serving,
    _inputs,
    _batching,
    _model,
    _included,
    _platforms,
    _requirements,
    _lock,
    _index,
    _routes,
    _installer,
    _system_packages,
    _variables,
    _user,
    _name,
    _files,
)

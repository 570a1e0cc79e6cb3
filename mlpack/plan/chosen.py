"""Why this release, Python, base and CUDA: what the newer ones would have clashed with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlpack.catalog import Catalog, numbers
from mlpack.plan.choice import Choice, own_parts, parts_beneath, supported
from mlpack.plan.hardware import kernels_of
from mlpack.plan.hurdles import Asked, named
from mlpack.plan.model import Decision, Plan
from mlpack.plan.parts import Part
from mlpack.plan.reasons import Reason, reason, stopped_at, why_not
from mlpack.plan.said import Said
from mlpack.plan.ways_out import fits, with_spec
from mlpack.plan.wishes import Wishes
from mlpack.spec import Spec
from mlpack.wording import all_of

SAID = "mlpack.yaml says so."


@dataclass(frozen=True)
class Grounds:
    """All that a reason may rest on."""

    wishes: Wishes
    catalog: Catalog
    choice: Choice
    plan: Plan

    @property
    def spec(self) -> Spec:
        return self.wishes.spec

    @property
    def said(self) -> Said:
        return self.wishes.said

    @property
    def asked(self) -> Asked:
        return Asked(self.wishes, self.catalog)


def framework(grounds: Grounds) -> Iterator[Decision]:
    said, plan = grounds.said, grounds.plan
    because = f"{said.where} asks for {plan.framework.name}{said.versions}."
    settings: tuple[str, ...] = ()
    if grounds.spec.framework.version:
        because = SAID
    elif not grounds.choice.candidate.own.rows:
        because = "It has no releases of its own: what it needs, requirements say."
    elif not said.exact:
        because, settings = _newest_release(grounds)
    yield Decision(
        "framework",
        f"{plan.framework.title} {plan.framework.version}".strip(),
        because,
        facts=("framework",),
        settings=tuple(dict.fromkeys(("framework", *settings))),
    )


def _newest_release(grounds: Grounds) -> tuple[str, tuple[str, ...]]:
    """Why no newer one, where there is one; and the settings that keep it out."""
    own, said = grounds.choice.candidate.own, grounds.said
    kept_out = list(_newer_releases(grounds))
    limits = [
        *(["that goes with everything else asked for"] if kept_out else []),
        *([f"that is {said.versions}, as {said.where} asks"] if said.versions else []),
    ]
    newest = f"The newest release that the catalogue of {own.rows[0].origin.as_of} knows"
    says = [f"{' '.join([newest, *limits])}.", *(says for _, says in kept_out)]
    return " ".join(says), tuple(setting for setting, _ in kept_out)


def _newer_releases(grounds: Grounds) -> Iterator[Reason]:
    """Why not the next newer one, and why not the newest, where that is for another reason."""
    own = grounds.choice.candidate.own
    newer = {
        part.release
        for part in own_parts(grounds.wishes)
        if numbers(part.release) > numbers(own.release)
    }
    found: dict[str, Reason] = {}
    for release in sorted(newer, key=numbers):
        asked = grounds.spec.framework.model_copy(update={"version": f"{release}.*"})
        wishes = with_spec(grounds.wishes, {"framework": asked}, grounds.catalog)
        setting, says = reason(wishes, grounds.catalog)
        found.setdefault(setting, (setting, says))
    yield from list(found.values())[:2]


def stands_on(grounds: Grounds) -> Iterator[Decision]:
    for part in grounds.choice.candidate.parts[1:]:
        said, own = grounds.wishes.files_beneath, grounds.choice.candidate.own
        needs = [
            f"{name}{specifier}"
            for row in own.rows[:1]
            for name, specifier in row.needs.items()
            if name in part.framework.distributions
        ]
        limits = [
            *([f"{own.title} needs {needs[0]}"] if needs else []),
            *([f"{said.where} asks for {said.versions}"] if said.versions else []),
        ]
        newest = f"The newest release with everything else asked for{': ' if limits else ''}"
        says = [f"{newest}{all_of(limits)}.", *_newer_beneath(part, grounds)]
        yield Decision(
            "computes with",
            grounds.plan.framework.stands_on,
            " ".join(says),
            facts=("framework.stands_on", "framework.variant"),
            settings=("framework", "compute"),
        )


def _newer_beneath(part: Part, grounds: Grounds) -> Iterator[str]:
    newer = [
        other
        for other in parts_beneath(grounds.wishes)
        if numbers(other.release) > numbers(part.release)
    ]
    if newer and (says := why_not(newer, grounds.asked)):
        yield says


def extras(grounds: Grounds) -> Iterator[Decision]:
    if named_extras := grounds.plan.framework.extras:
        own = grounds.choice.candidate.own
        because = f"mlpack.yaml asks for them; their releases are those that go with {own.title}."
        facts, settings = ("framework.extras", "requirements"), ("framework.extras",)
        yield Decision("extras", all_of(named_extras), because, facts, settings)


def python(grounds: Grounds) -> Iterator[Decision]:
    version, until = grounds.choice.python.version, grounds.choice.python.end_of_life
    settings: tuple[str, ...] = ()
    if not grounds.spec.python:
        newer = list(_newer_pythons(grounds))
        settings = tuple(setting for setting, _ in newer)
        first = f"The newest that every part supports; its security support lasts until {until}."
        because = " ".join([first, *(says for _, says in newer)])
    elif version in supported(grounds.catalog):
        because = f"mlpack.yaml says so; its security support lasts until {until}."
    else:
        because = f"mlpack.yaml says so, though its security support ended on {until}."
    settings = tuple(dict.fromkeys(("python", *settings)))
    yield Decision("python", version, because, facts=("python",), settings=settings)


def _newer_pythons(grounds: Grounds) -> Iterator[Reason]:
    """Why not the next newer one: with the release as it was chosen."""
    own, version = grounds.choice.candidate.own, grounds.choice.python.version
    newer = [p for p in supported(grounds.catalog) if numbers(p) > numbers(version)]
    asked = grounds.spec.framework.model_copy(update={"version": own.version})
    for next_one in newer[:1]:
        changes = {"framework": asked, "python": next_one}
        wishes = with_spec(grounds.wishes, changes, grounds.catalog)
        if fits(wishes, grounds.catalog):
            says = f"Python {next_one} is taken where it is named: its image is not confirmed yet."
            yield "python", says
        else:
            yield reason(wishes, grounds.catalog)


def base_image(grounds: Grounds) -> Iterator[Decision]:
    base = grounds.plan.base
    if grounds.spec.base.image:
        because = _own_image(grounds)
    elif grounds.choice.footing.cuda_image:
        because = _nvidia_image(grounds)
    else:
        because = _slim_image(grounds)
    if grounds.spec.base.suite and not grounds.spec.base.image:
        because = f"mlpack.yaml asks for {base.suite}. {because}"
    yield Decision(
        "base image",
        base.image,
        because,
        facts=("base", "stages", "labels"),
        settings=("base", "python", "compute"),
    )


def _slim_image(grounds: Grounds) -> str:
    base, platforms = grounds.plan.base, grounds.plan.platforms
    says = (
        f"Python's own slim image on Debian {base.suite}; its glibc {base.glibc} loads the wheels"
    )
    part = max(grounds.choice.candidate.parts, key=lambda p: numbers(p.glibc(platforms)))
    needs = f" of {part.title}, which need {glibc}" if (glibc := part.glibc(platforms)) else ""
    only = grounds.plan.compute.libraries == "wheels"
    one = " They bring CUDA, so the base has none: a second one would only clash." if only else ""
    return f"{says}{needs}.{one}"


def _nvidia_image(grounds: Grounds) -> str:
    base, variant = grounds.plan.base, grounds.choice.variant
    cuda, python_version = grounds.plan.compute.cuda, grounds.plan.python
    why = f"mlpack.yaml asks for NVIDIA's image, here with CUDA {cuda}"
    if variant.libraries == "image":
        why = f"It brings CUDA {cuda}, which the packages do not"
    where = f"{base.suite} has Python {python_version} itself"
    if base.python_image:
        where = f"Python is copied from {base.python_image}, whose glibc is no newer"
    compilers = "Its devel image is the build stage's, and stays behind"
    return f"{why}; its glibc is {base.glibc}. {where}. {compilers}."


def _own_image(grounds: Grounds) -> str:
    base, variant = grounds.plan.base, grounds.choice.variant
    has = [
        f"Python {grounds.plan.python} as `python` with pip, under /usr/local",
        f"glibc {base.glibc}",
        "apt-get, where Debian packages are asked for",
        *([f"the libraries of CUDA {variant.cuda}"] if variant.libraries == "image" else []),
    ]
    return f"mlpack.yaml says so. mlpack does not look into it, and takes it to have {all_of(has)}."


def compute(grounds: Grounds) -> Iterator[Decision]:
    said, plan = "compute" in grounds.spec.model_fields_set, grounds.plan
    value = f"CUDA {plan.compute.cuda}".strip() if plan.compute.device == "cuda" else "cpu"
    says = [SAID if said else "The default.", *_earlier_builds(grounds)]
    if plan.compute.driver_minimum:
        says.append(f"It needs driver {plan.compute.driver_minimum} or newer on the host.")
    yield Decision(
        "compute",
        value,
        " ".join(says),
        facts=("compute", "framework.variant"),
        settings=("compute",),
    )


def _earlier_builds(grounds: Grounds) -> Iterator[str]:
    """Why none of the builds of the same release that come first in the catalogue."""
    chosen, device = grounds.choice.candidate.computing, grounds.plan.compute.device
    same = [part for part in _parts_computing(grounds) if part.release == chosen.release]
    earlier = same[: [part.variant for part in same].index(chosen.variant)]
    others = [part for part in earlier if part.variant and part.variant.device == device]
    stopped = stopped_at(others, grounds.asked) if others and device != "cpu" else None
    # what was said word for word needs no reason
    if stopped and stopped[0] not in ("compute.cuda", "compute.libraries"):
        cuda = grounds.choice.variant.cuda
        yield f"{chosen.title}'s build for CUDA {cuda} is the first that goes with all of it."
        yield stopped[1]


def _parts_computing(grounds: Grounds) -> Sequence[Part]:
    wishes = grounds.wishes
    return list(parts_beneath(wishes) if wishes.beneath else own_parts(wishes))


def libraries(grounds: Grounds) -> Iterator[Decision]:
    plan, variant = grounds.plan, grounds.choice.variant
    if not plan.compute.libraries:
        return
    said = grounds.spec.compute.libraries != "auto"
    if plan.compute.libraries == "wheels":
        value, because = "from the wheels", "The packages bring CUDA, so the image has it once."
    elif variant.libraries == "image":
        value, because = "from NVIDIA's image", "The packages bring none, so the image has to."
    else:
        value, because = "from NVIDIA's image", "The packages still bring what they need of CUDA."
    if said:
        because = f"mlpack.yaml asks for it. {because}"
    facts, settings = ("compute.libraries", "base"), ("compute.libraries",)
    yield Decision("CUDA's libraries", value, because, facts, settings)


def gpus(grounds: Grounds) -> Iterator[Decision]:
    rows = grounds.wishes.gpus
    if not rows:
        return
    part, platforms = grounds.choice.candidate.computing, grounds.plan.platforms
    holds = all_of(grounds.plan.compute.compute_capabilities)
    known = all(kernels_of(part, platform) for platform in platforms)
    because = f"{part.title} holds code for {holds}, or for what compiles on them."
    if not known:
        because = f"Which GPUs {part.title} holds code for is not known."
    facts, settings = ("compute.gpus", "compute.compute_capabilities"), ("compute.gpus",)
    yield Decision("GPUs", named(rows), because, facts, settings)

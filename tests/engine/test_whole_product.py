"""The whole product of releases, Pythons, ways to compute, styles and platforms.

Each combination is resolved; what is accepted is rendered and held to every law, what is refused
has its suggestions pasted and resolved, and some hundreds go before docker's and hadolint's eyes.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import pytest
from containers import docker
from ruamel.yaml import YAML
from specs import CATALOG, project_of
from test_laws import check_every_law
from test_linters import complaints, program

from mlpack import write
from mlpack.api import Project
from mlpack.errors import Incompatible
from mlpack.plan import refused_by, resolve
from mlpack.product import specs
from mlpack.render import render
from mlpack.requirements import NOTHING
from mlpack.spec import Document, Spec, dump, read, spec_from

pytestmark = pytest.mark.engine

# Of each framework; 300 in all at least.
SAMPLE = 24
FEWEST = 300
STAND_IN = "python:3.12-slim-trixie"


@dataclass
class Found:
    """What is wrong with a framework's combinations, and a sample of those that are accepted."""

    accepted: int = 0
    refused: int = 0
    unlawful: list[str] = field(default_factory=list)
    dead_ends: list[str] = field(default_factory=list)
    sample: list[str] = field(default_factory=list)


def explored(framework: str) -> Found:
    """Of plans that differ in numbers alone one is held to the laws, of refusals one a reason."""
    found = Found()
    kinds, reasons = set(), set()
    accepted = []
    for spec in specs(CATALOG, framework):
        setting = refused_by(spec, CATALOG)
        if setting:
            found.refused += 1
            reason = (setting, spec.framework.version, spec.compute)
            if reason not in reasons:
                reasons.add(reason)
                found.dead_ends += dead_ends(spec)
            continue
        accepted.append(dump(spec))
        project = project_with(spec)
        texts = "".join(file.text for _, file in project.tree.items())
        if (kind := re.sub(r"\d+", "0", texts)) not in kinds:
            kinds.add(kind)
            found.unlawful += unlawful(project)
    found.accepted = len(accepted)
    found.sample = accepted[:: max(1, len(accepted) // SAMPLE)]
    return found


def unlawful(project: Project) -> Iterator[str]:
    try:
        check_every_law(project)
    except (AssertionError, SyntaxError) as error:
        yield f"{dump(project.spec)}{error}"


def project_with(spec: Spec) -> Project:
    plan = resolve(spec, CATALOG)
    return Project(
        root=Path("nowhere"),
        document=read(dump(spec), "mlpack.yaml"),
        spec=spec,
        requested=NOTHING,
        layers=CATALOG.layers,
        catalog=CATALOG,
        resolved=plan,
        locked={},
        plan=plan,
        tree=render(plan, CATALOG.layers),
    )


def dead_ends(spec: Spec) -> Iterator[str]:
    """Suggestions that do not resolve when a person pastes them over their own lines."""
    with pytest.raises(Incompatible) as raised:
        resolve(spec, CATALOG)
    refused = raised.value
    said = read(dump(spec), "mlpack.yaml").content
    if not refused.choices:
        yield f"{dump(spec)}no way out"
    for choice in refused.choices:
        pasted = {**said, **YAML(typ="safe", pure=True).load(choice)}
        again = spec_from(Document("mlpack.yaml", pasted), CATALOG.known)
        try:
            resolve(again, CATALOG)
        except Incompatible as error:
            yield f"{dump(spec)}{choice}\n{error.says}"


@pytest.fixture(scope="module")
def product() -> dict[str, Found]:
    names = CATALOG.framework_names
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        return dict(zip(names, workers.map(explored, names), strict=True))


@pytest.mark.parametrize("framework", CATALOG.framework_names)
def test_what_is_accepted_keeps_every_law(product: dict[str, Found], framework: str) -> None:
    assert product[framework].accepted > 0
    assert product[framework].unlawful == []


@pytest.mark.parametrize("framework", CATALOG.framework_names)
def test_what_is_refused_has_ways_out_that_resolve(
    product: dict[str, Found], framework: str
) -> None:
    assert product[framework].refused > 0
    assert product[framework].dead_ends == []


def test_a_sample_passes_dockers_own_check_and_hadolint(
    product: dict[str, Found], tmp_path: Path
) -> None:
    sample = [spec for found in product.values() for spec in found.sample]

    with bases_of(sample), ThreadPoolExecutor(2) as workers:
        said = list(
            workers.map(lambda n: checked(sample[n], tmp_path / str(n)), range(len(sample)))
        )

    assert len(sample) >= FEWEST
    assert [complaint for complaint in said if complaint] == []


@contextmanager
def bases_of(sample: list[str]) -> Iterator[None]:
    """A name for each base that is not here: docker's check wants it, and reads its settings."""
    bases = {stage.image for spec in sample for stage in project_of(spec).plan.stages}
    absent = [b for b in sorted(bases) if ":" in b and not docker("images", "--quiet", b)]
    for base in absent:
        docker("tag", STAND_IN, base)
    try:
        yield
    finally:
        for base in absent:
            docker("rmi", base)


def checked(spec: str, folder: Path) -> str:
    """What docker or hadolint says of the Dockerfile that a spec leads to; empty for nothing."""
    folder.mkdir()
    write.apply(write.compare(project_of(spec, folder).tree, folder), folder)
    found = complaints([program("hadolint"), "--failure-threshold", "style", "Dockerfile"], folder)
    asked = ["docker", "build", "--check", "--quiet", "."]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    return f"{spec}{found}{done.stdout}{done.stderr}" if found or done.returncode else ""

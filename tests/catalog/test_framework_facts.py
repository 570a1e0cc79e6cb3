"""The facts of each framework, whichever there are: they hold together, and lead to a Plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

import pytest
from facts import CATALOG, FOLDERS, FRAMEWORKS, PLATFORMS, computing, numbers, variants
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from mlpack import toml
from mlpack.catalog import Framework, Kernels, Release, Variant
from mlpack.plan import resolve
from mlpack.spec import read, spec_from

MAJORS = {row.version for row in CATALOG.cuda_majors}
TOOLKITS = {row.version for row in CATALOG.toolkits}
FOLDERS_OF = {f.name: FOLDERS / f.name for f in FRAMEWORKS}
of_each_framework = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda f: f.name)
of_each_variant = pytest.mark.parametrize(
    ("framework", "variant"), list(variants()), ids=lambda v: v.name
)


def lines(framework: Framework) -> Iterator[str]:
    yield from (variant.line for variant in framework.variants if variant.line)
    yield from (row.line for row in framework.requirements)


def placeholders(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def fillers(framework: Framework) -> set[str]:
    """What a line of it may leave open."""
    below = computing(framework)
    companions = {name for row in framework.releases for name in row.companions}
    companions |= {name for row in below.releases for name in row.companions}
    version = {"version"} if framework.releases else set()
    return version | companions | set(below.distributions) | set(framework.distributions)


def patches(releases: Iterable[Release]) -> list[str]:
    """The last patch of each, and every one that may have been before it."""
    found = [release.newest for release in releases]
    for release in releases:
        last = numbers(release.newest)[2:3]
        found += [f"{release.version}.{patch}" for patch in range(*last)]
    return found


def matches(specifier: str, versions: Iterable[str]) -> bool:
    return any(SpecifierSet(specifier).contains(version, prereleases=True) for version in versions)


@of_each_framework
def test_a_folder_has_all_that_a_framework_is_described_by(framework: Framework) -> None:
    files = {path.name for path in FOLDERS_OF[framework.name].iterdir()}
    asked = {"framework.toml", "model.py.j2", "detect.toml"}
    asked |= {"versions.toml"} if framework.releases else set()
    asked |= set() if framework.stands_on else {"variants.toml"}

    assert asked - files == set()
    assert framework.title.strip()
    assert framework.model_file.strip()
    assert framework.inputs in {"numbers", "texts", "arrays", "records"}


@of_each_framework
def test_it_says_how_a_project_of_it_is_recognised(framework: Framework) -> None:
    table = toml.loads((FOLDERS_OF[framework.name] / "detect.toml").read_text(encoding="utf-8"))
    columns = ("suffixes", "files", "formats", "imports", "distributions")

    assert set(table) - {"outranks"} == {"source", "as_of", *columns}
    assert set(table.get("outranks", [])) <= set(CATALOG.framework_names) - {framework.name}
    for column in columns:
        assert all(isinstance(item, str) and item for item in table[column])
    assert all(re.fullmatch(r"\.\w+(\.\w+)*", suffix) for suffix in table["suffixes"])


@of_each_framework
def test_it_stands_on_a_framework_that_stands_on_none(framework: Framework) -> None:
    assert framework.stands_on in {"", *CATALOG.framework_names} - {framework.name}
    assert not computing(framework).stands_on


@of_each_framework
def test_a_requirement_line_can_be_read_once_its_places_are_filled(framework: Framework) -> None:
    known = fillers(framework)

    for line in lines(framework):
        assert placeholders(line) <= known, line
        Requirement(line.format_map(dict.fromkeys(known, "1.2.3")))


@of_each_framework
def test_something_asks_for_the_version_that_was_chosen(framework: Framework) -> None:
    asked = {Requirement(re.sub(r"\{\w+\}", "1", line)).name for line in lines(framework)}

    assert set(framework.distributions) <= asked
    assert not framework.releases or any("{version}" in line for line in lines(framework))


@of_each_framework
def test_a_requirement_is_for_releases_and_variants_that_there_are(framework: Framework) -> None:
    names = {variant.name for variant in (*framework.variants, *computing(framework).variants)}
    versions = [*patches(framework.releases), *patches(computing(framework).releases)]

    for row in framework.requirements:
        assert row.because.strip()
        assert set(row.variants) <= names, row.line
        assert not row.releases or matches(row.releases, versions), row.line


@of_each_framework
def test_releases_are_of_packages_that_some_line_installs_and_of_their_own_minor(
    framework: Framework,
) -> None:
    for release in framework.releases:
        assert re.match(rf"{re.escape(release.version)}(\.|$)", release.newest)
        assert release.pythons == tuple(sorted(release.pythons, key=numbers))
        assert release.platforms == tuple(sorted(release.platforms))
        assert release.platforms
        assert release.pythons
        assert set(release.since) <= set(release.pythons)
        assert all(patch.startswith(f"{release.version}.") for patch in release.since.values())
        for needed in (*release.needs.values(), *(f"=={v}" for v in release.companions.values())):
            SpecifierSet(needed)


@of_each_framework
def test_a_release_has_one_row_for_a_platform(framework: Framework) -> None:
    seen = Counter(
        (row.distribution, row.version, platform)
        for row in framework.releases
        for platform in row.platforms
    )

    assert [key for key, times in seen.items() if times > 1] == []


@of_each_framework
def test_every_release_has_wheels_that_some_base_can_load(framework: Framework) -> None:
    for release in framework.releases:
        assert any(
            base.python in release.pythons
            and set(base.platforms) & set(release.platforms)
            and numbers(base.glibc) >= numbers(release.glibc)
            for base in CATALOG.bases
        ), release


@of_each_framework
def test_what_a_release_needs_of_the_framework_below_there_is(framework: Framework) -> None:
    below = computing(framework)
    if below is framework:
        return

    for release in framework.releases:
        for name in set(release.needs) & set(below.distributions):
            rows = [row for row in below.releases if row.distribution == name]
            assert matches(release.needs[name], patches(rows)), release


@of_each_variant
def test_a_variant_is_a_build_for_a_device_and_says_how_cuda_comes_to_it(
    framework: Framework, variant: Variant
) -> None:
    assert variant.device in {"cpu", "cuda"}
    assert variant.because.strip()
    assert set(variant.platforms) <= PLATFORMS
    assert variant.libraries in {"", "wheels", "image"}
    assert variant.flavor in {"", "base", "runtime", "cudnn-runtime"}
    assert bool(variant.libraries) == (variant.device == "cuda")
    assert variant.libraries != "image" or variant.flavor
    assert variant.device == "cuda" or not (variant.cuda or variant.flavor)
    assert not variant.index or re.fullmatch(r"https://\S+[^/]", variant.index)
    assert bool(variant.index) == bool(variant.routed)


@of_each_variant
def test_a_variant_of_cuda_has_a_least_driver(framework: Framework, variant: Variant) -> None:
    if variant.device == "cuda" and variant.cuda:
        assert variant.cuda.partition(".")[0] in MAJORS
        assert variant.cuda in MAJORS | TOOLKITS


@of_each_variant
def test_a_variant_is_of_releases_that_there_are(framework: Framework, variant: Variant) -> None:
    own = [r for r in framework.releases if r.distribution == variant.distribution]
    versions = patches(own)

    assert not framework.releases or versions
    assert not variant.releases or matches(variant.releases, versions)


@of_each_framework
def test_variants_of_a_name_are_for_other_releases_platforms_or_cudas(
    framework: Framework,
) -> None:
    keys = Counter((v.name, v.releases, v.platforms, v.cuda) for v in framework.variants)

    assert [key for key, times in keys.items() if times > 1] == []
    assert framework.variants or computing(framework).variants


@of_each_framework
def test_kernels_are_of_variants_and_releases_that_there_are(framework: Framework) -> None:
    names = {variant.name for variant in framework.variants if variant.device == "cuda"}

    for row in framework.kernels:
        assert row.variants
        assert set(row.variants) <= names
        assert set(row.platforms) <= PLATFORMS
        assert not row.releases or matches(row.releases, patches(framework.releases))
        assert row.capabilities or row.ptx


@of_each_framework
def test_the_capabilities_of_kernels_are_well_formed_and_sorted(framework: Framework) -> None:
    for row in framework.kernels:
        for capabilities in (row.capabilities, row.ptx):
            assert all(re.fullmatch(r"\d+\.\d+", one) for one in capabilities), row
            assert list(capabilities) == sorted(capabilities, key=numbers)


def kernels_of(framework: Framework, variant: Variant) -> list[Kernels]:
    return [row for row in framework.kernels if variant.name in row.variants]


@of_each_variant
def test_the_code_that_a_variant_holds_is_for_gpus_that_its_cuda_knows(
    framework: Framework, variant: Variant
) -> None:
    floors = {row.version: numbers(row.capability) for row in CATALOG.cuda_majors}
    floor = floors.get(variant.cuda.partition(".")[0], (0, 0))

    for row in kernels_of(framework, variant):
        # a wheel may hold more than its CUDA computes on, never only that
        assert any(numbers(one) >= floor for one in (*row.capabilities, *row.ptx)), row


@of_each_framework
def test_a_variable_is_named_once_for_a_device(framework: Framework) -> None:
    names = Counter((v.name, d) for v in framework.variables for d in v.devices or ("",))

    assert [key for key, times in names.items() if times > 1] == []
    assert all(variable.because.strip() for variable in framework.variables)
    assert {d for v in framework.variables for d in v.devices} <= {"cpu", "cuda"}


@pytest.mark.parametrize(
    ("framework", "device"),
    [(f.name, device) for f in FRAMEWORKS for device in computing(f).devices],
)
def test_a_framework_resolves_by_its_defaults_on_each_device(framework: str, device: str) -> None:
    wishes = f"name: service\nframework: {framework}\ncompute: {device}\n"

    plan = resolve(spec_from(read(wishes), CATALOG.known), CATALOG)

    assert (plan.framework.name, plan.compute.device) == (framework, device)


@of_each_framework
def test_every_release_resolves_on_some_platform(framework: Framework) -> None:
    for version in dict.fromkeys(row.version for row in framework.releases):
        assert any(resolves(framework, version, wish) for wish in wishes_of(framework, version))


def wishes_of(framework: Framework, version: str) -> Iterator[str]:
    """The wishes that a release might need: a device, a platform, a Python that has ended."""
    rows = [row for row in framework.releases if row.version == version]
    pythons = sorted({python for row in rows for python in row.pythons}, key=numbers)
    known = {row.version for row in CATALOG.pythons}
    for device in computing(framework).devices:
        for platform in sorted({p for row in rows for p in row.platforms}):
            for python in ("", *(f'python: "{p}"\n' for p in reversed(pythons) if p in known)):
                yield f"compute: {device}\nplatforms: [{platform}]\n{python}"


def resolves(framework: Framework, version: str, wishes: str) -> bool:
    from mlpack.errors import Incompatible

    text = f"name: service\nframework: {framework.name}=={version}.*\n{wishes}"
    try:
        resolve(spec_from(read(text), CATALOG.known), CATALOG)
    except Incompatible:
        return False
    return True

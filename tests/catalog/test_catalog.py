"""The facts: each with its source and day, and every folder of templates in its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from projects import CHECKOUT

from mlpack.catalog import Catalog, FileRow, Origin, known_distributions, numbers
from mlpack.layers import built_in, open_layers

CATALOG = Catalog(open_layers((), Path()))
TEMPLATES = CHECKOUT / "templates"
FRAMEWORKS = [CATALOG.framework(name) for name in CATALOG.framework_names]
STYLES = [CATALOG.style(name) for name in CATALOG.style_names]
OUTPUTS = [CATALOG.output(name) for name in CATALOG.output_names]
RELEASES = [(f.name, release) for f in FRAMEWORKS for release in f.releases]
PYTHONS = [python.version for python in CATALOG.pythons]


def folders(kind: str) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in (TEMPLATES / kind).iterdir() if path.is_dir()))


def origins() -> Iterator[tuple[str, Origin]]:
    yield from ((f"python {row.version}", row.origin) for row in CATALOG.pythons)
    yield from ((row.image, row.origin) for row in CATALOG.bases)
    yield from ((row.name, row.origin) for row in CATALOG.installers)
    yield ("distributions", known_distributions()[0].origin)
    yield from ((f"{name} {release.version}", release.origin) for name, release in RELEASES)
    yield from ((style.name, style.origin) for style in STYLES)


def file_rows() -> Iterator[FileRow]:
    yield from CATALOG.project_files
    for part in (*FRAMEWORKS, *STYLES, *OUTPUTS):
        yield from part.files


def test_the_templates_of_the_checkout_are_the_built_in_layer() -> None:
    assert built_in().root == TEMPLATES


def test_a_folder_of_templates_is_all_that_a_name_needs() -> None:
    assert CATALOG.framework_names == folders("frameworks")
    assert CATALOG.style_names == folders("serving")
    assert CATALOG.output_names == folders("deploy")
    assert set(PYTHONS) == set(CATALOG.known.pythons)


@pytest.mark.parametrize(("what", "origin"), list(origins()), ids=lambda value: str(value)[:40])
def test_every_fact_has_a_source_and_a_day_that_is_not_after_the_catalogues(
    what: str, origin: Origin
) -> None:
    assert origin.source.strip()
    assert date.fromisoformat(origin.as_of) <= date.fromisoformat(CATALOG.day)


@pytest.mark.parametrize("part", [*FRAMEWORKS, *STYLES, *OUTPUTS], ids=lambda part: part.name)
def test_every_folder_says_its_title_and_the_files_that_it_makes(part: object) -> None:
    assert part.title.strip()
    assert part.files


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.name)
def test_every_framework_has_releases_the_oldest_first_and_computes_somewhere(
    framework: object,
) -> None:
    rows = [
        (release.distribution, numbers(release.version), release.platforms)
        for release in framework.releases
    ]
    computing = CATALOG.framework(framework.stands_on or framework.name)
    lines = [row.line for row in (*framework.variants, *framework.requirements)]

    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert len(set(rows)) == len(rows)
    assert computing.devices
    assert set(computing.devices) <= {"cpu", "cuda"}
    # a framework without releases is whatever its requirements are
    assert not rows or any("{version}" in line for line in lines)


@pytest.mark.parametrize(("name", "release"), RELEASES, ids=lambda v: getattr(v, "version", v))
def test_every_release_has_its_last_patch_and_wheels_that_some_base_can_load(
    name: str, release: object
) -> None:
    oldest = numbers(PYTHONS[0])
    unknown = [python for python in release.pythons if python not in PYTHONS]

    assert release.newest.startswith(f"{release.version}.")
    assert all(numbers(python) < oldest for python in unknown), unknown
    assert any(
        base.python in release.pythons
        and set(base.platforms) & set(release.platforms)
        and numbers(base.glibc) >= numbers(release.glibc)
        for base in CATALOG.bases
    )


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_style_runs_on_pythons_that_the_catalogue_knows(style: object) -> None:
    assert style.pythons
    assert set(style.pythons) <= set(PYTHONS)


@pytest.mark.parametrize("part", [*FRAMEWORKS, *STYLES], ids=lambda part: part.name)
def test_every_requirement_has_a_reason(part: object) -> None:
    assert all(row.because.strip() and row.line.strip() for row in part.requirements)


@pytest.mark.parametrize("base", CATALOG.bases, ids=lambda base: base.image)
def test_every_base_has_a_python_that_the_catalogue_knows(base: object) -> None:
    assert base.python in PYTHONS
    assert re.fullmatch(rf"python:{re.escape(base.python)}-slim-{base.suite}", base.image)
    assert set(base.platforms) <= {"linux/amd64", "linux/arm64"}


def test_every_python_was_released_before_its_support_ends_and_the_oldest_is_first() -> None:
    for python in CATALOG.pythons:
        assert date.fromisoformat(python.released) < date.fromisoformat(python.end_of_life)
    assert sorted(PYTHONS, key=numbers) == PYTHONS


def test_every_installer_is_pinned_with_hashes() -> None:
    for installer in CATALOG.installers:
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in installer.hashes)
        assert installer.hashes


def templates_of(row: FileRow) -> set[str]:
    kinds = ("numbers", "texts", "arrays", "records")
    return {row.template.replace("{inputs}", kind) for kind in kinds}


@pytest.mark.parametrize("row", list(file_rows()), ids=lambda row: row.path)
def test_every_file_has_a_template_and_its_name_no_leading_dot(row: FileRow) -> None:
    for template in templates_of(row):
        assert (TEMPLATES / template).is_file()
        assert not Path(template).name.startswith(".")
    assert row.mode in {0o644, 0o755}


def test_every_template_is_used() -> None:
    used = {template for row in file_rows() for template in templates_of(row)}
    texts = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*.j2")
    }
    named = {name for name in texts if any(f'"{name}"' in text for text in texts.values())}

    assert set(texts) - used - named == set()


def has_detection(framework: str) -> bool:
    return (TEMPLATES / "frameworks" / framework / "detect.toml").is_file()


def test_every_table_of_templates_is_one_that_the_catalogue_reads() -> None:
    tables = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.toml")
        if "examples" not in path.parts
    }

    assert tables == {
        "layer.toml",
        "files.toml",
        *(f"frameworks/{f.name}/framework.toml" for f in FRAMEWORKS),
        *(f"frameworks/{f.name}/versions.toml" for f in FRAMEWORKS if f.releases),
        *(f"frameworks/{f.name}/variants.toml" for f in FRAMEWORKS if f.variants),
        *(f"frameworks/{f.name}/detect.toml" for f in FRAMEWORKS if has_detection(f.name)),
        *(f"serving/{style.name}/serving.toml" for style in STYLES),
        *(f"deploy/{output.name}/output.toml" for output in OUTPUTS),
    }


@pytest.mark.parametrize("name", CATALOG.examples)
def test_every_example_brings_a_spec_of_the_framework_that_it_lies_under(name: str) -> None:
    (framework,) = (f for f in FRAMEWORKS if name in f.examples)
    folder = TEMPLATES / "frameworks" / framework.name / "examples" / name

    files = CATALOG.example_files(name)

    assert files == {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert f"\nframework: {framework.name}" in files["mlpack.yaml"].decode()
    assert {"mlpack.yaml", "train.py"} <= set(files)

"""`mlpack catalog` as a person reads it: what there is, what goes together, how old it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from projects import CHECKOUT, Said, put

from mlpack import api
from mlpack.catalog import Catalog
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))
MADE_UP = CHECKOUT / "tests" / "plan" / "layer"


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project whose own layer brings frameworks."""
    put(tmp_path, {"mlpack.yaml": f"name: it\nframework: flame\ntemplates: [{MADE_UP}]\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sections(out: str) -> dict[str, list[list[str]]]:
    """The words of each line of each section, by its title."""
    parts = [part.splitlines() for part in out.split("\n\n")]
    return {head: [line.split() for line in lines] for head, *lines in parts}


def first_words(out: str) -> dict[str, list[str]]:
    """What each section lists; a line that goes on begins deeper."""
    listed: dict[str, list[str]] = {}
    for title, *lines in (part.splitlines() for part in out.split("\n\n")[:-1]):
        listed[title] = [line.split()[0] for line in lines if line[2] != " "]
    return listed


def age(day: str) -> str:
    days = (date.today() - date.fromisoformat(day)).days
    return f"As of {day}, {days} {'day' if days == 1 else 'days'} old."


def test_it_lists_every_name_that_a_spec_may_use_and_says_its_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    monkeypatch.chdir(tmp_path)

    said = mlpack("catalog")

    assert (said.code, said.err) == (0, "")
    assert first_words(said.out) == {
        "frameworks": list(CATALOG.framework_names),
        "pythons": [python.version for python in CATALOG.pythons],
        "bases": [base.image for base in CATALOG.bases],
        "gpus": list(dict.fromkeys(gpu.capability for gpu in CATALOG.gpus)),
        "cuda": [major.version for major in CATALOG.cuda_majors],
        "toolkits": [toolkit.version for toolkit in CATALOG.toolkits],
        "drivers": [driver.branch for driver in CATALOG.drivers],
        "serving": list(CATALOG.style_names),
        "outputs": list(CATALOG.output_names),
    }
    assert all(f"{gpu.name}" in said.out for gpu in CATALOG.gpus)
    last = said.out.splitlines()[-1]
    assert last == f"{age(CATALOG.day)} `mlpack catalog FRAMEWORK` shows one whole."


@pytest.mark.parametrize("name", ["", *CATALOG.framework_names])
def test_it_fits_a_screen_of_a_hundred_columns(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    monkeypatch.chdir(tmp_path)

    said = mlpack("catalog", *filter(None, [name]))

    assert [line for line in said.out.splitlines() if len(line) > 100] == []


def test_a_framework_is_shown_with_its_builds_and_the_least_driver_of_each(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("catalog", "flame")

    assert (said.code, said.err) == (0, "")
    assert (
        said.out
        == f"""\
flame
  title        Flame
  computes on  cpu, cuda
  usual model  model.flame
  rows are     arrays
  extras       vision

releases
  release  newest  pythons       platforms                 glibc  builds
  2.0      2.0.1   3.10, 3.11    linux/amd64, linux/arm64  2.17   cpu cu118
  2.1      2.1.2   3.10 to 3.12  linux/amd64               2.28   cpu cu130 cu126 cu118
  2.1      2.1.2   3.11, 3.12    linux/arm64               2.38   cpu cu130
  2.2      2.2.0   3.11 to 3.13  linux/amd64, linux/arm64  2.28   cpu cu130 cu126
  2.3      2.3.0   3.12 to 3.14  linux/amd64               2.28   cpu cu130

goes with
  2.0  flamevision==0.15.*
  2.1  flamevision==0.16.*
  2.2  flamevision==0.17.*
  2.3  flamevision==0.18.*

builds
  build  computes on  least driver  CUDA from  installs  for
  cpu    CPU                                   flame     all
  cu130  CUDA 13.0    580.65.06     wheels     flame     >=2.1
  cu126  CUDA 12.6    525.60.13     wheels     flame     >=2.1,<2.3 on linux/amd64
  cu118  CUDA 11.8    450.80.02     wheels     flame     <2.2 on linux/amd64

code for compute capabilities
  cu126 cu118         7.5 8.0 9.0
  cu130        <2.3   8.0 9.0
  cu130        >=2.3  8.0; PTX of 9.0 for newer GPUs

not confirmed
  cu118  whether its index is still there
  cu130  what its wheels hold

{age("2026-11-20")}
From made up for tests.
"""
    )


def test_one_that_stands_on_another_is_shown_with_the_builds_of_that(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    shown = sections(mlpack("catalog", "hearth").out)
    below = sections(mlpack("catalog", "flame").out)

    assert shown["builds"] == below["builds"]
    assert ["by", "Flame:", "`mlpack", "catalog", "flame`", "has", "its", "releases"] in shown[
        "hearth"
    ]
    assert shown["goes with"] == [
        ["4.9", "flame>=2.0,<2.2"],
        ["5.0", "flame>=2.1"],
        ["5.1", "flame>=2.2"],
    ]


def test_the_packages_of_one_framework_are_told_apart(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    releases = sections(mlpack("catalog", "kiln").out)["releases"]

    assert releases[0][:2] == ["package", "release"]
    assert [row[0] for row in releases[1:]] == ["kiln", "kiln", "kiln-gpu", "kiln-gpu"]


def test_one_without_releases_has_its_builds_alone(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    shown = sections(mlpack("catalog", "plain").out)

    assert [title for title in shown if not title.startswith("As of")] == ["plain", "builds"]


def test_a_project_has_the_frameworks_of_its_own_layers(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    names = first_words(mlpack("catalog").out)["frameworks"]

    assert names == list(api.open_catalog(made_up).framework_names)
    assert {"flame", "hearth", "kiln", "plain", "scikit-learn"} <= set(names)


def test_a_framework_that_is_not_there_is_answered_with_the_nearest(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    said = mlpack("catalog", "flam")

    assert (said.code, said.out) == (2, "")
    assert "The catalogue has no framework flam. Did you mean flame?" in said.err


def test_as_json_it_holds_every_row_with_its_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlpack: Callable[..., Said]
) -> None:
    monkeypatch.chdir(tmp_path)

    said = mlpack("catalog", "--json")

    answer = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert {key: len(rows) for key, rows in answer.items()} == {
        "frameworks": len(CATALOG.framework_names),
        "pythons": len(CATALOG.pythons),
        "bases": len(CATALOG.bases),
        "suites": len(CATALOG.suites),
        "gpus": len(CATALOG.gpus),
        "cuda_majors": len(CATALOG.cuda_majors),
        "toolkits": len(CATALOG.toolkits),
        "cuda_images": len(CATALOG.cuda_images),
        "drivers": len(CATALOG.drivers),
        "system_needs": len(CATALOG.system_needs),
        "serving": len(CATALOG.style_names),
        "outputs": len(CATALOG.output_names),
    }
    dated = [key for key in answer if key not in {"frameworks", "outputs"}]
    assert all(row["origin"]["as_of"] for key in dated for row in answer[key])


def test_a_framework_as_json_is_all_that_the_catalogue_knows_of_it(
    made_up: Path, mlpack: Callable[..., Said]
) -> None:
    framework = api.open_catalog(made_up).framework("flame")

    answer = json.loads(mlpack("catalog", "flame", "--json").out)

    assert answer == json.loads(json.dumps(asdict(framework)))


def test_the_product_is_counted_by_what_refuses(made_up: Path, mlpack: Callable[..., Said]) -> None:
    said, as_json = (mlpack("catalog", "kiln", "--product", *more) for more in ([], ["--json"]))

    (count,) = json.loads(as_json.out)
    refused = count["refused"]
    numbers = [count["specs"], count["accepted"], *refused.values()]
    assert [line.split() for line in said.out.splitlines()] == [
        ["framework", "specs", "accepted", *refused],
        ["kiln", *map(str, numbers)],
        ["all", *map(str, numbers)],
    ]
    assert count["specs"] == count["accepted"] + sum(refused.values())
    assert said.err.startswith(f"{count['specs']} specs in ")

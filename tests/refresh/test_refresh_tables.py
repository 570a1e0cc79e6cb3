"""Tables of releases made anew from an index: real answers in, rows out."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from local_index import Index as Served
from local_index import wheel

from mlpack import toml
from mlpack.catalog import Catalog
from mlpack.errors import LockFailed
from mlpack.refresh import Refresh, Refreshed, RowsVanished, reached

DAY = "2026-11-20"
BOTH = '["linux/amd64", "linux/arm64"]'
TORCH = (
    '    {distribution = "torch", version = "2.13", newest = "2.13.0", pythons = ["3.12"], '
    f'platforms = {BOTH}, glibc = "2.28", companions = {{torchvision = "0.28.*"}}}},\n'
)


def table(catalog: Catalog, name: str) -> Refreshed:
    with reached() as index:
        return Refresh(catalog.framework(name), catalog, index).table(day=DAY)


def rows(made: Refreshed) -> list[dict[str, object]]:
    return toml.loads(made.after)["release"]


def test_each_minor_release_is_a_row_with_what_its_wheels_say(
    catalog: Callable[..., Catalog],
) -> None:
    made = table(catalog(torch=TORCH), "torch")

    assert [(row["version"], row["newest"], row["pythons"]) for row in rows(made)] == [
        ("2.13", "2.13.0", ["3.10", "3.11", "3.12", "3.13", "3.14"]),
        ("2.14", "2.14.1", ["3.10", "3.11", "3.12", "3.13", "3.14"]),
        ("2.15", "2.15.0", ["3.11", "3.12", "3.13", "3.14", "3.15"]),
    ]
    assert {row["glibc"] for row in rows(made)} == {"2.28"}


def test_the_columns_of_a_hand_are_kept_and_a_release_without_them_is_named(
    catalog: Callable[..., Catalog],
) -> None:
    made = table(catalog(torch=TORCH), "torch")

    assert [row.get("companions") for row in rows(made)] == [{"torchvision": "0.28.*"}, None, None]
    assert made.new == ("torch 2.14", "torch 2.15")


def test_the_head_is_kept_but_for_the_day_and_a_row_is_a_line(
    catalog: Callable[..., Catalog],
) -> None:
    made = table(catalog(torch=TORCH), "torch")

    head, _, lines = made.after.partition("release = [\n")
    assert head == '# Releases.\nsource = "the package index"\nas_of = "2026-11-20"\n\n'
    assert len(lines.splitlines()) == len(rows(made)) + 1


def test_a_second_run_has_no_news(catalog: Callable[..., Catalog]) -> None:
    first = table(catalog(torch=TORCH), "torch")
    first.path.write_text(first.after)

    second = table(catalog(), "torch")

    assert first.is_behind
    assert (second.after, second.is_behind, second.new) == (first.after, False, ())


def test_platforms_that_need_another_glibc_are_rows_of_their_own(
    catalog: Callable[..., Catalog],
) -> None:
    row = (
        '    {distribution = "scikit-learn", version = "1.7", newest = "1.7.0", '
        'pythons = ["3.10"], platforms = ["linux/amd64"], glibc = "2.17"},\n'
    )

    made = table(catalog(learn=row), "learn")

    assert [(row["version"], row["platforms"], row["glibc"]) for row in rows(made)] == [
        ("1.7", ["linux/amd64"], "2.17"),
        ("1.7", ["linux/arm64"], "2.27"),
        ("1.8", ["linux/amd64", "linux/arm64"], "2.27"),
        ("1.9", ["linux/amd64", "linux/arm64"], "2.27"),
    ]


def test_the_first_patch_with_wheels_for_a_python_is_said_where_it_is_not_the_first(
    catalog: Callable[..., Catalog],
) -> None:
    row = (
        '    {distribution = "scikit-learn", version = "1.9", newest = "1.9.0", '
        f'pythons = ["3.12"], platforms = {BOTH}, glibc = "2.27"}},\n'
    )

    made = table(catalog(learn=row), "learn")

    assert rows(made)[0]["since"] == {"3.15": "1.9.1"}


def test_a_wheel_for_every_python_is_for_those_that_it_admits(
    catalog: Callable[..., Catalog],
) -> None:
    row = (
        '    {distribution = "vllm", version = "0.33", newest = "0.33.0", pythons = ["3.11"], '
        'platforms = ["linux/amd64"], glibc = "2.28"},\n'
    )

    made = table(catalog(engine=row), "engine")

    assert rows(made)[0]["pythons"] == ["3.11", "3.12", "3.13", "3.14"]


def test_what_a_release_needs_of_the_framework_below_is_read_from_its_metadata(
    catalog: Callable[..., Catalog], index: Served
) -> None:
    row = (
        '    {distribution = "transformers", version = "5.22", newest = "5.22.0", '
        f'pythons = ["3.11"], platforms = {BOTH}, glibc = "2.17"}},\n'
    )
    for version in ("5.22.2", "5.23.0"):
        name = f"transformers-{version}-py3-none-any.whl"
        body = wheel("transformers", version, 'torch>=2.6; extra == "torch"')
        index.instead[f"/files/{name}"] = body

    made = table(catalog(torch=TORCH, words=row, stands_on="torch"), "words")

    assert [row["needs"] for row in rows(made)] == [{"torch": ">=2.6"}] * 2


def test_drawn_back_and_preview_releases_are_no_rows(
    catalog: Callable[..., Catalog], index: Served
) -> None:
    page = json.loads(index.instead["/simple/torch/"])
    for entry in page["files"]:
        entry["yanked"] = "-2.15.0-" in entry["filename"]
    preview = "torch-2.16.0rc1-cp312-cp312-manylinux_2_28_x86_64.whl"
    page["files"].append({"filename": preview, "url": f"../../files/{preview}"})
    index.instead["/simple/torch/"] = json.dumps(page).encode()

    made = table(catalog(torch=TORCH), "torch")

    assert [row["version"] for row in rows(made)] == ["2.13", "2.14"]


@pytest.mark.parametrize(
    ("column", "now", "gone"),
    [
        ("version", '"2.9"', "torch 2.9 for Python 3.12 on linux/amd64 and torch 2.9 for"),
        ("pythons", '["3.9", "3.12"]', "torch 2.13 for Python 3.9 on linux/amd64 and"),
    ],
)
def test_it_stops_where_a_row_has_vanished(
    catalog: Callable[..., Catalog], column: str, now: str, gone: str
) -> None:
    was = {"version": '"2.13"', "pythons": '["3.12"]'}[column]
    changed = TORCH.replace(f"{column} = {was}", f"{column} = {now}")

    with pytest.raises(RowsVanished) as stopped:
        table(catalog(torch=changed), "torch")

    assert gone in stopped.value.says
    assert stopped.value.where == "frameworks/torch/versions.toml"


def test_a_distribution_that_the_index_does_not_have_is_named(
    catalog: Callable[..., Catalog],
) -> None:
    row = TORCH.replace('"torch"', '"nobody"')

    with pytest.raises(LockFailed, match=r"The index has no files of nobody\."):
        table(catalog(torch=row), "torch")

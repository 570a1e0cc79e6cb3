"""An index page without what the target does not take; pip reads what is left."""

from __future__ import annotations

import json

import pytest
from packaging.tags import Tag
from pip._internal.index import collector

from mlpack.lock.pip_tools.pages import keeper, thinned

TAGS = [Tag("cp311", "cp311", "manylinux_2_28_x86_64"), Tag("py3", "none", "any")]
LEFT = [
    "a-1-py2.py3-none-any.whl",
    "A-1.0+cpu-1_build-cp310.cp311-cp311-manylinux_2_28_x86_64.manylinux2014_x86_64.whl",
    "a-1.tar.gz",
    "a.whl",
    "a-1.zip",
]
GONE = ["a-1-cp311-cp311-win_amd64.whl", "a-1-cp312-cp312-manylinux_2_28_x86_64.whl"]


def read(text: str, kind: str) -> list[str]:
    content = collector.IndexContent(text.encode(), kind, "utf-8", "https://a.example/a/", False)
    return [link.filename for link in collector.parse_links(thinned(content, keeper(TAGS)))]


def test_a_page_keeps_all_that_may_fit() -> None:
    rows = [f'<a href="{file}#sha256=0" data-yanked>{file}</a><br/>' for file in [*LEFT, *GONE]]

    assert read("\n".join(["<!DOCTYPE html>", *rows]), "text/html") == LEFT


def test_a_page_in_json_keeps_all_that_may_fit() -> None:
    rows = [{"filename": file, "url": file, "hashes": {}} for file in [*LEFT, *GONE]]

    assert read(json.dumps({"files": rows}), "application/vnd.pypi.simple.v1+json") == LEFT


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="a-1-cp39-cp39-win_amd64.whl"><b>{}</b></a>',
        '<a href="a-1-cp39-cp39-win_amd64.whl">here</a>',
    ],
)
def test_what_is_not_written_as_it_should_be_is_left_to_pip(anchor: str) -> None:
    assert read(anchor.format(GONE[0]), "text/html") == ["a-1-cp39-cp39-win_amd64.whl"]

"""An index's pages, as they are and as they should not be."""

from __future__ import annotations

import json

import pytest
from local_index import Index
from test_lock_files import OLD_STANDS, SHOP, refusal

from mlpack.lock.index.pages import Page, Wanted
from mlpack.lock.model import File


def test_a_version_is_known_by_each_of_its_spellings() -> None:
    wanted = Wanted("my-shop", "1.0+cpu.1")
    files = ["my_shop-1.0+cpu.1-py3-none-any.whl", "My.Shop-1.0.0+cpu_1-1-py3-none-any.whl"]
    strange = ["my_shop-1.0-py3-none-any.whl", "my_shop_x-1.0+cpu.1-py3-none-any.whl", "my-shop"]

    assert [file for file in [*files, *strange] if wanted.has(file)] == files
    assert Wanted("shop", "1.0.post1").has("shop-1.0-1.zip")
    assert not Wanted("shop", "1.0").has("shop-1.0.linux-x86_64.tar.gz")


def test_a_page_of_html_is_read_as_a_browser_reads_it() -> None:
    digest = "a" * 64
    body = f"""<html><HEAD><BASE HREF='https://files.test/deep/'></HEAD>
        <!-- <a href="shop-1.0-py3-none-any.whl">no</a> -->
        <A title="a > b" HREF=shop-1.0-py2-none-any.whl?key=1&amp;x=2#egg=shop&amp;sha256={digest.upper()}>x</A>
        <a data-requires-python='&gt;=3.9' href = "https://me:secret@else.test/shop-1.0%2Blocal-py3-none-any.whl">
        <abbr href="shop-1.0-py3-none-any.whl">no</abbr> <a name="here">no</a>
        <!-- <a href="shop-1.0-py3-none-any.whl">"""
    page = Page("https://index.test/simple/shop/", "text/html; charset=ascii", body.encode())

    assert [link.file for link in page.links(Wanted("shop", "1.0"))] == [
        File(
            "shop-1.0-py2-none-any.whl",
            "https://files.test/deep/shop-1.0-py2-none-any.whl?key=1&x=2",
            digest,
        )
    ]
    assert [link.file for link in page.links(Wanted("shop", "1.0+local"))] == [
        File(
            "shop-1.0+local-py3-none-any.whl",
            "https://else.test/shop-1.0%2Blocal-py3-none-any.whl",
            "",
            ">=3.9",
        )
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"files": {}}',
        b'{"files": ["shop-1.0-py3-none-any.whl"]}',
        b'{"files": [{"filename": "shop-1.0-py3-none-any.whl", "url": 3}]}',
        b"[" * 100_000,
        json.dumps({"files": [{"filename": "shop-1.0.tar.gz"}]}).encode()[:-2],
    ],
)
def test_a_damaged_page_is_said_so(index: Index, body: bytes) -> None:
    index.as_json = True
    index.instead["/simple/shop/"] = body

    assert refusal(SHOP).says == (
        f"The index's page {index.url}/shop/ is damaged. {OLD_STANDS}"
        if body
        else f"shop 1.0 is not on its index any more. {OLD_STANDS}"
    )


def test_a_page_without_end_is_not_read_to_it(index: Index) -> None:
    index.instead["/simple/shop/"] = b"<a>" * (22 * 2**20)

    assert refusal(SHOP).says == (
        f"The index's page {index.url}/shop/ is larger than 64 MiB. {OLD_STANDS}"
    )


@pytest.mark.parametrize("piece", ["<!--", "<!-- -->", '<a "', "<a href", "<a href=' ", "<base "])
def test_a_hostile_page_is_read_in_one_go(piece: str) -> None:
    page = Page("https://index.test/shop/", "text/html", piece.encode() * 200_000)

    assert list(page.links(Wanted("shop", "1.0"))) == []

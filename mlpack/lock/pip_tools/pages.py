"""Gives pip, of each page of an index, only the files that the target takes, to save time.

A page lists thousands of wheels for other Pythons and systems. pip makes a link of each, and weighs
it against hundreds of tags, to leave it out; a file whose name says so is left out before that. For
30 packages that is half of all the time.
Like the runner, it imports nothing of mlpack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from typing import Any

_ANCHOR = re.compile(rb"<a [^>]*>([^<]*)</a>")
_JSON = "application/vnd.pypi.simple.v1+json"


def thin_out(tags: Iterable[Any]) -> None:
    """From here on; `tags` are all that the target takes."""
    from pip._internal.index import collector, package_finder

    is_kept = keeper(tags)

    def parse_links(page: Any) -> Iterable[Any]:
        return collector.parse_links(thinned(page, is_kept))

    setattr(package_finder, "parse_links", parse_links)  # noqa: B010 - not meant to be set


def keeper(tags: Iterable[Any]) -> Callable[[str], bool]:
    """Which files are left: all but wheels whose names say that they do not fit."""
    taken = frozenset((tag.interpreter, tag.abi, tag.platform) for tag in tags)

    @cache
    def fits(tag: str) -> bool:
        return not taken.isdisjoint(product(*(part.split(".") for part in tag.split("-"))))

    def is_kept(file: str) -> bool:
        name = file.strip().lower()
        parts = name.removesuffix(".whl").rsplit("-", 3)
        return not name.endswith(".whl") or len(parts) < 4 or fits("-".join(parts[1:]))

    return is_kept


def show_all() -> None:
    from pip._internal.index import collector, package_finder

    setattr(package_finder, "parse_links", collector.parse_links)  # noqa: B010


def thinned(page: Any, is_kept: Callable[[str], bool]) -> Any:
    """pip's IndexContent with less in it; what is not written as the standards have it stays."""
    thin = _thinned_json if page.content_type.lower().startswith(_JSON) else _thinned_html
    return type(page)(
        thin(page.content, is_kept),
        page.content_type,
        encoding=page.encoding,
        url=page.url,
        cache_link_parsing=page.cache_link_parsing,
    )


def _thinned_json(content: bytes, is_kept: Callable[[str], bool]) -> bytes:
    page = json.loads(content)
    files = [file for file in page.get("files", ()) if is_kept(file.get("filename", ""))]
    return json.dumps({**page, "files": files}).encode()


def _thinned_html(content: bytes, is_kept: Callable[[str], bool]) -> bytes:
    def kept(anchor: re.Match[bytes]) -> bytes:
        return anchor[0] if is_kept(anchor[1].decode("utf-8", "replace")) else b""

    return _ANCHOR.sub(kept, content)

"""Where this machine looks for packages by itself, and the passwords that its settings hold."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from mlpack.plan.index import is_address


@dataclass(frozen=True)
class Here:
    """Where this machine looks by itself, without passwords; `find_links` alone if `no_index`."""

    index: str
    extra: tuple[str, ...]
    find_links: tuple[str, ...]
    no_index: bool


def here(options: Any) -> Here:
    """pip's word for each place, where uv's own does not outweigh it, as `reach` has it too.

    As there, folders of this machine count only where there is nothing else to lock from.
    """
    index, extra = _said_to_uv()
    further = [url for url in extra or options.extra_index_urls if not url.startswith("file:")]
    if options.no_index:
        folders = [place if not is_address(place) else bare(place) for place in options.find_links]
        return Here("", (), tuple(folders), no_index=True)
    return Here(bare(index or options.index_url), tuple(map(bare, further)), (), no_index=False)


def known(options: Any) -> list[str]:
    """Each address of this machine's settings, with the password that may be in it."""
    index, extra = _said_to_uv()
    urls = [options.index_url, *options.extra_index_urls, *options.find_links, index, *extra]
    return [url for url in urls if url and is_address(url)]


def can_be_read(options: Any) -> bool:
    """Whether each of them has a host; a password with a bare # or / in it ends an address."""
    try:
        return all(urlsplit(url).port != 0 for url in known(options))
    except ValueError:
        return False


def _said_to_uv() -> tuple[str, tuple[str, ...]]:
    """uv's default index and its further ones; a password may stand in a variable of its own."""
    says = os.environ.get
    index = says("UV_DEFAULT_INDEX") or says("UV_INDEX_URL") or ""
    extra = says("UV_INDEX") or says("UV_EXTRA_INDEX_URL") or ""
    return with_password(index), tuple(map(with_password, extra.split()))


def with_password(index: str) -> str:
    """An index as uv names it, with the password that uv has in variables by that name."""
    named = re.match(r"([\w.-]+)=(?=\w+://)", index)
    if not named:
        return index
    variable = f"UV_INDEX_{re.sub(r'[^A-Z0-9]', '_', named[1].upper())}"
    words = [os.environ.get(f"{variable}_{kind}", "") for kind in ("USERNAME", "PASSWORD")]
    url = index[named.end() :]
    if not any(words) or "@" in urlsplit(url).netloc:
        return url
    return url.replace("://", f"://{':'.join(quote(word, safe='') for word in words)}@", 1)


def bare(url: str) -> str:
    """An address without the name and password in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

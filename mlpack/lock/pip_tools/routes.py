"""Holds pip to the places that packages come from, and opens these with what this machine knows.

Like the runner, it imports nothing of mlpack. What it relies on in pip is tested by cross.py before
a lock is made.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BUNDLE = "certificates.pem"

_AUTHORITIES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_ADDRESSES_OF_UV = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL")


@dataclass(frozen=True)
class Routes:
    """`indexes` and `links` serve every package but those with a place of their own, which `own`
    tells by name. None of these has credentials; `keys` are addresses that have."""

    indexes: tuple[str, ...]
    links: tuple[str, ...]
    own: Callable[[str], str]
    keys: tuple[str, ...] = ()


def routes_of(sources: Any, settings: Mapping[str, str], *, offline: bool) -> Routes:
    """The project's own places, and where it names no index, those that the machine's pip has.

    `sources` is a plan's Index, `settings` are pip's as `PIP_...`. Offline there are folders alone,
    and a package whose own place is an address comes from them like any other.
    """
    indexes = [*([sources.url] if sources.url else _machines(settings)), *sources.extra]
    folders = [*_words(settings, "PIP_FIND_LINKS"), *sources.find_links]
    links = list(map(_link, [*folders, sources.wheelhouse] if offline else folders))
    asked = [*indexes, *links, *sources.packages.values()]

    def own(package: str) -> str:
        place = sources.place_of(package)
        return "" if offline and "://" in place else _link(place)

    return Routes(
        () if offline else tuple(dict.fromkeys(map(without_key, indexes))),
        tuple(without_key(link) for link in links if not offline or link.startswith("file:")),
        own,
        tuple(not_in_the_open(keys_of_this_machine(settings), asked)),
    )


def _machines(settings: Mapping[str, str]) -> list[str]:
    if settings.get("PIP_NO_INDEX"):
        return []
    return [*_words(settings, "PIP_INDEX_URL"), *_words(settings, "PIP_EXTRA_INDEX_URL")]


def _words(settings: Mapping[str, str], name: str) -> list[str]:
    return settings.get(name, "").split()


def _link(place: str) -> str:
    """A folder as an address, which may hold blanks where a list of words may not."""
    return Path(place).as_uri() if place and Path(place).is_absolute() else place


def keys_of_this_machine(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Every address with a name or a password in it that pip's settings and uv's variables have."""
    pips = [*_words(settings, "PIP_INDEX_URL"), *_words(settings, "PIP_EXTRA_INDEX_URL")]
    uvs = [word for name in _ADDRESSES_OF_UV for word in os.environ.get(name, "").split()]
    # uv writes `name=address` where an index has a name.
    known = dict.fromkeys([*pips, *(re.sub(r"^[\w-]+=", "", word) for word in uvs)])
    return tuple(address for address in known if "@" in urlsplit(address).netloc)


def not_in_the_open(keys: Iterable[str], asked: Iterable[str]) -> list[str]:
    """The keys without those of https: whose host one of the asked addresses asks over http:.

    pip tells a key by its host alone, and everybody on the way could read it there.
    """
    in_the_open = {urlsplit(without_key(url)).netloc for url in asked if url.startswith("http:")}
    hosts = {key: urlsplit(without_key(key)).netloc for key in keys}
    return [k for k, host in hosts.items() if k.startswith("http:") or host not in in_the_open]


def without_key(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if parts.netloc else url


@contextmanager
def followed(routes: Routes) -> Iterator[None]:
    """pip looks for each package where it comes from, and asks there with a name and password."""
    from pip._internal.index.collector import LinkCollector
    from pip._internal.models.search_scope import SearchScope
    from pip._internal.network.auth import MultiDomainBasicAuth

    collect, begin = LinkCollector.collect_sources, MultiDomainBasicAuth.__init__

    def collect_sources(self: Any, project_name: str, *rest: Any, **named: Any) -> Any:
        if place := routes.own(project_name):
            folders, indexes = ([place], []) if place.startswith("file:") else ([], [place])
            scope = SearchScope.create(folders, indexes, no_index=False)
            self = LinkCollector(self.session, scope)
        return collect(self, project_name, *rest, **named)

    def begin_with_keys(self: Any, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        # pip takes the one of the same host with the likest path, and of equals the first.
        self.index_urls = [*routes.keys, *(self.index_urls or ())]

    with (
        replaced(LinkCollector, "collect_sources", collect_sources),
        replaced(MultiDomainBasicAuth, "__init__", begin_with_keys),
    ):
        yield


@contextmanager
def replaced(thing: Any, name: str, value: object) -> Iterator[None]:
    """A name of pip's or of pip-tools' has another value for a while."""
    before = getattr(thing, name)
    setattr(thing, name, value)
    try:
        yield
    finally:
        setattr(thing, name, before)


def trust_also(further: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The variables by which pip trusts the usual authorities and those of the file `further`.

    The file of them all is made in the current folder. requests, which pip has inside, puts its own
    variable before pip's setting, so there may be two usual ones.
    """
    from pip._vendor import certifi

    named = [settings.get("PIP_CERT"), *map(os.environ.get, _AUTHORITIES)]
    usual = [place for place in named if place] or [certifi.where(), *_system()]
    places = [file for place in dict.fromkeys([*usual, further]) for file in _files(Path(place))]
    Path(BUNDLE).write_bytes(b"\n".join(file.read_bytes() for file in places))
    return dict.fromkeys(("PIP_CERT", *_AUTHORITIES), str(Path(BUNDLE).absolute()))


def _system() -> list[str]:
    return [place for place in [ssl.get_default_verify_paths().cafile] if place]


def _files(place: Path) -> list[Path]:
    """Of a folder, as pip takes it too, each certificate by itself."""
    return [
        file for file in (sorted(place.iterdir()) if place.is_dir() else [place]) if file.is_file()
    ]

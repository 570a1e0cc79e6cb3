"""Where the files of a package are looked for: pages of indexes, flat pages, folders of wheels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.complaints import OLD_STANDS
from mlpack.lock.index.here import Here
from mlpack.lock.index.pages import Link, Page, Wanted
from mlpack.lock.index.session import Session
from mlpack.lock.model import File, Order
from mlpack.plan.index import is_address


@dataclass(frozen=True)
class Place:
    """An index's page of one package, a page of many, or a folder; by its address or its path."""

    where: str
    kind: Literal["of one package", "of many", "folder"]


@dataclass(frozen=True)
class Found:
    """What a place has, by package; `refused` is true where it would not say."""

    links: dict[str, list[Link]]
    refused: bool = False


def places_of(package: str, order: Order, here: Here) -> Iterator[Place]:
    """Where this package comes from: its own place alone, or every common one, the default first.

    Raises:
        LockFailed: a folder is not there.
    """
    sources, name = order.sources, canonicalize_name(package)
    offline = order.offline or here.no_index
    own = sources.place_of(name)
    usual = [sources.url] if sources.url else [here.index, *here.extra]
    indexes = [own] if own else [*usual, *sources.extra]
    flat = [] if own else [*here.find_links, *sources.find_links]
    for index in dict.fromkeys(filter(is_address, indexes)):
        if not offline or is_local(index):
            yield Place(_page_of(name, index), "of one package")
    for where in dict.fromkeys([*(i for i in indexes if i and not is_address(i)), *flat]):
        if is_local(where):
            yield _local(where)
        elif not offline:
            yield Place(where, "of many")


def is_local(where: str) -> bool:
    return where.startswith("file:") or not is_address(where)


def path_of(where: str) -> Path:
    """A path, or the path that a file: address leads to."""
    return Path(url2pathname(urlsplit(where).path) if where.startswith("file:") else where)


def look(place: Place, wanted: Sequence[Wanted], session: Session) -> Found:
    """The links of a place to the files that are wanted. Raises LockFailed as `Session.page`."""
    if place.kind == "folder":
        return Found({one.name: list(_in_folder(path_of(place.where), one)) for one in wanted})
    if is_local(place.where):
        path = path_of(place.where).absolute()
        body = path.read_bytes() if path.is_file() else b""
        return Found(_links(Page(path.as_uri(), "text/html", body), wanted))
    answer = session.page(place.where)
    if place.kind == "of many" and answer.status != 200:
        said = f"There is no page {place.where}: it answers {answer.status}. {OLD_STANDS}"
        raise LockFailed(said, where="index.find_links", hint="Look at its spelling.")
    # An index on a plain file store says 403 of each package that it does not have.
    return Found(
        _links(Page(answer.url, answer.kind, answer.body), wanted) if answer.body else {},
        refused=answer.status == 403,
    )


def _page_of(name: str, index: str) -> str:
    page = f"{index.rstrip('/')}/{name}/"
    return f"{page}index.html" if is_local(index) else page


def _local(where: str) -> Place:
    path = path_of(where)
    if not path.exists():
        said = f"There is no {path} to take wheels from. {OLD_STANDS}"
        raise LockFailed(said, where="index", hint="Make it, or take it out of index: there.")
    return Place(where, "folder" if path.is_dir() else "of many")


def _links(page: Page, wanted: Sequence[Wanted]) -> dict[str, list[Link]]:
    return {one.name: list(page.links(one)) for one in wanted}


def _in_folder(folder: Path, wanted: Wanted) -> Iterator[Link]:
    try:
        files = sorted(path for path in folder.iterdir() if wanted.has(path.name))
    except OSError as fault:
        said = f"{folder} cannot be read: {(fault.strerror or str(fault)).lower()}."
        raise LockFailed(f"{said} {OLD_STANDS}", where="index") from None
    return (Link(File(path.name, path.absolute().as_uri())) for path in files if path.is_file())

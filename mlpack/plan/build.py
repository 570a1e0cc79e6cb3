"""What the build stage of the image installs from, and how it sees the project's own files."""

from __future__ import annotations

from dataclasses import dataclass

from mlpack.plan.index import Index, is_address

# Docker's own name for the architecture that an image is built for: amd64, arm64.
_ARCHITECTURE = "${TARGETARCH}"
_PLACE = "/wheels"


@dataclass(frozen=True)
class Mount:
    """A folder of the project, and where the build stage sees it."""

    source: str
    target: str


@dataclass(frozen=True)
class Build:
    """What is asked while the image is built; with a wheelhouse, all else is empty.

    `lock` is the lock file as a mount names it; `pages` are addresses with links to wheels, `links`
    are these and the mounted folders, with no comma in any.
    """

    lock: str
    wheelhouse: str
    url: str
    extra: tuple[str, ...]
    pages: tuple[str, ...]
    links: tuple[str, ...]
    mounts: tuple[Mount, ...]
    credentials: str
    certificates: str


def lock_path(platform: str) -> str:
    """The lock of one platform among several, as `requirements.arm64.lock`; empty: of all."""
    architecture = platform.rpartition("/")[2]
    return f"requirements.{architecture}.lock" if architecture else "requirements.lock"


def build_from(index: Index, *, platforms: int) -> Build:
    """What the build takes from `index`, with a lock for each of so many platforms."""
    alone = bool(index.wheelhouse)
    mounts = tuple(_mounts(index.folders))
    # uv parts the list at commas
    found = tuple(place.replace(",", "%2C") for place in index.find_links if is_address(place))
    pages = () if alone else found
    return Build(
        lock=lock_path("" if platforms == 1 else _ARCHITECTURE),
        wheelhouse=index.wheelhouse,
        url="" if alone else index.url,
        extra=() if alone else index.extra,
        pages=pages,
        links=() if alone else (*pages, *(mount.target for mount in mounts)),
        mounts=mounts,
        credentials="" if alone else index.credentials,
        certificates="" if alone else index.certificates,
    )


def _mounts(folders: tuple[str, ...]) -> list[Mount]:
    """A name of the person's own could hold a blank, which parts the words of a setting."""
    if len(folders) == 1:
        return [Mount(folders[0], _PLACE)]
    return [Mount(folder, f"{_PLACE}/{number}") for number, folder in enumerate(folders, 1)]

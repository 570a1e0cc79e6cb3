"""How uv reaches the places of an order: what the project, pip's settings and uv's own say of it.

uv reads no setting of pip's, and a machine that reaches its index by pip's is the common one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlpack.errors import LockFailed
from mlpack.lock.complaints import OLD_STANDS
from mlpack.lock.index.here import with_password
from mlpack.lock.index.trust import bundle
from mlpack.lock.model import Order
from mlpack.lock.pip_tools.runner import lent, reach_of_this_machine
from mlpack.lock.requirements import seen_from_anywhere
from mlpack.plan import Index
from mlpack.plan.index import is_address

# The rest of uv's variables (prereleases, constraints, a folder of wheels) would be wishes that
# nobody wrote into the project.
_KEPT = re.compile(
    r"UV_(CACHE_DIR|INDEX_\w+_(USERNAME|PASSWORD)|INSECURE_HOST|KEYRING_PROVIDER|HTTP_\w+"
    r"|SYSTEM_CERTS|NATIVE_TLS|CREDENTIALS_DIR)"
)
_WORDS = {
    "PIP_TRUSTED_HOST": ("UV_INSECURE_HOST",),
    "PIP_CERT": ("SSL_CERT_FILE",),
    "PIP_CLIENT_CERT": ("SSL_CLIENT_CERT",),
    "PIP_PROXY": ("HTTP_PROXY", "HTTPS_PROXY"),
    "PIP_DEFAULT_TIMEOUT": ("UV_HTTP_TIMEOUT",),
    "PIP_RETRIES": ("UV_HTTP_RETRIES",),
}
_DEFAULT = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
_FURTHER = ("UV_INDEX", "UV_EXTRA_INDEX_URL")

# Which packages uv meets on its way, and which pages want a password: it says so nowhere else.
_TALK = "uv_resolver=debug,uv_client::cached_client=trace"


@dataclass(frozen=True)
class Reach:
    """`variables` is a whole environment: an address may hold a password, and a command line shows
    what it is given to every user of a machine. `flags` are what uv has no variable for. `sources`
    are the places that count, with the credentials that this machine lends."""

    variables: Mapping[str, str]
    flags: tuple[str, ...]
    sources: Index


def reach(order: Order, folder: Path) -> Reach:
    """From this machine, where the order does not say otherwise; files go into the folder.

    Raises:
        LockFailed: a folder of the order's, its certificates or pip's settings cannot be read.
    """
    pip = _settings_of_pip()
    no_index = order.offline or "PIP_NO_INDEX" in pip
    sources = _in_folders(order.sources) if no_index else _with_credentials(order.sources, pip)
    _look_at_folders(sources)
    own = [] if order.offline else pip.get("PIP_FIND_LINKS", "").split()
    places = _folders_alone(sources, own, folder) if no_index else _places(sources, pip)
    flags = ["--offline"] if order.offline else []
    if "UV_INDEX" in places:
        # pip weighs all indexes alike as well; two backends with two rules would make two locks.
        flags.append("--index-strategy=unsafe-best-match")
    variables = _surroundings(pip) | places
    if certificates := order.sources.certificates:
        usual = variables.get("SSL_CERT_FILE", "")
        variables["SSL_CERT_FILE"] = bundle(certificates, usual, str(folder))
    return Reach(variables, tuple(flags), sources)


def _surroundings(pip: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    rest = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    mapped = {word: pip[name] for name, words in _WORDS.items() if name in pip for word in words}
    if pip.get("PIP_KEYRING_PROVIDER") == "subprocess":
        mapped["UV_KEYRING_PROVIDER"] = "subprocess"
    return rest | mapped | own | {"RUST_LOG": _TALK}


def _in_folders(sources: Index) -> Index:
    """Without an index a wheelhouse is all there is, and without that the folders are."""
    if sources.wheelhouse:
        return Index(find_links=(sources.wheelhouse,))
    packages = {name: at for name, at in sources.packages.items() if not is_address(at)}
    links = tuple(where for where in sources.find_links if not is_address(where))
    return Index(packages=packages, find_links=links)


def _look_at_folders(sources: Index) -> None:
    for folder in (*sources.find_links, *sources.packages.values()):
        if not is_address(folder) and not Path(folder).is_dir():
            said = f"There is no {folder} to take wheels from. {OLD_STANDS}"
            raise LockFailed(said, where="index", hint="Make it, or take it out of index: there.")


def _with_credentials(sources: Index, pip: Mapping[str, str]) -> Index:
    known = tuple(_known(pip))
    packages = {name: lent(at, known) for name, at in sources.packages.items()}
    return replace(
        sources,
        url=lent(sources.url, known),
        extra=tuple(lent(url, known) for url in sources.extra),
        packages=packages,
        find_links=tuple(lent(where, known) for where in sources.find_links),
    )


def _known(pip: Mapping[str, str]) -> Iterator[str]:
    """The addresses that this machine's settings name, with their credentials."""
    yield pip.get("PIP_INDEX_URL", "")
    yield from pip.get("PIP_EXTRA_INDEX_URL", "").split()
    for name in (*_DEFAULT, *_FURTHER):
        yield from map(with_password, os.environ.get(name, "").split())


def _places(sources: Index, pip: Mapping[str, str]) -> dict[str, str]:
    """The index, further ones and folders; uv's own word for one outweighs pip's.

    Further ones of the machine's go with the index of the machine's.
    """
    index = _first(*_DEFAULT) or pip.get("PIP_INDEX_URL", "")
    further = _first(*_FURTHER) or pip.get("PIP_EXTRA_INDEX_URL", "")
    on_net = [url for url in further.split() if "file:" not in url and not sources.url]
    places = {
        "UV_DEFAULT_INDEX": sources.url or index,
        "UV_INDEX": " ".join([*on_net, *sources.extra]),
        "UV_FIND_LINKS": ",".join(map(seen_from_anywhere, sources.find_links)),
    }
    return {name: where for name, where in places.items() if where}


def _folders_alone(sources: Index, own: Sequence[str], folder: Path) -> dict[str, str]:
    """`--no-index` would leave out a folder that one package comes from; an empty index does not.

    `own` are folders that the machine says are all there is.
    """
    nothing = folder / "no-index"
    nothing.mkdir()
    links = ",".join(map(seen_from_anywhere, [*own, *sources.find_links]))
    return {"UV_DEFAULT_INDEX": nothing.as_uri(), **({"UV_FIND_LINKS": links} if links else {})}


def _first(*names: str) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _settings_of_pip() -> dict[str, str]:
    try:
        return reach_of_this_machine()
    except SystemExit:
        said = "pip's settings cannot be read, and they say how to reach the index."
        raise LockFailed(said, hint="Look at `pip config debug`.") from None

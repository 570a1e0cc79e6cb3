"""How uv reaches an index: what pip's settings and uv's own say of it, and the options of a lock.

uv reads no setting of pip's, and a machine that reaches its index by pip's is the common one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlpack.errors import LockFailed
from mlpack.lock.requirements import seen_from_anywhere
from mlpack.lock.runner import reach_of_this_machine

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
_OPTIONS = ("--index-url", "--extra-index-url", "--find-links")


@dataclass(frozen=True)
class Reach:
    """`variables` is a whole environment: an address may hold a password, and a command line shows
    what it is given to every user of a machine. `flags` are what uv has no variable for."""

    variables: Mapping[str, str]
    flags: tuple[str, ...]


def reach(lines: Iterable[str]) -> Reach:
    """From this machine, where no option among a lock's lines says otherwise."""
    options = [line.partition(" ") for line in lines if line.startswith("--")]
    names = {name for name, _, _ in options}
    pip = _settings_of_pip()
    wishes = {"--pre": "--prerelease=allow", "--no-index": "--no-index"}
    flags = [flag for name, flag in wishes.items() if name in names]
    if "PIP_NO_INDEX" in pip and "--no-index" not in flags:
        flags.append("--no-index")
    places = _places(pip, [(name, where) for name, _, where in options])
    if "UV_INDEX" in places:
        # pip weighs all indexes alike as well; two backends with two rules would make two locks.
        flags.append("--index-strategy=unsafe-best-match")
    own = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    rest = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    mapped = {word: pip[name] for name, words in _WORDS.items() if name in pip for word in words}
    if pip.get("PIP_KEYRING_PROVIDER") == "subprocess":
        mapped["UV_KEYRING_PROVIDER"] = "subprocess"
    return Reach(rest | mapped | own | places, tuple(flags))


def _places(pip: Mapping[str, str], options: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The index, further ones and folders; uv's own word for one outweighs pip's."""
    index = _first("UV_DEFAULT_INDEX", "UV_INDEX_URL") or pip.get("PIP_INDEX_URL", "")
    further = _first("UV_INDEX", "UV_EXTRA_INDEX_URL") or pip.get("PIP_EXTRA_INDEX_URL", "")
    named = {kind: [where for name, where in options if name == kind] for kind in _OPTIONS}
    folders = [*pip.get("PIP_FIND_LINKS", "").split(), *named["--find-links"]]
    on_net = [url for url in further.split() if "file:" not in url]
    places = {
        "UV_DEFAULT_INDEX": [index, *named["--index-url"]][-1],
        "UV_INDEX": " ".join([*on_net, *named["--extra-index-url"]]),
        "UV_FIND_LINKS": ",".join(map(seen_from_anywhere, folders)),
    }
    return {name: where for name, where in places.items() if where}


def _first(*names: str) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _settings_of_pip() -> dict[str, str]:
    try:
        return reach_of_this_machine()
    except SystemExit:
        said = "pip's settings cannot be read, and they say how to reach the index."
        raise LockFailed(said, hint="Look at `pip config debug`.") from None

"""Which peer a file is of, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlpack.catalog import Catalog
from mlpack.errors import UsageError
from mlpack.peers import bento, cog, dockerfile, mlmodel, truss
from mlpack.peers.collector import Collector
from mlpack.peers.model import Imported
from mlpack.peers.source import shown_path, text_of
from mlpack.wording import any_of


@dataclass(frozen=True)
class Peer:
    """`name` is a pattern of its files' names, `holds` of a line that others' files have not.

    `sure` says that a file by such a name is no one else's, `is_in_model` that its folder is the
    model.
    """

    usual: str
    name: str
    holds: str
    read: Callable[[Collector, Path, str], None]
    sure: bool = True
    is_in_model: bool = False


PEERS = (
    Peer("cog.yaml", r"cog\.ya?ml", r"(predict|build):", cog.read),
    Peer("bentofile.yaml", r"bentofile\.ya?ml", r"service:", bento.read),
    Peer("MLmodel", r"MLmodel", r"flavors:", mlmodel.read, is_in_model=True),
    Peer("Dockerfile", r"(.+[._-])?(Docker|Container)file([._-].+)?", r"FROM\s", dockerfile.read),
    Peer(
        "config.yaml",
        r"config\.ya?ml",
        r"(model_(name|class_name|module_dir|metadata)|bundled_packages_dir|python_version):",
        truss.read,
        sure=False,
    ),
)


def read_peer(path: Path, root: Path, catalog: Catalog) -> Imported:
    """What mlpack.yaml in `root` would say of the file at `path`; nothing of it is run.

    Raises:
        UsageError: there is no such file, or it is of no peer that mlpack knows.
        SpecFaults: every fault of the file, at its place.
        LayerFault: a layer describes a framework wrongly.
    """
    file = shown_path(path, root)
    text = text_of(path, file)
    peer = _peer_of(path.name, text)
    if not peer:
        usual = any_of(peer.usual for peer in PEERS)
        raise UsageError(f"{file} is nothing that mlpack can import: that is a {usual}.")
    into = Collector(file, root, catalog)
    peer.read(into, path, text)
    return into.imported()


def home_of(path: Path) -> Path:
    """The folder of the project that a peer's file most likely belongs to."""
    if not any(re.fullmatch(peer.name, path.name) for peer in PEERS if peer.is_in_model):
        return path.parent
    is_named = path.parent.name not in {"", ".."}
    return path.parent.parent if is_named else path.parent / ".."


def _peer_of(name: str, text: str) -> Peer | None:
    for peer in PEERS:
        if peer.sure and re.fullmatch(peer.name, name, re.IGNORECASE):
            return peer
    held = (peer for peer in PEERS if re.search(f"^{peer.holds}", text, re.MULTILINE))
    return next((p for p in held if p.sure or re.fullmatch(p.name, name, re.IGNORECASE)), None)

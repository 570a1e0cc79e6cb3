"""Where templates lie: the project's layers first, the built-in last; the first with a file has it.

A layer is data. Its templates are rendered in a sandbox, and nothing else of it is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound

from mlpack import __version__
from mlpack.errors import LayerFault
from mlpack.layers import fetch
from mlpack.toml import TOMLDecodeError, loads
from mlpack.tree import is_inside
from mlpack.wording import all_of

BUILT_IN = "builtin"
_LARGEST_FILE = 2**20
_GIT = re.compile(
    r"git\+(?P<url>(?:https?|ssh|file)://[^/]*/[^@]+?)(?://(?P<folder>[^@]+))?@(?P<ref>[\w./-]+)"
)


@dataclass(frozen=True)
class Layer:
    """Templates in a folder; `source` is what mlpack.yaml says, `commit` is a git layer's."""

    source: str
    root: Path
    commit: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether its files stay as they are while mlpack runs: mlpack's own, and a commit's."""
        return self.source == BUILT_IN or bool(self.commit)

    def has(self, path: str) -> bool:
        return is_inside(path) and (self.root / path).is_file()

    def read(self, path: str) -> str:
        """Raises LayerFault where `path` leads out of the layer, is too large or is not text."""
        where = f"{self.source}: {path}"
        file = (self.root / path).resolve()
        if not file.is_relative_to(self.root.resolve()):
            raise LayerFault("This leads out of its layer.", where=where)
        try:
            if file.stat().st_size > _LARGEST_FILE:
                raise LayerFault("This is larger than a template can be (1 MiB).", where=where)
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise LayerFault("This is not UTF-8 text.", where=where) from None
        except OSError as error:
            raise LayerFault(f"This cannot be read: {error.strerror}.", where=where) from None

    def stamp(self, path: str) -> tuple[Path, int]:
        """What tells one state of a file from the next."""
        file = self.root / path
        return file, file.stat().st_mtime_ns

    def table(self, path: str) -> dict[str, Any]:
        """The TOML file `path`; raises LayerFault where it is not TOML."""
        try:
            return loads(self.read(path))
        except RecursionError:
            raise LayerFault("This nests too deep.", where=f"{self.source}: {path}") from None
        except TOMLDecodeError as error:
            raise LayerFault(
                f"This is not TOML: {error}.", where=f"{self.source}: {path}"
            ) from None

    def folders(self, parent: str) -> list[str]:
        """Names of the folders right below `parent`."""
        place = self.root / parent
        return sorted(p.name for p in place.iterdir() if p.is_dir()) if place.is_dir() else []


@dataclass(frozen=True)
class Layers:
    """The strongest first, the built-in one last."""

    layers: tuple[Layer, ...]

    def holder(self, path: str) -> Layer:
        """The first layer that has `path`; raises LayerFault where none has."""
        for layer in self.layers:
            if layer.has(path):
                return layer
        sources = all_of(layer.source for layer in self.layers)
        raise LayerFault(f"No layer has this file; looked in {sources}.", where=path)

    @property
    def is_settled(self) -> bool:
        return all(layer.is_settled for layer in self.layers)

    def folders(self, parent: str) -> list[str]:
        return sorted({name for layer in self.layers for name in layer.folders(parent)})

    def commits(self) -> dict[str, str]:
        """The commit that each git layer was read at."""
        return {layer.source: layer.commit for layer in self.layers if layer.commit}

    def loader(self) -> BaseLoader:
        return _Loader(self)


class _Loader(BaseLoader):
    """`project/x.j2` is the strongest layer's; `builtin:project/x.j2` is the built-in one."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Jinja asks for each template again whether it is current, unless nothing may change."""
        prefix, _, rest = template.rpartition(":")
        if prefix not in {"", BUILT_IN}:
            raise TemplateNotFound(template)
        layers = Layers(self.layers.layers[-1:]) if prefix else self.layers
        layer = layers.holder(rest)
        stamp = layer.stamp(rest)

        def is_current() -> bool:
            return layers.holder(rest).stamp(rest) == stamp

        current = None if self.layers.is_settled else is_current
        return layer.read(rest), f"{layer.source}:{rest}", current


def built_in() -> Layer:
    """The layer that comes with mlpack: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    for root in (package / "templates", package.parent / "templates"):
        if (root / "layer.toml").is_file():
            return Layer(BUILT_IN, root)
    raise LayerFault(
        "mlpack was installed without its templates.", hint="pip install --force-reinstall mlpack"
    )


def open_layers(
    sources: Sequence[str], project: Path, *, pins: Mapping[str, str] | None = None
) -> Layers:
    """The layers that `sources` name, over the built-in one.

    `pins` are the commits at which git layers were read before; a layer that is already here at
    its commit needs no network.

    Raises:
        LayerFault: a source is not there, not readable, or moved away from its pinned commit.
    """
    opened = [_open(source, project, (pins or {}).get(source, "")) for source in sources]
    return Layers((*opened, built_in()))


def _open(source: str, project: Path, pin: str) -> Layer:
    layer = _open_git(source, pin) if source.startswith("git+") else _open_folder(source, project)
    if not layer.root.is_dir():
        raise LayerFault("There is no such folder of templates.", where=source)
    if layer.has("layer.toml"):
        _check_version(layer)
    return layer


def _open_folder(source: str, project: Path) -> Layer:
    try:
        return Layer(source, (project / Path(source).expanduser()).absolute())
    except RuntimeError:
        raise LayerFault("There is no such home folder.", where=source) from None


def _open_git(source: str, pin: str) -> Layer:
    parts = _GIT.fullmatch(source)
    if not parts:
        raise LayerFault(
            "A template layer in git is named by its URL and a tag or commit, "
            "as in git+https://host/team/repo@v1 or git+ssh://git@host/team/repo//folder@v1.",
            where=source,
        )
    commit, folder = fetch.checkout(parts["url"], parts["ref"], pin=pin, source=source)
    inner = parts["folder"] or ""
    if inner and not is_inside(inner):
        raise LayerFault(f"{inner} leads out of the repository.", where=source)
    return Layer(source, folder / inner, commit)


def _check_version(layer: Layer) -> None:
    from packaging.version import InvalidVersion, Version

    least = str(layer.table("layer.toml").get("mlpack", "0"))
    try:
        is_newer = Version(least) > Version(__version__)
    except InvalidVersion:
        where = f"{layer.source}: layer.toml"
        raise LayerFault(f"{least} is not a version of mlpack such as 0.1.", where=where) from None
    if is_newer:
        raise LayerFault(
            f"This layer needs mlpack {least} or newer; this is {__version__}.",
            where=layer.source,
            hint=f"pip install 'mlpack>={least}'",
        )

"""The catalogue as the tests of its facts read it: every table as text and as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects import CHECKOUT

from mlpack import toml
from mlpack.catalog import Catalog, Framework, Variant
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))
DATA = CHECKOUT / "mlpack" / "catalog" / "data"
FOLDERS = CHECKOUT / "templates" / "frameworks"
FRAMEWORKS = [CATALOG.framework(name) for name in CATALOG.framework_names]
PLATFORMS = {"linux/amd64", "linux/arm64"}


@dataclass(frozen=True)
class Table:
    """A file of facts; `kind` is what it calls its rows."""

    path: Path
    kind: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def content(self) -> dict[str, Any]:
        return toml.loads(self.text)

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        return self.content[self.kind]


def own_tables() -> list[Table]:
    """mlpack's own, and of each framework its releases, variants and kernels."""
    found = [Table(path, path.stem.removesuffix("s")) for path in sorted(DATA.glob("*.toml"))]
    for folder in sorted(path for path in FOLDERS.iterdir() if path.is_dir()):
        for name, kinds in {"versions": ["release"], "variants": ["variant", "kernels"]}.items():
            path = folder / f"{name}.toml"
            found += [
                Table(path, kind) for kind in kinds if path.is_file() and kind in _content(path)
            ]
    return found


def _content(path: Path) -> dict[str, Any]:
    return toml.loads(path.read_text(encoding="utf-8"))


def numbers(version: str) -> tuple[int, ...]:
    """1.2.3.post1 as (1, 2, 3, 1)."""
    return tuple(map(int, re.findall(r"\d+", version)))


def natural(name: str) -> list[tuple[int, int, str]]:
    """To sort L4 before L40, and RTX 4060 before RTX 4060 Ti."""
    parts = re.findall(r"\d+|\D+", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def computing(framework: Framework) -> Framework:
    """The framework whose variants and kernels say what it computes on."""
    return CATALOG.framework(framework.stands_on) if framework.stands_on else framework


def variants() -> Iterator[tuple[Framework, Variant]]:
    for framework in FRAMEWORKS:
        yield from ((framework, variant) for variant in framework.variants)

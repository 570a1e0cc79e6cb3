"""Another tool's file as the mlpack.yaml that says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlpack import write
from mlpack.api.project import SPEC_FILE, Project, open_catalog, project_from, start
from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.plan import without_usual
from mlpack.spec import Document, dump, read, spec_from
from mlpack.wording import label

if TYPE_CHECKING:
    from mlpack.peers import Imported


@dataclass(frozen=True)
class Import:
    """`root` is where mlpack.yaml belongs, `text` what stands in it.

    `supposed` are settings that the file says nothing of, and that mlpack.yaml needs.
    """

    root: Path
    imported: Imported
    supposed: dict[str, str]
    text: str


def import_peer(path: Path, root: Path | None = None) -> Import:
    """What the file at `path` comes to in the project `root`; nothing is written.

    Raises:
        UsageError: there is no such file, or it is of no tool that mlpack knows.
        SpecFaults: every fault of the file, at its place.
    """
    from mlpack.peers import home_of, nested, read_peer

    root = root or home_of(path)
    catalog = open_catalog(root) if root.is_dir() else open_catalog(path.parent)
    imported = read_peer(path, root, catalog)
    said = {one.setting: one.value for one in imported.carried}
    supposed = {"name": label(root.resolve().name), "framework": _unrecognised(catalog)}
    supposed = {setting: value for setting, value in supposed.items() if setting not in said}
    document = Document(imported.file, nested({**supposed, **said}))
    spec = without_usual(spec_from(document, catalog.known), catalog)
    return Import(root, imported, supposed, dump(spec))


def bring_over(made: Import, *, writes: bool = True) -> Project:
    """The project that it makes; where `writes`, with its mlpack.yaml.

    Raises:
        UsageError: there is another mlpack.yaml already.
        Incompatible: the wishes cannot work together, at the place in the other tool's file.
    """
    try:
        if not writes:
            return project_from(read(made.text, SPEC_FILE), made.root)
        project = start(made.root, {SPEC_FILE: made.text.encode()})
    except Incompatible as error:
        error.where = f"{_place_of(error.setting, made.imported)}  {error.setting}"
        raise
    write.write_whole(write.place(made.root, SPEC_FILE), made.text)
    return replace(project, brought={})


def _place_of(setting: str, imported: Imported) -> str:
    """Where the file says it, or something below it."""
    carried = sorted(imported.carried, key=lambda one: one.setting != setting)
    first = setting.partition(".")[0]
    found = (one.where for one in carried if one.setting.partition(".")[0] == first)
    return next(found, imported.file)


def _unrecognised(catalog: Catalog) -> str:
    """The framework that takes any model: no distribution, and no file, tells of it."""
    rows = catalog.signatures
    return next(row.framework for row in rows if not (row.distributions or row.formats))

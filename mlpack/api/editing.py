"""A project's mlpack.yaml changed in place: first worked out, then written where it resolves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlpack import write
from mlpack.api.project import SPEC_FILE, Project, project_from, read_document
from mlpack.spec import Edit, edited, read

_BOM = "\ufeff"


@dataclass(frozen=True)
class Edited:
    """`project` is what follows from `after`; `bring` writes mlpack.yaml with its files."""

    project: Project
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def edit(root: Path, edits: Sequence[Edit]) -> Edited:
    """The project in `root` after `edits`; nothing is written.

    Raises:
        UsageError: there is no such setting, or no mlpack.yaml.
        SpecFaults, Incompatible, LayerFault: as `project_from`.
    """
    read_document(root)  # says what is wrong with a file that cannot be read
    # not read_text: that would make every line end the same
    before = (root / SPEC_FILE).read_bytes().decode()
    bom = _BOM if before.startswith(_BOM) else ""
    after = bom + edited(before.removeprefix(_BOM), edits, file=SPEC_FILE)
    project = project_from(read(after.removeprefix(_BOM), SPEC_FILE), root)
    if after != before:
        project = replace(project, brought={SPEC_FILE: after.encode()})
    return Edited(project, before, after)


def keep(changed: Edited) -> None:
    """Writes mlpack.yaml, whole or not at all. Raises WriteRefused."""
    root = changed.project.root
    if changed.is_change:
        write.write_whole(write.place(root, SPEC_FILE), changed.after)

"""Why a file is not what it was: mlpack.yaml, a file that it names, the lock, mlpack, or a person.

What the last run was made from is rendered once more by the mlpack of today, and then its inputs
are replaced by those of today, one after the other: what changes a file is its cause. That takes a
few renders, so it is done for those who look at a difference, and for no other run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from mlpack import kept, write
from mlpack.api.generation import Generated
from mlpack.api.inputs import inputs_of, locked_in, requested_in
from mlpack.api.project import SPEC_FILE, Project, layer_sources, pins_of, requested_by
from mlpack.catalog import Catalog
from mlpack.errors import MlpackError
from mlpack.layers import Layers, open_layers
from mlpack.plan import Pins, completed, resolve
from mlpack.render import render
from mlpack.requirements import Requested
from mlpack.spec import Document, Spec, read, spec_from
from mlpack.tree import Tree

Cause = Literal["spec", "requirements", "lock", "mlpack", "edit"]

WORDS: Mapping[Cause, str] = {
    "mlpack": "mlpack or a template changed",
    "requirements": "your requirement files changed",
    "spec": f"{SPEC_FILE} changed",
    "lock": "the lock changed",
    "edit": "you edited it",
}


def causes(seen: Generated) -> Mapping[str, tuple[Cause, ...]]:
    """The causes of each file that differs, by its path; reads only.

    To be asked before `bring`, which forgets what the files were made from until then. Of a project
    that was never generated nothing has changed.
    """
    differing = [change for change in seen.changes if _differs(change)]
    state = write.load(seen.project.root)
    if not differing or not state.files:
        return {}
    recorded = {name: packed.text for name, packed in state.inputs.items()}
    steps = list(_steps(seen.project, recorded))
    by_path = {change.path: change for change in seen.changes}
    return {change.path: _causes(change, by_path, steps) for change in differing}


def _differs(change: write.Change) -> bool:
    is_state = change.before is change.after is change.wanted is None and change.last is None
    return not is_state and (write.drifted([change]) or change.verb == "edited")


def _causes(
    change: write.Change,
    by_path: Mapping[str, write.Change],
    steps: list[tuple[Cause, Tree]],
) -> tuple[Cause, ...]:
    found: list[Cause] = []
    text = change.last
    path = next((p for p, c in by_path.items() if c.moved_from == change.path), change.path)
    is_untold = change.verb == "conflict" and change.last in {change.baseline, None}
    for cause, tree in () if is_untold else steps:
        now = tree[path].text if path in tree else None
        if now != text:
            found.append(cause)
        text = now
    if change.verb == "move" and "mlpack" not in found:
        found.insert(0, "mlpack")  # only a template's row gives a file another path
    if _is_edited(by_path.get(change.moved_from, change)):
        found.append("edit")
    return tuple(found)


def _is_edited(change: write.Change) -> bool:
    return change.last is not None and not write.is_alike(change.before, change.last)


def _steps(project: Project, recorded: Mapping[str, str]) -> Iterator[tuple[Cause, Tree]]:
    """The inputs of the last run turned into today's, each step with its cause and its tree."""
    try:
        then = _Inputs.of_the_last_run(project, recorded)
        yield "mlpack", then.tree()
    except (MlpackError, ValueError, TypeError, LookupError):
        yield "mlpack", project.tree
        return
    now = inputs_of(project)
    with suppress(MlpackError):  # they may be gone, and mlpack.yaml no longer name them
        yield "requirements", then.with_requirements_of_today(project).tree()
    if recorded[SPEC_FILE] != now[SPEC_FILE]:
        with suppress(MlpackError):
            yield "spec", _Inputs.of_today(project, then.locked).tree()
    yield "lock", project.tree


@dataclass(frozen=True)
class _Inputs:
    """All that a tree is rendered from."""

    document: Document
    spec: Spec
    layers: Layers
    catalog: Catalog
    requested: Requested
    locked: Mapping[str, Pins]

    @classmethod
    def of_the_last_run(cls, project: Project, recorded: Mapping[str, str]) -> _Inputs:
        document = read(recorded[SPEC_FILE], SPEC_FILE)
        layers, catalog, sources = project.layers, project.catalog, layer_sources(document)
        if sources != layer_sources(project.document):
            pins = kept.layer_pins(project.root)
            layers = open_layers(sources, project.root, pins=pins)
            catalog = Catalog(layers)
        spec = spec_from(document, catalog.known)
        requested, locked = requested_in(recorded), locked_in(recorded)
        return cls(document, spec, layers, catalog, requested, locked)

    @classmethod
    def of_today(cls, project: Project, locked: Mapping[str, Pins]) -> _Inputs:
        layers, catalog = project.layers, project.catalog
        return cls(project.document, project.spec, layers, catalog, project.requested, locked)

    def with_requirements_of_today(self, project: Project) -> _Inputs:
        requested = requested_by(self.spec, self.document, project.root)
        return _Inputs(self.document, self.spec, self.layers, self.catalog, requested, self.locked)

    def tree(self) -> Tree:
        resolved = resolve(self.spec, self.catalog, self.requested)
        plan = completed(resolved, pins_of(resolved, self.locked), self.catalog)
        return render(plan, self.layers)

"""Why a line of a generated file is there: its template, its facts, its decisions, its wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlpack.explain.answer import Answer, TemplateLine
from mlpack.explain.edits import Counterpart, counterparts
from mlpack.explain.reasons import read_fact, reasons
from mlpack.explain.subject import Subject
from mlpack.layers import BUILT_IN
from mlpack.plan import Plan, PlannedFile
from mlpack.render.facts import Fact, fact_of_item
from mlpack.render.marks import Spot
from mlpack.render.trace import TracedLine
from mlpack.write import load

# What a folder of templates is for: the wish that brings it.
_BROUGHT_BY = {
    "frameworks": ("framework", "name"),
    "serving": ("serving", "style"),
    "deploy": ("outputs",),
}


@dataclass(frozen=True)
class Shown:
    """A line as a person sees it; `traced` is mlpack's own, None where it has none."""

    text: str
    traced: TracedLine | None
    says: tuple[str, ...] = ()
    is_edited: bool = False

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.traced.facts if self.traced else ()


def shown_lines(subject: Subject, path: str) -> tuple[Shown, ...]:
    """Those on the disk, or those that will be there. Raises as `Subject.on_disk`."""
    traced = subject.traced(path)[path]
    there = subject.on_disk(path)
    if there is None:
        return tuple(Shown(_bare(line), line, (_NOT_YET,)) for line in traced)
    found = counterparts(there, [_bare(line) for line in traced])
    last = _in_last_render(subject, path, there) if any(not one.is_same for one in found) else ()
    return tuple(_shown(one, traced, is_mlpacks=n in last) for n, one in enumerate(found))


_NOT_YET = "It is not written yet: `mlpack generate` writes it."


def _bare(line: TracedLine) -> str:
    return line.text.rstrip("\n")


def _in_last_render(subject: Subject, path: str, there: Sequence[str]) -> frozenset[int]:
    """The lines, from 0, that nobody has changed since mlpack wrote the file."""
    last = next(iter(load(subject.root).baselines(path)), "").split("\n")
    return frozenset(n for n, one in enumerate(counterparts(there, last)) if one.is_same)


def _shown(found: Counterpart, traced: tuple[TracedLine, ...], *, is_mlpacks: bool) -> Shown:
    made = None if found.made is None else traced[found.made]
    if found.is_same:
        return Shown(found.text, made)
    own = f" Its own is: {_bare(made).strip()}" if made else ""
    if is_mlpacks:
        does = "changes" if made else "takes out"
        says = f"mlpack wrote this line once; `mlpack generate` now {does} it.{own}"
    else:
        says = f"You {'changed' if made else 'wrote'} this line; mlpack keeps it.{own}"
    return Shown(found.text, made, (says,), is_edited=True)


def answer_line(subject: Subject, path: str, line: int) -> Answer:
    """What is known of line `line` of a generated file, from 1; it has so many lines at least."""
    return answer_of(subject, path, line, shown=shown_lines(subject, path)[line - 1])


def answer_of(subject: Subject, path: str, line: int, *, shown: Shown) -> Answer:
    """What is known of `shown`, which is that line."""
    file = planned(subject.plan, path)
    yours = (f"{path} was written once, and is yours since: mlpack leaves it alone.",)
    says = (*shown.says, *(yours if file.ownership == "seeded" and not shown.says else ()))
    answer = Answer(path, line, shown.text, says)
    if shown.traced is None:
        return answer
    facts = (*shown.facts, *brought_by(subject.plan, file))
    return replace(
        answer,
        templates=tuple(template_line(subject, spot) for spot in shown.traced.spots),
        facts=tuple(read_fact(subject, fact) for fact in facts),
        reasons=reasons(subject, facts),
    )


def planned(plan: Plan, path: str) -> PlannedFile:
    return next(file for file in plan.files if file.path == path)


def brought_by(plan: Plan, file: PlannedFile) -> tuple[Fact, ...]:
    """The fact that this file is there for at all, where it is not in every project."""
    folder, _, rest = file.template.removeprefix(f"{BUILT_IN}:").partition("/")
    name, _, _ = rest.partition("/")
    found = fact_of_item(plan, _BROUGHT_BY.get(folder, ()), name)
    return (found,) if found else ()


def whole_template(subject: Subject, path: str) -> TemplateLine:
    prefix, _, template = planned(subject.plan, path).template.rpartition(":")
    source = prefix or subject.layers.holder(template).source
    return template_line(subject, Spot(f"{source}:{template}", 0))


def template_line(subject: Subject, spot: Spot) -> TemplateLine:
    source, _, path = spot.template.rpartition(":")
    layer = next(layer for layer in subject.layers.layers if layer.source == source)
    is_folder = source != BUILT_IN and not layer.commit
    name = f"{source.rstrip('/')}/{path}" if is_folder else f"{source}: {path}"
    return TemplateLine(name.removeprefix("./"), str(layer.root / path), spot.line, spot.block)

"""What requirements.in asks for: a paragraph a reason, from the builds to the person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from mlpack.catalog import RequirementRow
from mlpack.errors import LayerFault
from mlpack.plan.model import Paragraph
from mlpack.plan.parts import Candidate, Part
from mlpack.plan.said import admits
from mlpack.plan.wishes import Wishes
from mlpack.requirements import Requested, is_file

_BEYOND = "What model.py needs beyond that."
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def asked_for(wishes: Wishes, requested: Requested, candidate: Candidate) -> tuple[Paragraph, ...]:
    """Raises LayerFault where a layer's line names a version that its release does not say."""
    spec, style = wishes.spec, wishes.style
    rows = [
        (row, f"framework: {part.framework.name}")
        for part in candidate.parts
        for row in _rows_of(part, candidate, wishes)
    ]
    rows += [(row, f"serving: {style.name}") for row in style.requirements]
    own = [line for line in spec.requirements if not is_file(line)]
    rows += [(RequirementRow(line, _BEYOND), "mlpack.yaml") for line in own]
    for line in requested.lines:
        rows.append((RequirementRow(line.text, f"From {line.entry}."), line.entry))
    found = []
    for (reason, asker), group in groupby(rows, key=lambda row: (row[0].because, row[1])):
        found.append(Paragraph(reason, tuple(sorted({row.line for row, _ in group})), asker))
    return tuple(found)


def _rows_of(part: Part, candidate: Candidate, wishes: Wishes) -> Iterator[RequirementRow]:
    """The line of its build, then its framework's, each with the versions that it names."""
    versions = versions_in(part, candidate)
    if part.variant and part.variant.line:
        yield _filled(RequirementRow(part.variant.line, part.variant.because), part, versions)
    for row in part.framework.requirements:
        if (
            admits(row.releases, part.exact)
            and (not row.variants or candidate.variant.name in row.variants)
            and (not row.extra or row.extra in wishes.spec.framework.extras)
            and (not row.inputs or wishes.inputs in row.inputs)
        ):
            yield _filled(row, part, versions)


def versions_in(part: Part, candidate: Candidate) -> Mapping[str, str]:
    """What stands for each name in braces: `version`, companions, and what it stands on."""
    found: dict[str, str] = {}
    for one in (*candidate.parts[1:], part):
        for row in one.rows:
            found |= {row.distribution: one.version, **row.companions}
    return {**found, "version": part.version}


def _filled(row: RequirementRow, part: Part, versions: Mapping[str, str]) -> RequirementRow:
    def version(name: re.Match[str]) -> str:
        if name[1] not in versions:
            raise LayerFault(
                f"{row.line} names {name[1]}, and {part.title} says no version of it.",
                where=f"frameworks/{part.framework.name}",
            )
        return versions[name[1]]

    return replace(row, line=_PLACEHOLDER.sub(version, row.line))

"""A project folder from a few texts, and what is read from it: the lines, or the faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from mlpack.errors import SpecFaults
from mlpack.requirements import Index, Requested
from mlpack.requirements.read import read


def lay_out(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def told(root: Path, *entries: str, index: Index | None = None) -> list[tuple[str, str]]:
    """Each requirement with its place."""
    found = read(root, requirements=entries, constraints=(), index=index)
    return [(line.text, line.where) for line in found.lines]


def texts(root: Path, *entries: str) -> list[str]:
    return [text for text, _ in told(root, *entries)]


def held(root: Path, *entries: str) -> list[str]:
    return [line.text for line in read(root, requirements=(), constraints=entries).constraints]


def requested(root: Path, *entries: str, constraints: Sequence[str] = ()) -> Requested:
    return read(root, requirements=entries, constraints=constraints)


def faults(
    root: Path, *entries: str, constraints: Sequence[str] = (), index: Index | None = None
) -> list[str]:
    with pytest.raises(SpecFaults) as caught:
        read(root, requirements=entries, constraints=constraints, index=index)
    return str(caught.value).splitlines()

"""What a project's files were made from, as text to remember: to tell later what has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mlpack.api.project import SPEC_FILE, Project
from mlpack.plan import Pins
from mlpack.requirements import Constraint, Line, Requested

_REQUESTED = "requirements"
_LOCKED = "locks"


def inputs_of(project: Project) -> Mapping[str, str]:
    """mlpack.yaml, what the files that it names ask for, and what the locks pin."""
    return {
        SPEC_FILE: project.document.text,
        _REQUESTED: _text(asdict(project.requested)),
        _LOCKED: _text({path: dict(pins) for path, pins in project.locked.items()}),
    }


def requested_in(inputs: Mapping[str, str]) -> Requested:
    """Raises ValueError, TypeError or LookupError where another mlpack wrote it in another way."""
    content = json.loads(inputs[_REQUESTED])
    return Requested(
        tuple(Line(**line) for line in content["lines"]),
        tuple(Constraint(**line) for line in content["constraints"]),
        content["pythons"],
    )


def locked_in(inputs: Mapping[str, str]) -> Mapping[str, Pins]:
    """Raises as `requested_in`."""
    return {
        path: {name: tuple(via) for name, via in pins.items()}
        for path, pins in json.loads(inputs[_LOCKED]).items()
    }


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

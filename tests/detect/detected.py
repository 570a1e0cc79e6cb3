"""What the tests of detection share: the catalogue, and a Detected as text that a person reviews."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from mlpack.catalog import Catalog
from mlpack.detect import Detected, Guess
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))


def shown(detected: Detected) -> str:
    """All of it: every guess with its evidence, the others, the notes."""
    content = {
        "guesses": {guess.setting: _guess(guess) for guess in detected.guesses},
        "others": [{guess.setting: _guess(guess)} for guess in detected.others],
        "notes": list(detected.notes),
    }
    yaml = YAML()
    yaml.width = 4096
    out = io.StringIO()
    yaml.dump({key: value for key, value in content.items() if value}, out)
    return out.getvalue()


def _guess(guess: Guess) -> dict[str, Any]:
    evidence = [f"{one.where}  {one.says}" for one in guess.evidence]
    return {"value": _plain(guess.value), "sure": guess.confidence, "evidence": evidence}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value

"""Whole generated projects, as a person would review them.

`python tests/golden/test_golden.py` renews them after a wanted change; look at the diff then.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from specs import GOLDEN, GOLDEN_CASES, SPECS, project_of

from mlpack.catalog import Catalog
from mlpack.layers import open_layers

PLAIN = "digits"


def rendered(case: str) -> dict[str, str]:
    return {path: file.text for path, file in project_of(SPECS[case]).tree.items()}


def reviewed_in(case: str) -> dict[str, str]:
    """Every file of the case; what is as in the plain case is kept there alone."""
    return {**kept_in(PLAIN), **kept_in(case)}


def kept_in(case: str) -> dict[str, str]:
    folder = GOLDEN / case / "expected"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("case", GOLDEN_CASES)
def test_a_generated_project_is_the_one_that_was_reviewed(case: str) -> None:
    made, reviewed = rendered(case), reviewed_in(case)

    missing = sorted(set(reviewed) - set(made))
    extra = sorted(set(made) - set(reviewed))
    different = sorted(path for path in made if path in reviewed and made[path] != reviewed[path])

    assert {"missing": missing, "extra": extra, "different": different} == {
        "missing": [],
        "extra": [],
        "different": [],
    }
    assert made == reviewed


def test_every_framework_style_and_output_is_in_a_reviewed_project() -> None:
    catalog = Catalog(open_layers((), Path()))
    specs = [project_of(SPECS[case]).spec for case in GOLDEN_CASES]

    assert {spec.framework.name for spec in specs} == set(catalog.framework_names)
    assert {spec.serving.style for spec in specs} == set(catalog.style_names)
    assert {name for spec in specs for name in spec.outputs} == set(catalog.output_names)


def renew(case: str) -> None:
    folder = GOLDEN / case / "expected"
    plain = {} if case == PLAIN else rendered(PLAIN)
    own = {path: text for path, text in rendered(case).items() if plain.get(path) != text}
    for path in set(kept_in(case)) - set(own):
        (folder / path).unlink()
    for path, text in own.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


if __name__ == "__main__":
    for name in GOLDEN_CASES:
        renew(name)

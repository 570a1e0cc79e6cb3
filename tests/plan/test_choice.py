"""Which release, Python and base go together; and what would, where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import Plan, resolve, supported
from mlpack.spec import Known, Spec, read, spec_from

CATALOG = Catalog(open_layers((), Path()))


def plan_of(text: str) -> Plan:
    return resolve(spec_of(text), CATALOG)


def spec_of(text: str) -> Spec:
    return spec_from(read("name: digits\n" + text), Known())


def refusal_of(text: str) -> Incompatible:
    with pytest.raises(Incompatible) as caught:
        plan_of(text)
    return caught.value


@pytest.mark.parametrize(
    ("wishes", "version", "python"),
    [
        ("framework: scikit-learn", "1.9.*", "3.14"),
        ("framework: scikit-learn==1.7.2", "1.7.2", "3.14"),
        ("framework: scikit-learn==1.7.*", "1.7.*", "3.14"),
        ("framework: scikit-learn==1.*", "1.9.*", "3.14"),
        ("framework: scikit-learn\npython: 3.11", "1.9.*", "3.11"),
        ("framework: scikit-learn\npython: 3.10", "1.7.*", "3.10"),
        ("framework: scikit-learn==1.4.*", "1.4.*", "3.12"),
        ("framework: scikit-learn\nplatforms: [linux/arm64]", "1.9.*", "3.14"),
    ],
)
def test_the_newest_that_every_wish_allows_is_chosen(
    wishes: str, version: str, python: str
) -> None:
    plan = plan_of(wishes)

    assert (plan.framework.version, plan.python) == (version, python)
    assert plan.base.image == f"python:{python}-slim-trixie"
    assert f"scikit-learn=={version}" in plan.requirement_lines


def test_a_python_that_the_serving_style_is_not_known_to_work_with_is_refused() -> None:
    refused = refusal_of("framework: scikit-learn\npython: '3.15'")

    assert (refused.setting, refused.choices) == ("python", ('python: "3.14"',))
    assert refused.says == (
        "FastAPI is known to work with Python 3.10, 3.11, 3.12, 3.13 and 3.14, not 3.15."
    )


@pytest.mark.parametrize(
    ("wishes", "setting", "says", "choices"),
    [
        (
            "framework: scikit-learn==1.9.*\npython: 3.10",
            "python",
            "scikit-learn 1.9 has no wheels for Python 3.10. "
            "It has them for 3.11, 3.12, 3.13 and 3.14.",
            ('python: "3.11"', "framework: scikit-learn==1.7.*"),
        ),
        (
            "framework: scikit-learn==1.3.*\npython: 3.13",
            "python",
            "scikit-learn 1.3 has no wheels for Python 3.13. It has them for 3.10, 3.11 and 3.12.",
            ('python: "3.12"', "framework: scikit-learn==1.5.*"),
        ),
        (
            "framework: scikit-learn==2.0.1",
            "framework",
            "The catalogue of 2026-11-20 knows scikit-learn 1.3 to 1.9, not 2.0.1.",
            ("framework: scikit-learn==1.9.*",),
        ),
        (
            "framework: scikit-learn\ncompute: cuda",
            "compute",
            "scikit-learn computes on the CPU only.",
            ("compute: cpu",),
        ),
    ],
)
def test_what_cannot_work_is_refused_with_the_nearest_that_does(
    wishes: str, setting: str, says: str, choices: tuple[str, ...]
) -> None:
    refused = refusal_of(wishes)

    assert (refused.setting, refused.says, refused.choices) == (setting, says, choices)


def test_support_is_counted_on_the_day_of_the_catalogue() -> None:
    assert supported(CATALOG) == ("3.11", "3.12", "3.13", "3.14", "3.15")


@pytest.mark.parametrize(
    ("version", "python"),
    [("1.7.0", "3.13"), ("1.7.2", "3.14"), ("1.5.1", "3.12"), ("1.3.0", "3.11")],
)
def test_an_early_patch_gets_only_a_python_that_it_has_wheels_for(
    version: str, python: str
) -> None:
    assert plan_of(f"framework: scikit-learn=={version}").python == python


def test_an_early_patch_is_refused_for_a_python_that_came_later() -> None:
    refused = refusal_of("framework: scikit-learn==1.7.0\npython: 3.14")

    assert refused.says == (
        "scikit-learn 1.7.0 has no wheels for Python 3.14. It has them for 3.10, 3.11, 3.12 and 3.13."
    )
    assert refused.choices == ("framework: scikit-learn==1.7.*", 'python: "3.13"')


def test_every_last_patch_of_the_catalogue_can_be_asked_for_by_name() -> None:
    newest = {
        (name, row.newest)
        for name in CATALOG.framework_names
        for row in CATALOG.framework(name).releases
    }

    for name, version in sorted(newest):
        assert spec_of(f"framework: {name}=={version}").framework.version == version

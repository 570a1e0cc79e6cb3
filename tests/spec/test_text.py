"""A Spec written out reads back as itself, and reads like a person's file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpack.spec import Known, Spec, dump, line, read, spec_from

plain = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x85"), max_size=30
)
specs = st.builds(
    lambda **settings: Spec.model_validate(settings),
    name=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True),
    framework=st.sampled_from(
        ["scikit-learn", "scikit-learn==1.7.*", {"name": "x", "version": "1.7"}]
    ),
    python=st.sampled_from([None, "3.10", "3.12"]),
    compute=st.sampled_from(["cpu", "cuda"]),
    serving=st.sampled_from(["fastapi", {"port": 9000}, {"limits": {"rows": 5, "seconds": 1.5}}]),
    model=st.sampled_from([None, "model.joblib", "my models/1.10"]),
    include=st.sampled_from([(), ("src", "data.json")]),
    requirements=st.sampled_from([(), ("pandas>=2", "scipy[all]==1.*; python_version<'3.12'")]),
    constraints=st.sampled_from([(), ("uv.lock",)]),
    index=st.sampled_from(
        [
            {},
            "https://packages.example.org/simple",
            {
                "packages": {"torch": "wheels"},
                "credentials": "pypi",
                "extra": ["https://b.example"],
            },
        ]
    ),
    lock=st.sampled_from([{}, "uv", {"exclude_newer": "2026-11-01", "from_source": ["slow"]}]),
    platforms=st.sampled_from([["linux/amd64"], ["linux/amd64", "linux/arm64"]]),
    system_packages=st.sampled_from([[], ["libgomp1"], {"build": ["gcc"], "run": ["libgomp1"]}]),
    environment=st.dictionaries(
        st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True), plain, max_size=3
    ),
)


@given(specs)
def test_a_written_spec_reads_back_as_itself(spec: Spec) -> None:
    assert spec_from(read(dump(spec)), Known()) == spec


def test_only_what_differs_from_the_defaults_is_written_in_the_order_of_the_questions() -> None:
    spec = Spec.model_validate(
        {
            "name": "digits",
            "model": "model.joblib",
            "compute": "cpu",
            "python": "3.11",
            "serving": {"style": "fastapi", "port": "9000"},
            "framework": "scikit-learn==1.7.*",
            "requirements": ["pandas>=2"],
        }
    )

    assert dump(spec) == (
        "# yaml-language-server: $schema=.mlpack/schema.json\n"
        "name: digits\n"
        "framework: scikit-learn==1.7.*\n"
        'python: "3.11"\n'
        "serving:\n"
        "  port: 9000\n"
        "model: model.joblib\n"
        "requirements:\n"
        "  - pandas>=2\n"
    )


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        ("python", "3.12", 'python: "3.12"'),
        ("framework", "x==1.7.*", "framework: x==1.7.*"),
        (
            "framework",
            {"name": "x", "version": "1.10", "extras": ["vision"]},
            'framework: {name: x, version: "1.10", extras: [vision]}',
        ),
        ("compute", "cpu", "compute: cpu"),
        ("compute", "cuda", "compute: cuda"),
        ("compute", {"driver": "550"}, 'compute: {driver: "550"}'),
        (
            "compute",
            {"cuda": "12", "gpus": ["T4"], "driver": "550"},
            'compute: {cuda: "12", gpus: [T4], driver: "550"}',
        ),
        ("base", "trixie", "base: trixie"),
        ("platforms", ["linux/arm64"], "platforms: [linux/arm64]"),
    ],
)
def test_one_setting_is_a_line_that_reads_back_as_itself(
    setting: str, value: object, text: str
) -> None:
    spec = Spec.model_validate({"name": "a", "framework": "x", setting: value})

    written = line(spec, setting)

    others = {"name": "name: a\n", "framework": "framework: x\n"}
    around = "".join(text for key, text in others.items() if key != setting)
    assert written == text
    assert spec_from(read(around + written), Known()) == spec

"""The rules about what stands together in a lock: locks that break each, and some that do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from projects import DIGITS, put
from subjects import CUDA, FROM_IMAGE, run_packages, subject

from mlpack.catalog import Catalog, Origin, SystemNeed
from mlpack.catalog.locked import conflicts
from mlpack.check import Finding, Subject
from mlpack.check.packages import (
    PACKAGES,
    conflicting_packages,
    missing_cuda_libraries,
    other_index,
    renamed_packages,
    unsure_system_packages,
    wrong_companions,
)

LOCK = "requirements.lock"
VIA = "see in the lock which package asks for the other (# via)."


@pytest.mark.parametrize(
    ("pins", "plan", "found"),
    [
        (
            ["onnxruntime==1.31.1", "onnxruntime-gpu==1.31.1"],
            {},
            (
                "two-onnxruntimes",
                "It pins onnxruntime 1.31.1 and onnxruntime-gpu 1.31.1 together. "
                "Both write the same folder: one overwrites the other, and CUDA may be gone.",
                f"Keep one of them: {VIA}",
            ),
        ),
        (
            ["opencv-python==5.0.0.93", "opencv-python-headless==5.0.0.93"],
            {},
            (
                "two-opencvs",
                "It pins opencv-python 5.0.0.93 and opencv-python-headless 5.0.0.93 together. "
                "Both write the same folder: which one is left is chance.",
                f"Keep the headless one, which needs nothing of a desktop: {VIA}",
            ),
        ),
        (
            ["numpy==2.3.5", "torch==2.2.2+cpu"],
            {},
            (
                "numpy2-abi",
                "It pins torch 2.2.2+cpu and numpy 2.3.5 together. torch up to 2.2 was compiled for NumPy 1.",
                'Add to mlpack.yaml: requirements: ["numpy<2"]; or ask for a newer torch.',
            ),
        ),
        (
            ["ctranslate2==4.4.0", "nvidia-cudnn-cu12==9.1.0.70", "torch==2.5.1"],
            {"compute": CUDA},
            (
                "cudnn-mismatch",
                "It pins ctranslate2 4.4.0 and nvidia-cudnn-cu12 9.1.0.70 together. "
                "CTranslate2 loads cuDNN 8 up to 4.4, and 9 from 4.5 on.",
                "Ask for ctranslate2>=4.5, or for a torch up to 2.3.",
            ),
        ),
        (
            ["onnxruntime-gpu[cuda]==1.27.0"],
            {"compute": CUDA},
            (
                "broken-extra",
                "It pins onnxruntime-gpu[cuda] 1.27.0. "
                "The extra asks for packages with the ending -cu13 that are empty on the index.",
                "Ask for onnxruntime-gpu 1.28 or newer, or name the nvidia packages yourself.",
            ),
        ),
    ],
)
def test_packages_that_do_not_go_together_are_found(
    pins: list[str], plan: dict, found: tuple[str, str, str]
) -> None:
    rule, says, mend = found

    assert list(conflicting_packages(subject(*pins, **plan))) == [
        Finding(rule, "error", LOCK, says, mend)
    ]


@pytest.mark.parametrize(
    ("pins", "plan"),
    [
        (["onnxruntime==1.31.1", "numpy==2.3.5", "torch==2.3.1+cpu"], {}),
        (["numpy==1.26.4", "torch==2.2.2", "scikit-learn==1.3.2"], {}),
        (["opencv-python-headless==5.0.0.93"], {}),
        (["onnxruntime-gpu[cuda,cudnn]==1.28.0", "numpy==2.3.5"], {"compute": CUDA}),
        (["onnxruntime-gpu==1.27.0"], {"compute": CUDA}),
        # on a CPU no cuDNN is loaded
        (["ctranslate2==4.4.0", "torch==2.8.0+cpu"], {}),
        (["ctranslate2==4.6.0", "nvidia-cudnn-cu12==9.1.0.70"], {"compute": CUDA}),
    ],
)
def test_packages_that_go_together_are_left_alone(pins: list[str], plan: dict) -> None:
    assert list(conflicting_packages(subject(*pins, **plan))) == []


def test_conflicts_are_sorted_and_none_comes_twice() -> None:
    rows = [(row.rule, row.one, row.other) for row in conflicts()]

    assert len(set(rows)) == len(rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_a_gpu_package_without_the_libraries_that_it_loads_is_found() -> None:
    bare = subject("tensorflow==2.21.0", "onnxruntime-gpu==1.31.1", compute=CUDA)

    assert list(missing_cuda_libraries(bare)) == [
        Finding(
            "no-cuda-libraries",
            "error",
            LOCK,
            "It pins onnxruntime-gpu 1.31.1 for a GPU, and nothing brings nvidia-cudnn and "
            "nvidia-cuda-runtime.",
            "Ask for onnxruntime-gpu[cuda,cudnn].",
        ),
        Finding(
            "no-cuda-libraries",
            "error",
            LOCK,
            "It pins tensorflow 2.21.0 for a GPU, and nothing brings nvidia-cudnn.",
            "Ask for tensorflow[and-cuda].",
        ),
    ]


@pytest.mark.parametrize(
    ("pins", "plan"),
    [
        (["tensorflow==2.21.0"], {}),
        (["tensorflow==2.21.0"], {"compute": FROM_IMAGE}),
        (["tensorflow==2.21.0", "nvidia-cudnn-cu12==9.3.0.75"], {"compute": CUDA}),
        # before it had the extra, the image brought them
        (["tensorflow==2.13.1"], {"compute": CUDA}),
    ],
)
def test_libraries_are_asked_for_only_where_packages_bring_them(
    pins: list[str], plan: dict
) -> None:
    assert list(missing_cuda_libraries(subject(*pins, **plan))) == []


PAIRS = {
    "layer/layer.toml": 'name = "team"\nmlpack = "0"\n',
    "layer/frameworks/pairs/framework.toml": 'title = "Pairs"\nmodel = "model.bin"\ninputs = "numbers"\n',
    "layer/frameworks/pairs/variants.toml": (
        'source = "a test"\nas_of = "2026-11-20"\nvariant = [\n'
        '    {name = "cpu", device = "cpu", line = "one=={version}", because = "x."},\n]\n'
    ),
    "layer/frameworks/pairs/versions.toml": (
        'source = "a test"\nas_of = "2026-11-20"\nrelease = [\n'
        '    {distribution = "one", version = "2.8", newest = "2.8.0", pythons = ["3.12"], platforms = ["linux/amd64"], glibc = "2.28", companions = {two = "0.23.*"}},\n'
        '    {distribution = "one", version = "2.9", newest = "2.9.0", pythons = ["3.12"], platforms = ["linux/amd64"], glibc = "2.28", companions = {two = "0.24.*"}, unconfirmed = "which two goes with it"},\n'
        "]\n"
    ),
}


@pytest.mark.parametrize(
    ("pins", "found"),
    [
        (["one==2.8.0", "two==0.23.1"], []),
        (["one==2.8.0+cpu", "two==0.23.1+cpu"], []),
        (["one==2.8.0+cpu", "two==0.23.1"], []),
        (["two==0.1"], []),
        (["one==2.7.0", "two==0.1"], []),
        (
            ["one==2.8.0", "two==0.24.0"],
            [
                Finding(
                    "wrong-companion",
                    "error",
                    LOCK,
                    "It pins one 2.8.0 with two 0.24.0; 0.23.* belongs to it.",
                    "Ask for two==0.23.*, and run `mlpack lock`.",
                )
            ],
        ),
        (
            ["one==2.9.0", "two==0.23.0"],
            [
                Finding(
                    "unsure-companion",
                    "warning",
                    LOCK,
                    "It pins one 2.9.0 with two 0.23.0; 0.24.* belongs to it.",
                    "Ask for two==0.24.*, and run `mlpack lock`.",
                )
            ],
        ),
        (
            ["one==2.8.0+cpu", "two==0.23.0+cu126"],
            [
                Finding(
                    "other-build",
                    "error",
                    LOCK,
                    "It pins one 2.8.0+cpu with two 0.23.0+cu126: builds that do not fit.",
                    "Take both from one index: `index.packages`, for two too.",
                )
            ],
        ),
    ],
)
def test_packages_that_are_made_in_pairs_are_held_to_the_pair(
    tmp_path: Path, pins: list[str], found: list[Finding]
) -> None:
    put(tmp_path, PAIRS)
    whole = subject(*pins, text=DIGITS + "templates: [./layer]\n", root=tmp_path)

    assert list(wrong_companions(whole)) == found


def test_with_a_further_index_a_routed_package_without_its_build_is_named() -> None:
    extra = DIGITS + "index: {extra: [https://corp.example.org/simple]}\n"

    assert list(other_index(subject("torch==2.8.0"))) == []
    assert list(other_index(subject("torch==2.8.0+cpu", "six==1.17.0", text=extra))) == []
    assert list(other_index(subject("torch==2.8.0", text=extra))) == [
        Finding(
            "other-index",
            "warning",
            LOCK,
            "torch 2.8.0 may be another file on each of the indexes: where the build finds the "
            "other one, its hash is refused.",
            "Name its place: index: {packages: {torch: URL}}",
        )
    ]


ORIGIN = Origin("a test", "2026-11-20")


class Needs(Catalog):
    """A catalogue in which one need is known, and of others nobody is sure."""

    system_needs = (
        SystemNeed("compiles", "It compiles.", ORIGIN, run=("gcc",), unconfirmed="whether it does"),
        SystemNeed("paints", "It paints.", ORIGIN, run=("libglib2.0-0", "libpaint1")),
        SystemNeed(
            "sings",
            "It sings.",
            ORIGIN,
            run=("libglib2.0-0", "libsong1"),
            build=("cmake",),
            unconfirmed="whether it sings",
        ),
    )


def needing(text: str, *pins: str) -> Subject:
    planned = subject(*pins, text=DIGITS + text)
    return replace(planned, catalog=Needs(planned.catalog.layers))


def test_what_a_package_is_known_to_need_is_the_plan_s_and_no_finding() -> None:
    assert list(unsure_system_packages(needing("", "paints==1.0", "six==1.17.0"))) == []


def test_what_is_there_by_the_name_of_any_suite_is_not_asked_for() -> None:
    there = needing("system_packages: [libglib2.0-0, libsong1]\n", "sings==1.0")

    assert list(unsure_system_packages(there)) == []


def test_that_a_compiler_may_be_needed_is_left_to_the_rule_that_reads_the_code() -> None:
    assert list(unsure_system_packages(needing("", "compiles==1.0"))) == []


@pytest.mark.parametrize(
    ("text", "missing", "mend"),
    [
        ("", "libglib2.0-0t64 and libsong1", "[libglib2.0-0t64, libsong1]"),
        ("base: bookworm\n", "libglib2.0-0 and libsong1", "[libglib2.0-0, libsong1]"),
        ("system_packages: [libglib2.0-0]\n", "libsong1", "[libsong1]"),
        (
            "system_packages: [libglib2.0-0]\nlock: {from_source: [sings]}\n",
            "cmake and libsong1",
            "{build: [cmake], run: [libsong1]}",
        ),
    ],
)
def test_what_nobody_knows_whether_it_is_needed_is_told_by_the_suite_s_names(
    text: str, missing: str, mend: str
) -> None:
    assert list(unsure_system_packages(needing(text, "sings==1.0"))) == [
        Finding(
            "may-need-system-package",
            "warning",
            LOCK,
            f"sings may need {missing}, which the image does not have. "
            "Nobody has checked whether it sings.",
            f"Try it, or add to mlpack.yaml: system_packages: {mend}",
        )
    ]


def test_what_is_known_of_the_lines_alone_is_told_of_mlpack_yaml() -> None:
    whole = replace(needing(""), pins={"sings": ()})

    assert [found.where for found in unsure_system_packages(whole)] == ["mlpack.yaml"]


@pytest.mark.parametrize(
    ("text", "suite", "wrong", "right"),
    [
        ("system_packages: [libaio1, libgomp1]", "trixie", "libaio1", "libaio1t64"),
        ("system_packages: {build: [libgdal32]}", "trixie", "libgdal32", "libgdal36"),
        ("system_packages: [libaio1t64]\nbase: bookworm", "bookworm", "libaio1t64", "libaio1"),
        ("system_packages: [libaio1]\nbase: bookworm", "", "", ""),
        ("system_packages: [libaio1t64]", "", "", ""),
    ],
)
def test_a_package_is_asked_for_by_the_name_that_the_suite_has(
    text: str, suite: str, wrong: str, right: str
) -> None:
    assert list(renamed_packages(subject(text=f"{DIGITS}{text}\n"))) == [
        Finding(
            "renamed-package",
            "warning",
            "mlpack.yaml",
            f"{suite} has no package of the name {wrong}: there it is {right}.",
            f"Write {right} in `system_packages:`.",
        )
    ] * bool(suite)


def test_of_a_base_whose_suite_nobody_knows_no_name_is_wrong() -> None:
    whole = subject(system_packages=run_packages("libaio1"))
    unknown = replace(whole.plan, base=replace(whole.plan.base, suite=""))

    assert list(renamed_packages(replace(whole, plan=unknown))) == []


def test_a_damaged_lock_pins_nothing() -> None:
    whole = subject("onnxruntime==1.31.1", "onnxruntime-gpu==1.31.1")
    lock = whole.locks[0]
    broken = replace(lock, before=lock.before.replace("--hash", "--hush"))

    found = [finding for rule in PACKAGES for finding in rule(replace(whole, locks=(broken,)))]

    assert found == []


def test_every_rule_about_packages_is_broken_by_a_lock_here() -> None:
    tested = {
        conflicting_packages,
        missing_cuda_libraries,
        other_index,
        renamed_packages,
        unsure_system_packages,
        wrong_companions,
    }

    assert set(PACKAGES) == tested

"""The rules about the image: projects that break each, and some that do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import DIGITS, put
from subjects import run_packages, subject

from mlpack.check import Finding
from mlpack.check.ignored import ignoring, patterns
from mlpack.check.image import (
    IMAGE,
    compiles_at_run_time,
    ignored_files,
    musl_base,
    unwritable_cache,
)


@pytest.mark.parametrize(
    ("image", "is_found"),
    [
        ("python:3.12-alpine3.23", True),
        ("registry.example.org/python-musl:3.12", True),
        ("python:3.12-slim-trixie", False),
    ],
)
def test_an_image_on_musl_is_found(image: str, is_found: bool) -> None:
    assert (
        list(musl_base(subject(image=image)))
        == [
            Finding(
                "musl-base",
                "error",
                image,
                "It stands on musl, and few packages for machine learning have wheels for that.",
                "Take a base with glibc, as Debian's slim images: `base: trixie`.",
            )
        ]
        * is_found
    )


@pytest.mark.parametrize(
    ("name", "value", "is_found"),
    [
        ("HF_HOME", "/root/.cache/huggingface", True),
        ("NUMBA_CACHE_DIR", "cache", True),
        ("HOME", "/app", True),
        ("HOME", "/", True),
        ("TMPDIR", "/opt/tmp", True),
        ("HF_HOME", "/tmp/huggingface", False),
        # it may be a volume
        ("HF_HOME", "/models", False),
        ("HF_HOME", "/rooted", False),
        ("PYTHONPATH", "/app", False),
    ],
)
def test_a_cache_where_nobody_may_write_is_found(name: str, value: str, is_found: bool) -> None:
    whole = subject(text=DIGITS + f"environment: {{{name}: {value}}}\n")

    assert (
        list(unwritable_cache(whole))
        == [
            Finding(
                "unwritable-cache",
                "error",
                "mlpack.yaml",
                f"{name} is {value}: the service may not write there, as it is not root.",
                "Name a folder below /tmp, or leave it out: HOME is /tmp.",
            )
        ]
        * is_found
    )


WEIGHTS = DIGITS + "model: weights\ninclude: [words]\n"
FILES = {
    "weights/config.json": "{}",
    "weights/onnx/model.onnx": "x",
    "weights/.git/config": "",
    "weights/__pycache__/a.pyc": "",
    "words/list.txt": "",
}


@pytest.mark.parametrize(
    ("ignore", "found"),
    [
        ("*\n!weights\n!words\n**/.git\n**/__pycache__\n", []),
        ("# of the team\n", []),
        (
            "*\n!weights\n!words\n\n**/*.onnx\n",
            [(".dockerignore:5", "**/*.onnx", "weights/onnx/model.onnx")],
        ),
        (
            "*\n!words\n",
            [(".dockerignore:1", "*", "weights/config.json")],
        ),
        (
            "weights/onnx\n**/*.txt\n",
            [
                (".dockerignore:1", "weights/onnx", "weights/onnx/model.onnx"),
                (".dockerignore:2", "**/*.txt", "words/list.txt"),
            ],
        ),
    ],
)
def test_a_part_that_dockerignore_leaves_out_is_found_once(
    tmp_path: Path, ignore: str, found: list[tuple[str, str, str]]
) -> None:
    put(tmp_path, {**FILES, ".dockerignore": ignore})

    assert list(ignored_files(subject(text=WEIGHTS, root=tmp_path))) == [
        Finding(
            "ignored-file",
            "error",
            where,
            f"{pattern} keeps {path} out of the image.",
            f"Take the line out, or add after it: !{path}",
        )
        for where, pattern, path in found
    ]


def test_without_a_dockerignore_nothing_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, FILES)

    assert list(ignored_files(subject(text=WEIGHTS, root=tmp_path))) == []


@pytest.mark.parametrize(
    ("pattern", "path", "is_left_out"),
    [
        ("*.bin", "model.bin", True),
        ("*.bin", "a/model.bin", False),
        ("**/*.bin", "model.bin", True),
        ("**/*.bin", "a/b/model.bin", True),
        ("/a/", "a/b", True),
        ("a", "ab", False),
        ("a?", "ab", True),
        ("a[bc]", "ac", True),
        ("a/**", "a/b/c", True),
        (r"a\*", "ab", False),
        (r"a\*", "a*", True),
        ("./a", "a", True),
        ("a.b", "axb", False),
    ],
)
def test_a_pattern_is_read_as_docker_reads_it(pattern: str, path: str, is_left_out: bool) -> None:
    assert bool(ignoring(path, patterns(pattern))) == is_left_out


@pytest.mark.parametrize(
    ("code", "packages", "line"),
    [
        ("import torch\nmodel = torch.compile(net)\n", (), 2),
        ("import torch\nmodel = torch.compile(net)\n", ("g++",), 0),
        ("# torch.compile(net) is slow to start\n", (), 0),
    ],
)
def test_code_that_compiles_when_it_runs_needs_a_compiler(
    tmp_path: Path, code: str, packages: tuple[str, ...], line: int
) -> None:
    put(tmp_path, {"model.py": code})
    whole = subject(root=tmp_path, system_packages=run_packages(*packages))

    assert list(compiles_at_run_time(whole)) == [
        Finding(
            "compiles-at-run-time",
            "warning",
            f"model.py:{line}",
            "torch.compile needs a C compiler when the service runs: the image has none.",
            "Add to mlpack.yaml: system_packages: [g++], or export the model instead.",
        )
    ] * bool(line)


def test_every_rule_about_the_image_is_broken_by_a_project_here() -> None:
    tested = {compiles_at_run_time, ignored_files, musl_base, unwritable_cache}

    assert set(IMAGE) == tested

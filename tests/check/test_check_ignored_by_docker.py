"""Patterns of .dockerignore: docker itself leaves out what the rule says that it does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from projects import holds, put

from mlpack.check.ignored import ignoring, patterns

pytestmark = pytest.mark.engine
FILES = (
    *("model.bin", "a/model.bin", "a/b/model.bin", "a/b/c", "ab", "ac", "a.b", "axb"),
    *("d/e/f.onnx", ".env", "x/.env"),
)


@pytest.mark.parametrize(
    "text",
    [
        *("*.bin", "**/*.bin", "/a/", "a", "a?", "a[bc]", "[^a]*", "a/**", "./d", "a.b", "d/../a"),
        *("d/**/f.onnx", "**/b", "a/*/model.bin", "***", "a**", "**b", "a/b/**", "*/b", "/", "."),
        *("*\n!a\na/b", "*\n!a/b/c", "**\n!**/*.onnx", "# a\n  *.bin  ", "!a\n*", "!*"),
        "**/.env*\n!x/.env",
    ],
)
def test_docker_leaves_out_what_the_rule_says(tmp_path: Path, text: str) -> None:
    context, out = tmp_path / "context", tmp_path / "out"
    put(context, {**dict.fromkeys(FILES, "x"), ".dockerignore": f"{text}\n"})
    put(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n"})

    subprocess.run(
        [
            *("docker", "build", "--quiet", "--file", str(tmp_path / "Dockerfile")),
            *("--output", f"type=local,dest={out}", str(context)),
        ],
        check=True,
        capture_output=True,
    )

    rows = patterns(text)
    sent = set(holds(out)) & set(FILES) if out.is_dir() else set()
    assert sent == {path for path in FILES if not ignoring(path, rows)}
